/** What the journal keeps of a physician's words, as annotations hold it. */
import type { RegionDocument, Verdict } from "@/geometry/drawing";

import type { Word } from "./journal";

/** What an annotation holds, wherever it comes from. */
export interface Stored {
  readonly verdict: Verdict | null;
  readonly regions: readonly RegionDocument[];
}

export const NOTHING: Stored = { verdict: null, regions: [] };

/** What a word that waits in the journal says; null: only the server knows (a heatmap taken whole). */
export function storedBy(word: Word): Stored | null {
  switch (word.is) {
    case "drawn":
      return { verdict: word.verdict, regions: word.regions.map((each) => ({ ...each, relevance: each.relevance })) };
    case "withdrawn":
      return NOTHING;
    case "accepted":
      return null;
  }
}
