import { expect, it } from "vitest";

import type { Cooccurrence } from "@/api/queries";

import { companionsOf, pairsOf } from "./companions";

// 10 images carry a, 4 b, 5 c; of a's ten 4 carry b (all of b's), 1 carries c.
const FOUND: Cooccurrence = {
  split: null,
  labels: ["a", "b", "c"],
  images: 20,
  counts: [
    [10, 4, 1],
    [4, 4, 0],
    [1, 0, 5],
  ],
  shares: [
    [1, 0.4, 0.1],
    [1, 1, 0],
    [0.2, 0, 1],
  ],
};

it("names what comes with a label, the most frequent first", () => {
  expect(companionsOf(FOUND, "a")).toEqual([
    { at: 1, name: "b", count: 4, share: 0.4 },
    { at: 2, name: "c", count: 1, share: 0.1 },
  ]);
  expect(companionsOf(FOUND, "b")).toEqual([{ at: 0, name: "a", count: 4, share: 1 }]);
  expect(companionsOf(FOUND, "no such label")).toEqual([]);
});

it("names each pair that occurs once", () => {
  expect(pairsOf(FOUND)).toEqual([
    { source: "a", target: "b", count: 4 },
    { source: "a", target: "c", count: 1 },
  ]);
});
