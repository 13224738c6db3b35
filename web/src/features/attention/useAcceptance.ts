/** Accepting heatmaps, and taking it back: through the journal, shown at once. */
import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback } from "react";

import { journalOfPage, say, useConfirmed, usePending, type Pair, type Saved } from "@/api/journal";
import { keyOf } from "@/api/invalidation";
import type { RankedImage, Ranking } from "@/api/queries-looking";
import { createStore } from "@/lib/store";
import { text } from "@/lib/texts";

import { confirmedIn, obstacle, standingOf, type Seen, type Standing } from "./acceptance";
import type { Shown } from "./shown";

/** One's own word on one image, and what a key may do about it. */
export interface Acceptance {
  readonly standing: Standing;
  /** Why the key does nothing; null: it accepts or takes back. */
  readonly obstacle: string | null;
}

/** How one's own word on an image stands. */
export function useAcceptanceOf({ image, annotations }: RankedImage, shown: Shown, seen: Seen): Acceptance {
  const { project, label, at, me } = shown;
  const pending = usePending({ project, row: image.row, label });
  const standing = standingOf(annotations, me, pending);
  return { standing, obstacle: obstacle(standing, image.labels[at] ?? null, seen, label) };
}

/** What was done last, or why it was not; the page shows it for a while. */
export const told = createStore<Told>({ words: "" });

/** A new object each time, so that the same words can be told twice. */
export interface Told {
  readonly words: string;
}

/** Accept the heatmap of a round, or take that back where it is accepted already. */
export async function toggle(
  { image }: RankedImage,
  { project, label, round }: Shown,
  { standing, obstacle: why }: Acceptance,
): Promise<void> {
  if (why !== null) {
    told.set({ words: why });
    return;
  }
  const pair = { project, row: image.row, label };
  // What waits knows its version once it is saved: the journal sends the one after the other.
  const seen = { version: "version" in standing ? standing.version : 0 };
  const isAccepted = standing.is === "accepted" || standing.is === "accepting";
  await say(pair, isAccepted ? { is: "withdrawn" } : { is: "accepted", round }, seen);
}

/** Give up what the server refused. */
export async function drop(entry: number): Promise<void> {
  await (await journalOfPage()).drop(entry);
}

/** Show what the server confirmed in every ranking that is held. */
export function useShownAtOnce({ me }: Shown): void {
  const cache = useQueryClient();
  const onConfirmed = useCallback(
    (pair: Pair, saved: Saved) => {
      cache.setQueriesData<Ranking>({ queryKey: keyOf(pair.project, "ranking") }, (page) =>
        page === undefined ? undefined : confirmedIn(page, pair, saved, me),
      );
      cache.setQueriesData<InfiniteData<Ranking>>({ queryKey: keyOf(pair.project, "rankings", "list") }, (list) =>
        list === undefined ? undefined : { ...list, pages: list.pages.map((page) => confirmedIn(page, pair, saved, me)) },
      );
      const done = saved.annotation === null ? "attention.accept.undone" : "attention.accept.done";
      told.set({ words: text(done, { row: pair.row }) });
    },
    [cache, me],
  );
  useConfirmed(onConfirmed);
}
