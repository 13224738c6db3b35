/** Figures of rounds as rows of tables. */
import { figureIn, type Figure } from "@/lib/figures";

import type { CsvTable } from "./csv";
import type { Metrics } from "./queries";

export const FIGURES = ["sensitivity", "specificity", "precision", "f1", "auc", "pr_auc", "brier"] as const;

export type FigureName = (typeof FIGURES)[number];

/** One label, or (name null) the mean over labels. */
export interface FigureRow {
  readonly name: string | null;
  readonly positives: number | null;
  readonly figures: readonly Figure[];
}

type Unread = Readonly<Record<string, unknown>>;

/** Return the figures of each label, and at the end their means. */
export function figureRows({ labels, macro }: Metrics): readonly FigureRow[] {
  const rowOf = (name: string | null, found: Unread): FigureRow => {
    const { positives } = found;
    return {
      name,
      positives: typeof positives === "number" ? positives : null,
      figures: FIGURES.map((each) => figureIn(found, each)),
    };
  };
  return [...Object.entries(labels).map(([name, found]) => rowOf(name, found)), rowOf(null, macro)];
}

/** Return the figures of some rounds as a table: each with its interval, the mean over labels named "macro". */
export function figureCsv(metrics: readonly Metrics[]): CsvTable {
  const columns = ["round", "label", "positives", ...FIGURES.flatMap((each) => [each, `${each}_low`, `${each}_high`])];
  const rows = metrics.flatMap((each) =>
    figureRows(each).map((row) => [
      each.round,
      row.name ?? "macro",
      row.positives,
      ...row.figures.flatMap(({ value, interval }) => [value, interval?.[0], interval?.[1]]),
    ]),
  );
  return { columns, rows };
}

export type Verdict = "better" | "worse" | "open";

/** One label of the paired test against the parent; `name` null: the mean over labels. */
export interface PairedRow {
  readonly name: string | null;
  readonly difference: number | null;
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  readonly reason: string | null;
  readonly verdict: Verdict;
}

/** The paired test against a parent. */
export interface Paired {
  readonly parent: number;
  readonly rows: readonly PairedRow[];
}

const SIGNIFICANT = 0.05;

/** Read the paired test; null: there is none. */
export function pairedOf({ change_from_parent: found }: Metrics): Paired | null {
  const parent = found?.["parent"];
  if (found === null || typeof parent !== "number") return null;
  const labels = Object.entries(unread(found["labels"])).map(([name, each]) => pairedRow(name, unread(each)));
  return { parent, rows: [...labels, pairedRow(null, unread(found["macro"]))] };
}

function pairedRow(name: string | null, found: Unread): PairedRow {
  const { value: difference, reason } = figureIn(found, "difference");
  const { value: p } = figureIn(found, "adjusted_p_value");
  const { interval } = figureIn({ difference_ci: found["interval"] }, "difference");
  return { name, difference, interval, p, reason, verdict: verdictOf(interval, p) };
}

/** A difference counts where its interval leaves out 0 and the corrected p-value is small. */
export function verdictOf(interval: readonly [number, number] | null, p: number | null): Verdict {
  if (interval === null || p === null || p >= SIGNIFICANT) return "open";
  if (interval[0] > 0) return "better";
  return interval[1] < 0 ? "worse" : "open";
}

/** Return the paired test as a table. */
export function pairedCsv(round: number, { parent, rows }: Paired): CsvTable {
  return {
    columns: ["round", "parent", "label", "auc_change", "low", "high", "p_after_holm", "reason"],
    rows: rows.map(({ name, difference, interval, p, reason }) => [
      ...[round, parent, name ?? "macro", difference, interval?.[0], interval?.[1], p, reason],
    ]),
  };
}

/** The worst group of a label, by one of the columns. */
export interface GroupRow {
  readonly by: string;
  readonly label: string;
  readonly worst: Figure;
  readonly positivesFrom: string;
  readonly negativesFrom: string;
}

/** Read the worst groups; labels with too few cases are left out. */
export function groupRows({ groups }: Metrics): readonly GroupRow[] {
  return Object.entries(groups).flatMap(([by, labels]) =>
    Object.entries(unread(labels)).flatMap(([label, each]) => {
      const worst = figureIn(unread(each), "worst_group_auc");
      const pair = unread(unread(each)["worst_pair"]);
      const [a, b] = [pair["positives_from"], pair["negatives_from"]];
      if (worst.value === null || typeof a !== "string" || typeof b !== "string") return [];
      return [{ by, label, worst, positivesFrom: a, negativesFrom: b }];
    }),
  );
}

/** Return the worst of each label's groups: a page has no room for all. */
export function worstOfEach(rows: readonly GroupRow[]): readonly GroupRow[] {
  const worst = new Map<string, GroupRow>();
  for (const row of rows) {
    const lowest = worst.get(row.label)?.worst.value ?? Number.POSITIVE_INFINITY;
    if ((row.worst.value ?? lowest) < lowest) worst.set(row.label, row);
  }
  return [...worst.values()];
}

/** Return the worst groups as a table. */
export function groupCsv(round: number, rows: readonly GroupRow[]): CsvTable {
  return {
    columns: ["round", "label", "by", "worst_group_auc", "low", "high", "positives_from", "negatives_from"],
    rows: rows.map(({ label, by, worst, positivesFrom, negativesFrom }) => [
      ...[round, label, by, worst.value, worst.interval?.[0], worst.interval?.[1], positivesFrom, negativesFrom],
    ]),
  };
}

function unread(found: unknown): Unread {
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Unread) : {};
}
