/** A receipt as rows: what changed on images that nobody drew on, and on those that were corrected. */
import type { CsvTable } from "./csv";
import type { Receipt } from "./queries";

/** A figure before and after a round; null: it has none. */
export interface Change {
  readonly before: number | null;
  readonly after: number | null;
}

/** A pair of image and label that nobody drew on; `moved` is the share of the heat that lies elsewhere. */
export interface UntouchedRow {
  readonly row: number;
  readonly label: string;
  readonly truth: 0 | 1 | null;
  readonly probability: Change;
  readonly moved: number | null;
}

/**
 * A pair that was corrected. `region` and `context`: how far the probability moves when a donor's
 * pixels replace the region, or all but it; `unmeasured` says why they are not known.
 */
export interface CorrectionRow {
  readonly row: number;
  readonly label: string;
  readonly probability: Change;
  readonly iou: Change;
  readonly energy: Change;
  readonly region: Change;
  readonly context: Change;
  readonly unmeasured: string | null;
}

type Unread = Readonly<Record<string, unknown>>;

function numberIn(found: Unread, name: string): number | null {
  const value = found[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function changeIn(found: Unread, name: string): Change {
  return { before: numberIn(found, `${name}_before`), after: numberIn(found, `${name}_after`) };
}

/** Which image and label; null: it cannot be read. */
function pairIn(found: Unread): { readonly row: number; readonly label: string } | null {
  const { row, label } = found;
  return typeof row === "number" && typeof label === "string" ? { row, label } : null;
}

/** Read the pairs that nobody drew on, those that changed most first. */
export function untouchedRows({ untouched }: Receipt): readonly UntouchedRow[] {
  return untouched.flatMap((found) => {
    const pair = pairIn(found);
    const truth = found["truth"];
    if (pair === null) return [];
    return [
      {
        ...pair,
        truth: truth === 0 || truth === 1 ? truth : null,
        probability: changeIn(found, "probability"),
        moved: numberIn(found, "attention_moved"),
      },
    ];
  });
}

/** Read the pairs that were corrected. */
export function correctionRows({ corrections }: Receipt): readonly CorrectionRow[] {
  return corrections.flatMap((found) => {
    const pair = pairIn(found);
    const reason = found["reliance_reason"];
    if (pair === null) return [];
    return [
      {
        ...pair,
        probability: changeIn(found, "probability"),
        iou: changeIn(found, "iou"),
        energy: changeIn(found, "energy_inside"),
        region: changeIn(found, "region_change"),
        context: changeIn(found, "context_change"),
        unmeasured: typeof reason === "string" ? reason : null,
      },
    ];
  });
}

export type Direction = "right" | "wrong" | null;

const CHANGED_MIN = 0.005;

/** Whether a figure went towards 1 (truth 1) or 0 (truth 0); null: unknown, or it hardly moved. */
export function directionOf({ before, after }: Change, truth: 0 | 1 | null): Direction {
  if (before === null || after === null || truth === null) return null;
  if (Math.abs(after - before) < CHANGED_MIN) return null;
  return after > before === (truth === 1) ? "right" : "wrong";
}

/** The more the probability falls without the region, the more the model relies on it. */
export function relianceDirection({ before, after }: Change): Direction {
  return directionOf({ before, after }, 0);
}

/** The less the probability moves without everything else, the less the model relies on that. */
export function contextDirection({ before, after }: Change): Direction {
  if (before === null || after === null) return null;
  return directionOf({ before: Math.abs(before), after: Math.abs(after) }, 0);
}

/** The mean over those that have both; null: none has. */
export function meanOf(changes: readonly Change[]): { before: number; after: number } | null {
  const known = changes.flatMap(({ before, after }) => (before === null || after === null ? [] : [{ before, after }]));
  if (known.length === 0) return null;
  const sum = known.reduce((a, b) => ({ before: a.before + b.before, after: a.after + b.after }));
  return { before: sum.before / known.length, after: sum.after / known.length };
}

const BEFORE_AFTER = ["probability", "iou", "energy_inside", "region_change", "context_change"] as const;

/** Return a receipt as a table. */
export function receiptCsv(receipt: Receipt): CsvTable {
  const both = (name: string): readonly string[] => [`${name}_before`, `${name}_after`];
  const columns = [
    ...["round", "kind", "image", "label", "truth", "attention_moved"],
    ...BEFORE_AFTER.flatMap(both),
    "reliance_reason",
  ];
  const untouched = untouchedRows(receipt).map(({ row, label, truth, moved, probability }) => [
    ...[receipt.round, "untouched", row, label, truth, moved, probability.before, probability.after],
  ]);
  const corrections = correctionRows(receipt).map((each) => [
    ...[receipt.round, "correction", each.row, each.label, null, null],
    ...[each.probability, each.iou, each.energy, each.region, each.context].flatMap(({ before, after }) => [before, after]),
    each.unmeasured,
  ]);
  return { columns, rows: [...untouched, ...corrections] };
}
