/** The table of labels as rows that can be sorted. */
import type { Label } from "@/api/queries";
import { figureIn, type Figure } from "@/lib/figures";

/** One label; `at` is its place in the project, which gives its colour. */
export interface Row {
  readonly at: number;
  readonly name: string;
  readonly positives: number;
  readonly unknown: number;
  readonly share: number | null;
  readonly annotated: number;
  readonly sensitivity: Figure;
  readonly specificity: Figure;
  readonly auc: Figure;
  readonly dependency: number | null;
}

export type Column =
  | "name"
  | "positives"
  | "share"
  | "annotated"
  | "sensitivity"
  | "specificity"
  | "auc"
  | "dependency";

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

/** Return the rows in the order of the project. */
export function rowsOf(labels: readonly Label[]): readonly Row[] {
  return labels.map((label, at) => ({
    at,
    name: label.name,
    positives: label.positives,
    unknown: label.unknown,
    share: label.share,
    annotated: label.annotated_images,
    sensitivity: figureIn(label.figures, "sensitivity"),
    specificity: figureIn(label.figures, "specificity"),
    auc: figureIn(label.figures, "auc"),
    dependency: label.dependency,
  }));
}

const NAMES = new Intl.Collator("en", { numeric: true });

/** Return the rows in another order; what is unknown comes last in both directions. */
export function sorted(rows: readonly Row[], { by, descending }: Order): readonly Row[] {
  const sign = descending ? -1 : 1;
  if (by === "name") return rows.toSorted((a, b) => sign * NAMES.compare(a.name, b.name));
  return rows.toSorted((a, b) => {
    const [x, y] = [valueOf(a, by), valueOf(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y) || a.at - b.at;
  });
}

/** Return the order after a click on a column's head: numbers first from the largest, names from A. */
export function turned(order: Order, by: Column): Order {
  return order.by === by ? { by, descending: !order.descending } : { by, descending: by !== "name" };
}

function valueOf(row: Row, by: Exclude<Column, "name">): number | null {
  const value = row[by];
  return value === null || typeof value === "number" ? value : value.value;
}
