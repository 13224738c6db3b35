/** The picture that is on the screen, kept outside React: it goes ahead of the page. */
import { createStore, type Store } from "@/lib/store";

import type { Look } from "./cornerstone";
import type { Raw } from "./raw";

/** A picture and how it is looked at; null: it is still on its way. */
export interface Shown {
  readonly raw: Raw | null;
  readonly look: Look;
}

export type ShownStore = Store<Shown>;

/** No picture yet. */
export function createShown(look: Look): ShownStore {
  return createStore<Shown>({ raw: null, look });
}

/** Whether another image's picture stands on the screen. */
export function showsAnother({ raw }: Shown, row: number): boolean {
  return raw !== null && raw.row !== row;
}
