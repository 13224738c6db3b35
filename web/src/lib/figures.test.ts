import { expect, it } from "vitest";

import { figureIn } from "./figures";

it("reads a figure with its interval", () => {
  const found = figureIn({ auc: 0.62, auc_ci: [0.51, 0.74], reason: null }, "auc");
  expect(found).toEqual({ value: 0.62, interval: [0.51, 0.74], reason: null });
});

it("says why there is none, and never takes it for 0", () => {
  const figures = { auc: null, auc_ci: null, reason: "not enough cases: 2 positives" };
  expect(figureIn(figures, "auc")).toEqual({
    value: null,
    interval: null,
    reason: "not enough cases: 2 positives",
  });
  expect(figureIn(null, "auc")).toEqual({ value: null, interval: null, reason: null });
});

it("takes half an interval for none", () => {
  expect(figureIn({ auc: 1, auc_ci: [0.5, null] }, "auc").interval).toBeNull();
});
