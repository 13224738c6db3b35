import { expect, it } from "vitest";

import type { Maps } from "@/lib/heatmap";
import { LOOKS } from "@/lib/looks";

import { heatOf } from "./useHeatmap";

// Image 7: for a evidence 1 and 2, for b none. Image 8 has no map yet.
const MAPS: Maps = {
  rows: [7, 8],
  missing: [8],
  labels: ["a", "b"],
  width: 2,
  height: 1,
  thresholds: [0.5, 0.5],
  scales: [4, null],
  biases: [null, null],
  values: Float32Array.from([1, 2, -1, -3, 0, 0, 0, 0]),
  probabilities: Float32Array.from([0.6, 0.1, 0, 0]),
};

it("brings evidence to the scale of its label and round", () => {
  const { heatmap, evidence } = heatOf(MAPS, 7, "a", LOOKS);
  expect([...(heatmap?.values ?? [])]).toEqual([0.25, 0.5]);
  expect(evidence).toBe("some");
});

it("says what cannot be seen instead of painting it", () => {
  expect(heatOf(MAPS, 7, "b", LOOKS)).toEqual({ heatmap: null, evidence: "none" });
  expect(heatOf(MAPS, 7, "a", { ...LOOKS, threshold: 0.6 })).toEqual({ heatmap: null, evidence: "below" });
  expect(heatOf(MAPS, 8, "a", LOOKS)).toEqual({ heatmap: null, evidence: null });
  expect(heatOf(null, 7, "a", LOOKS)).toEqual({ heatmap: null, evidence: null });
});
