import { expect, it } from "vitest";

import { storedBy } from "@/api/said";

import { next, opened, says, wordOf } from "./words";

const IMAGE = { width: 80, height: 80 };
const CORNERS = [[10, 10], [30, 10], [30, 30]] as const;
const STORED = { verdict: "corrected", regions: [{ relevance: "relevant", points: CORNERS }] } as const;

it("sends what is drawn, and takes it back where nothing is said any more", () => {
  const drawing = opened(IMAGE, STORED, 1);
  expect(wordOf(drawing)).toEqual({
    is: "drawn",
    verdict: "corrected",
    regions: [{ relevance: "relevant", points: [[10, 10], [30, 10], [30, 30]] }],
  });
  const region = drawing.content.regions[0]?.id ?? 0;
  expect(wordOf(next(1)(drawing, { by: "region-deleted", region, origin: "screen" }))).toEqual({ is: "withdrawn" });
});

it("sends ignored cells of the grid as irrelevant regions: the second cell is 10 px wide", () => {
  const drawing = next(0)(opened(IMAGE, null, 0), { by: "cells-set", cells: [1], ignored: true, origin: "screen" });
  expect(wordOf(drawing)).toEqual({
    is: "drawn",
    verdict: "corrected",
    regions: [{ relevance: "irrelevant", points: [[10, 0], [20, 0], [20, 10], [10, 10]] }],
  });
});

it("opens what waits in the journal", () => {
  const word = wordOf(opened(IMAGE, STORED, 1));
  expect(storedBy(word)).toEqual(STORED);
  expect(storedBy({ is: "withdrawn" })).toEqual({ verdict: null, regions: [] });
  expect(storedBy({ is: "accepted", round: 1 })).toBeNull();
});

it("knows whether a drawing says what is stored", () => {
  const drawing = opened(IMAGE, STORED, 1);
  expect(says(drawing, STORED)).toBe(true);
  expect(says(drawing, { ...STORED, regions: [] })).toBe(false);
  expect(says(drawing, { ...STORED, verdict: "accepted" })).toBe(false);
});

it("marks what is to be ignored where the image does not carry the label, until it is said to be wrong", () => {
  const drawing = opened(IMAGE, null, 0);
  expect(drawing.relevance).toBe("irrelevant");
  const wrong = next(0)(drawing, { by: "verdict-chosen", verdict: "label is wrong", origin: "screen" });
  const pointing = next(0)(wrong, { by: "relevance-chosen", relevance: "relevant", origin: "screen" });
  expect(pointing.relevance).toBe("relevant");
  expect(next(0)(pointing, { by: "undone", origin: "screen" }).relevance).toBe("irrelevant");
});
