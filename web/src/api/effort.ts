/** The clock of this page: it hears every sign of life and says how long a save took. */
import { placeIn, Sittings, type Effort } from "@/lib/effort";

const SIGNS = ["pointermove", "pointerdown", "pointerup", "keydown", "wheel", "touchmove"] as const;

let clock = newClock();

function newClock(): Sittings {
  return new Sittings(Date.now(), () => Array.from(crypto.getRandomValues(new Uint32Array(3)), (each) => each.toString(36)).join("-"));
}

function place(): string {
  return placeIn(location.pathname, location.search);
}

/** How long a lane's annotation has taken in this sitting, the moment that it is said. */
export function effortOf(lane: string): Effort {
  return clock.spent(lane, Date.now(), place());
}

/** Listen to signs of life until told to stop; the clock begins anew. */
export function watchEffort(): () => void {
  clock = newClock();
  const stop = new AbortController();
  const how = { capture: true, passive: true, signal: stop.signal } as const;
  for (const kind of SIGNS) addEventListener(kind, () => clock.sign(Date.now(), place()), how);
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "hidden") clock.hide(Date.now(), place());
      else clock.show(Date.now());
    },
    { signal: stop.signal },
  );
  return () => stop.abort();
}
