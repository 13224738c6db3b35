/** Which labels travel together. */
import type { Cooccurrence } from "@/api/queries";

/** A label that comes with another one; `share` of the images with that one also carry it. */
export interface Companion {
  readonly at: number;
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

/** Return what comes with a label, the most frequent first; what never does is left out. */
export function companionsOf(found: Cooccurrence, label: string): readonly Companion[] {
  const row = found.labels.indexOf(label);
  return found.labels
    .map((name, at) => ({
      at,
      name,
      count: found.counts[row]?.[at] ?? 0,
      share: found.shares[row]?.[at] ?? 0,
    }))
    .filter((each) => each.at !== row && each.count > 0)
    .toSorted((a, b) => b.count - a.count || a.at - b.at);
}

/** Two labels and how many images carry both. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  readonly count: number;
}

/** Return each pair that occurs, once. */
export function pairsOf(found: Cooccurrence): readonly Pair[] {
  return found.labels.flatMap((source, row) =>
    found.labels.slice(row + 1).flatMap((target, ahead) => {
      const count = found.counts[row]?.[row + 1 + ahead] ?? 0;
      return count > 0 ? [{ source, target, count }] : [];
    }),
  );
}
