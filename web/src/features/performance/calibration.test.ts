import { expect, it } from "vitest";

import { binsOf, calibrationCsv, calibrationSummary } from "./calibration";
import type { Calibration } from "./queries";

const FOUND: Calibration = {
  round: 1,
  split: "test",
  labels: { Coin: { predicted: [0.05, 0.72], observed: [0, 0.5], counts: [1200, 4] } },
};

it("reads a point for each tenth that has images", () => {
  expect(binsOf(FOUND, "Coin")).toEqual([
    { predicted: 0.05, observed: 0, images: 1200 },
    { predicted: 0.72, observed: 0.5, images: 4 },
  ]);
  expect(binsOf(FOUND, "Lump")).toEqual([]);
});

it("says the curve in words", () => {
  expect(calibrationSummary(binsOf(FOUND, "Coin"), "Coin")).toBe(
    "Coin: predicted 0.05, true 0.00, of 1,200 images; predicted 0.72, true 0.50, of 4 images.",
  );
});

it("writes a row for each point", () => {
  expect(calibrationCsv(FOUND).rows[1]).toEqual([1, "Coin", 0.72, 0.5, 4]);
});
