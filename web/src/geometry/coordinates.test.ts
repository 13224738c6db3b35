import { describe, expect, test } from "vitest";

import fixture from "../../../tests/fixtures/coordinates.json";
import { cellCentre, cellOf, cellRing, scaled } from "./coordinates";
import { resampled, samplePositions } from "./fields";
import type { Point, Size } from "./points";
import { rasterised } from "./rasters";

const sizeOf = ([width = 0, height = 0]: readonly number[]): Size => ({ width, height });
const pointOf = ([x = 0, y = 0]: readonly number[]): Point => [x, y];
const squareOf = (side: number): Size => ({ width: side, height: side });

function expectNear(actual: readonly number[], expected: readonly number[], tolerance = 1e-9): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThanOrEqual(tolerance);
  });
}

describe("the cases shared with the server", () => {
  test.each(fixture.points)("a point keeps its place in input and grid: %o", (each) => {
    const [image, point] = [sizeOf(each.image), pointOf(each.point)];

    expectNear(scaled(point, image, squareOf(each.side)), each.input);
    expectNear(scaled(point, image, squareOf(each.grid)), each.cells);
    const { row, column } = cellOf(point, image, each.grid);
    expect([row, column]).toEqual(each.cell);
  });

  test.each(fixture.points)("going to the input and back changes nothing: %o", (each) => {
    const [image, point] = [sizeOf(each.image), pointOf(each.point)];
    const there = scaled(point, image, squareOf(each.side));

    expectNear(scaled(there, squareOf(each.side), image), each.point);
  });

  test.each(fixture.centres)("the centre of a cell lies half a cell in: %o", (each) => {
    const [row = 0, column = 0] = each.cell;

    expectNear(cellCentre({ row, column }, sizeOf(each.image), each.grid), each.centre);
  });

  test.each(fixture.samples)("resizing reads at half-pixel centres: %o", (each) => {
    expectNear([...samplePositions(each.count, each.sources)], each.positions);
  });

  test.each(fixture.upsampled)("enlarging interpolates at those places: %o", (each) => {
    const [height = 0, width = 0] = each.to;
    const from = { width: each.from[0]?.length ?? 0, height: each.from.length, values: each.from.flat() };

    expectNear(Array.from(resampled(from, width, height).values), each.values.flat());
  });

  test.each(fixture.fractions)("a polygon covers these shares of the cells: $about", (each) => {
    const mask = rasterised([each.polygon.map(pointOf)], sizeOf(each.image), each.grid);

    expectNear(Array.from(mask.values), each.mask.flat(), fixture.tolerance);
  });
});

test("a cell's ring runs clockwise from its upper left corner", () => {
  expect(cellRing({ row: 1, column: 2 }, { width: 80, height: 40 }, 4)).toEqual([
    [40, 10],
    [60, 10],
    [60, 20],
    [40, 20],
  ]);
});
