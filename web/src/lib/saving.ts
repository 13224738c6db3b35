/** Where the physician's changes stand; the journal reports it, the frame shows it. */
import { createStore, type Store } from "./store";

/** One image and one label. */
export interface Place {
  readonly project: string;
  readonly row: number;
  readonly label: string;
}

export interface Saving {
  /** Changes that the server has not confirmed yet. */
  readonly waiting: number;
  /** Whether the last attempt to send one got an answer. */
  readonly reachable: boolean;
  /** Whether somebody is logged in to send for. */
  readonly loggedIn: boolean;
  /** Why the server cannot save just now, in its own words; null: it can, or it does not answer. */
  readonly trouble: string | null;
  /** Whether what waits would survive this page. */
  readonly durable: boolean;
  /** Changes that somebody else's overtook. */
  readonly conflicts: number;
  /** Changes that the server does not take as they are. */
  readonly refused: number;
  /** Where the first of these two is to be decided; null: there are none. */
  readonly decide: Place | null;
  /** Changes of others who used this browser: they wait until their authors log in. */
  readonly others: number;
}

export type SavingState = "saved" | "saving" | "offline" | "logged-out" | "troubled" | "conflict" | "refused";

export const SAVED: Saving = {
  waiting: 0,
  reachable: true,
  loggedIn: true,
  trouble: null,
  durable: true,
  conflicts: 0,
  refused: 0,
  decide: null,
  others: 0,
};

/** The one place where it is kept. */
export const saving: Store<Saving> = createStore(SAVED);

/** Return the state that a person must know of first. */
export function state(now: Saving): SavingState {
  if (now.conflicts > 0) return "conflict";
  if (now.refused > 0) return "refused";
  if (now.waiting === 0) return "saved";
  if (!now.loggedIn) return "logged-out";
  if (now.trouble !== null) return "troubled";
  return now.reachable ? "saving" : "offline";
}
