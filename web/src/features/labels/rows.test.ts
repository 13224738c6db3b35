import { expect, it } from "vitest";

import { sorted, turned, type Row } from "./rows";

const NONE = { value: null, interval: null, reason: null };

function row(at: number, name: string, positives: number, auc: number | null): Row {
  return {
    at,
    name,
    positives,
    unknown: 0,
    share: positives / 100,
    annotated: 0,
    sensitivity: NONE,
    specificity: NONE,
    auc: { ...NONE, value: auc },
    dependency: null,
  };
}

const ROWS = [row(0, "Coin", 46, 0.6), row(1, "Bubble", 10, null), row(2, "Air rim", 46, 0.9)];
const names = (rows: readonly Row[]): string[] => rows.map((each) => each.name);

it("sorts by name and by number, equal ones in the order of the project", () => {
  expect(names(sorted(ROWS, { by: "name", descending: false }))).toEqual(["Air rim", "Bubble", "Coin"]);
  expect(names(sorted(ROWS, { by: "positives", descending: true }))).toEqual([
    "Coin",
    "Air rim",
    "Bubble",
  ]);
});

it("puts what is unknown last in both directions", () => {
  expect(names(sorted(ROWS, { by: "auc", descending: true }))).toEqual(["Air rim", "Coin", "Bubble"]);
  expect(names(sorted(ROWS, { by: "auc", descending: false }))).toEqual(["Coin", "Air rim", "Bubble"]);
});

it("turns the order on a second click", () => {
  const first = turned({ by: "name", descending: false }, "positives");
  expect(first).toEqual({ by: "positives", descending: true });
  expect(turned(first, "positives")).toEqual({ by: "positives", descending: false });
});
