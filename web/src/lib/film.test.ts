import { expect, it } from "vitest";

import { filmOf, type PackedStrip } from "./film";

/** Half precision: 0x3c00 is 1, 0x4000 is 2, 0xbc00 is -1, 0 is 0; little-endian. */
const ONES = btoa("\u0000\u003c\u0000\u003c");
const TWO_AND_MINUS_ONE = btoa("\u0000\u0040\u0000\u00bc");

const STRIP: PackedStrip = {
  row: 7,
  label: "Coin",
  truth: 1,
  maps: [
    { epoch: 0, probability: 0.5, grid: [1, 2], map: ONES },
    { epoch: 2, probability: 0.9, grid: [1, 2], map: TWO_AND_MINUS_ONE },
  ],
};

it("reads maps of half precision, signs and all", () => {
  const [strip] = filmOf([STRIP]).strips;
  expect(strip?.shots.map(({ epoch, map }) => [epoch, map.width, map.height, ...map.values])).toEqual([
    [0, 2, 1, 1, 1],
    [2, 2, 1, 2, -1],
  ]);
});

it("has one column for each epoch that any strip has", () => {
  const late: PackedStrip = { ...STRIP, row: 9, maps: [{ epoch: 1, probability: 0.1, grid: [1, 2], map: ONES }] };
  expect(filmOf([STRIP, late]).epochs).toEqual([0, 1, 2]);
  expect(filmOf([]).epochs).toEqual([]);
});

it("shows a label on one scale in all epochs and images; what speaks against it counts for nothing", () => {
  const other: PackedStrip = { ...STRIP, row: 9, label: "Bubble", maps: [{ epoch: 0, probability: 0, grid: [1, 2], map: btoa("\u0000\u00bc\u0000\u00bc") }] };
  const { scales } = filmOf([STRIP, other]);
  expect(scales.get("Coin")).toBe(1); // of 1, 1 and 2 the value at .99 · 2, rounded down
  expect(scales.get("Bubble")).toBe(0);
});
