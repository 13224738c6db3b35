/** Time and labels of each physician and round, as a page says them. */
import { UNKNOWN } from "@/lib/format";
import { text } from "@/lib/texts";

import type { CsvTable } from "./csv";
import type { Effort, Work } from "./queries";

/** The rows of a table: each physician's, and where there are several, all together; by round. */
export function effortRows({ rows, rounds }: Effort): readonly Work[] {
  return rounds.flatMap((all) => {
    const own = rows.filter((each) => each.round === all.round);
    return own.length > 1 ? [...own, all] : own;
  });
}

/** Whose work a row is. */
export function whoseOf({ author }: Work): string {
  return author ?? text("performance.effort.all");
}

/** For which round. */
export function roundOf({ round }: Work): string {
  return round === null ? text("performance.effort.next") : text("performance.round.name", { n: round });
}

/** Seconds with one decimal: 4.25 is "4.3 s". */
export function seconds(value: number | null): string {
  return value === null ? UNKNOWN : text("performance.effort.s", { n: value.toFixed(1) });
}

/** The two ends of the mean's interval; null: too few labels. */
export function meanInterval({ mean_s_ci: found }: Work): string | null {
  const [low, high] = found ?? [];
  if (low === undefined || high === undefined) return null;
  return text("performance.effort.s", { n: `${low.toFixed(1)}–${high.toFixed(1)}` });
}

/** What must be known to read a row. */
export function remarksOf({ labels, timed, estimated }: Work): string {
  const found = [];
  if (labels > timed) found.push(text("performance.effort.untimed", { n: labels - timed }));
  if (estimated > 0) found.push(text("performance.effort.estimated", { n: estimated }));
  return found.join("; ");
}

const COLUMNS = [
  ...(["author", "round", "images", "labels", "corrected", "accepted", "nothing_to_mark"] as const),
  ...(["label_is_wrong", "cannot_tell", "total_s", "timed", "estimated", "median_s", "mean_s"] as const),
] as const;

/** Return all of it as a table; round empty: for the next one. */
export function effortCsv({ rows }: Effort): CsvTable {
  return {
    columns: [...COLUMNS, "mean_s_low", "mean_s_high"],
    rows: rows.map((each) => [...COLUMNS.map((name) => each[name]), each.mean_s_ci?.[0], each.mean_s_ci?.[1]]),
  };
}
