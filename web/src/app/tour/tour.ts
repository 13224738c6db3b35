/** Where the tour is, and to whom it was offered: once for each user in each browser. */
import { createStore } from "@/lib/store";

import { STEPS } from "./steps";

/** The number of the step that is shown, from 0; null: no tour. */
export const tour = createStore<number | null>(null);

/** Begin at the first step. */
export function startTour(): void {
  tour.set(0);
}

export function leaveTour(): void {
  tour.set(null);
}

/** Go on, or back; after the last step the tour is over, before the first there is none. */
export function stepTour(by: 1 | -1): void {
  const at = tour.get();
  if (at === null) return;
  const next = at + by;
  if (next >= STEPS.length) tour.set(null);
  else tour.set(Math.max(0, next));
}

/** What a browser keeps; it may refuse to. */
export type Memory = Pick<Storage, "getItem" | "setItem">;

const keyOf = (user: string): string => `medebiaser-tour ${user}`;

/** Whether a user has answered the offer here. A browser that keeps nothing offers it each time. */
export function isAnswered(user: string, memory: () => Memory = () => localStorage): boolean {
  try {
    return memory().getItem(keyOf(user)) !== null;
  } catch {
    return false;
  }
}

/** Offer it to this user no more. */
export function remember(user: string, memory: () => Memory = () => localStorage): void {
  try {
    memory().setItem(keyOf(user), "answered");
  } catch {
    // forbidden or full: it is offered again at the next login
  }
}
