/**
 * How long a person works on what is saved: seconds with a sign of life, from the moment an image
 * is shown until it is saved.
 *
 * A sitting is one look at one image, or at a list of them. Its time goes to whatever is saved in it,
 * save after save; what is looked at and left without a word is not counted at all.
 */

/** What goes with a save: the seconds that this annotation has taken in this sitting so far. */
export interface Effort {
  readonly sitting: string;
  readonly active_s: number;
}

/** After so long without a sign of life the clock stands still. */
export const IDLE_MS = 30_000;

/** The clock of one page. */
export class Sittings {
  readonly #newName: () => string;
  #place: string | null = null;
  #name = "";
  #active_ms = 0;
  /** Of the clock, when the present sitting began or something was saved in it. */
  #counted_ms = 0;
  /** The last sign of life; null: the page is not seen. */
  #last_ms: number | null;
  readonly #spent_ms = new Map<string, number>();

  constructor(now_ms: number, newName: () => string) {
    this.#last_ms = now_ms;
    this.#newName = newName;
  }

  /**
   * The person moves, types or touches.
   *
   * @param place - what is on the screen. Where it is another than at the sign before, it has been
   * there since then: nothing changes it but a person.
   */
  sign(now_ms: number, place: string): void {
    if (place !== this.#place) this.#begin(place);
    if (this.#last_ms !== null) this.#active_ms += Math.min(now_ms - this.#last_ms, IDLE_MS);
    this.#last_ms = now_ms;
  }

  /** The page is covered or left: nothing counts until it is seen again. */
  hide(now_ms: number, place: string): void {
    this.sign(now_ms, place);
    this.#last_ms = null;
  }

  /** The page is seen again. */
  show(now_ms: number): void {
    this.#last_ms = now_ms;
  }

  /** Something is said of a lane (an image and a label): the time since the last word is its. */
  spent(lane: string, now_ms: number, place: string): Effort {
    this.sign(now_ms, place);
    const spent_ms = (this.#spent_ms.get(lane) ?? 0) + this.#active_ms - this.#counted_ms;
    this.#spent_ms.set(lane, spent_ms);
    this.#counted_ms = this.#active_ms;
    return { sitting: this.#name, active_s: Math.round(spent_ms) / 1000 };
  }

  #begin(place: string): void {
    this.#place = place;
    this.#name = this.#newName();
    this.#counted_ms = this.#active_ms;
    this.#spent_ms.clear();
  }
}

/** What is on the screen, as an address says it: one image, in whichever view, or a view's list. */
export function placeIn(pathname: string, search: string): string {
  const image = new URLSearchParams(search).get("image");
  if (image === null) return pathname;
  return `${pathname.slice(0, pathname.lastIndexOf("/"))} ${image}`;
}
