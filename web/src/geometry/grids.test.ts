import fc from "fast-check";
import { expect, test } from "vitest";

import { cellsOfRing, ringsOfCells } from "./grids";
import { boxToRing } from "./polygons";

const IMAGE = { width: 160, height: 80 };

test("neighbours in a row are one ring, equal rows below one another too", () => {
  // Row 0: 1, 2; row 1: 1, 2; row 2: 2.
  expect(ringsOfCells([1, 2, 9, 10, 18], IMAGE)).toEqual([
    boxToRing([20, 0], [60, 20]),
    boxToRing([40, 20], [60, 30]),
  ]);
});

test("a ring on the grid's lines is its cells again", () => {
  expect(cellsOfRing(boxToRing([20, 0], [60, 20]), IMAGE)).toEqual([1, 2, 9, 10]);
});

test("a ring that cuts a cell, or only passes for cells, is none", () => {
  expect(cellsOfRing(boxToRing([20, 0], [50, 20]), IMAGE)).toBeNull();
  expect(cellsOfRing([[0, 0], [160, 0], [0, 80]], IMAGE)).toBeNull();
  expect(cellsOfRing(boxToRing([20, 0], [60.005, 20]), IMAGE)).toEqual([1, 2, 9, 10]);
});

test("any choice of cells comes back whole", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(63)), fc.integer({ min: 8, max: 3000 }), (cells, width) => {
    const image = { width, height: 777 };
    const back = ringsOfCells(cells, image).flatMap((ring) => cellsOfRing(ring, image) ?? [NaN]);

    expect(back.sort((a, b) => a - b)).toEqual([...cells].sort((a, b) => a - b));
  }));
});
