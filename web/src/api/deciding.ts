/** Conflicts: two versions of one annotation, of which a person says which one stands. */
import type { Entry } from "@/lib/journal-entries";
import { createStore } from "@/lib/store";

import { journalOfPage, saidIn, type Pair, type Said, type Word } from "./journal";
import type { Annotation } from "./queries-annotating";
import { NOTHING, storedBy, type Stored } from "./said";

/** What was decided last; a new object each time. */
export const decided = createStore<{ readonly pair: Pair } | null>(null);

/** Whether a person put the decision off. */
export const isPutOff = createStore(false);

/** The two versions of a conflict. */
export interface Versions {
  readonly entry: Entry;
  readonly said: Said;
  /** Null: a heatmap was taken whole, and only the server knows its outline. */
  readonly mine: Stored | null;
  readonly theirs: Stored;
  /** When the other one was saved; null: not known. */
  readonly saved_at: string | null;
}

/** Read a conflict; null: it is of something else. */
export function versionsOf(entry: Entry, last: Entry | null): Versions | null {
  const said = saidIn(entry);
  if (said === null || entry.state.is !== "conflict") return null;
  const newest = saidIn(last ?? entry) ?? said;
  return { entry, said, mine: storedBy(newest.word), ...theirsIn(entry.state.stored as Annotation | null) };
}

function theirsIn(stored: Annotation | null): Pick<Versions, "theirs" | "saved_at"> {
  if (stored === null) return { theirs: NOTHING, saved_at: null };
  return { theirs: stored.withdrawn ? NOTHING : stored, saved_at: stored.saved_at };
}

/** What the two say together: all their regions; null: they cannot be said together. */
export function bothOf({ mine, theirs }: Pick<Versions, "mine" | "theirs">): Word | null {
  if (mine === null || ![mine, theirs].every(isDrawn)) return null;
  const known = new Set(theirs.regions.map((each) => JSON.stringify(each.points)));
  const added = mine.regions.filter((each) => !known.has(JSON.stringify(each.points)));
  if (added.length === 0) return null;
  const regions = [...theirs.regions, ...added].map(({ relevance, points }) => ({
    relevance,
    points: points.map(([x, y]): [number, number] => [x, y]),
  }));
  return { is: "drawn", verdict: "corrected", regions };
}

function isDrawn({ verdict, regions }: Stored): boolean {
  return regions.length > 0 && (verdict === "corrected" || verdict === "accepted");
}

/** Let one version stand, or what both say together. */
export async function decide({ entry, said }: Versions, take: "mine" | "theirs" | Word): Promise<void> {
  const decision = typeof take === "string" ? { take } : { take: "both" as const, body: { ...said, word: take } };
  await (await journalOfPage()).resolve(entry.id, decision);
  decided.set({ pair: said });
}
