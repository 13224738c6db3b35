import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { erased, mended, painted, touches } from "./brush";
import { contoursOf, ringsFromHeatmap, withHoles } from "./contours";
import type { Field } from "./fields";
import { boundsOf, type Point } from "./points";
import { areaPx2, boxToRing, contains, cross, crossingOf, refusalOf, signedAreaPx2, type Ring } from "./polygons";

const IMAGE = { width: 200, height: 200 };

function fieldOf(rows: readonly (readonly number[])[]): Field {
  return { width: rows[0]?.length ?? 0, height: rows.length, values: rows.flat() };
}

function areaOf(rings: readonly Ring[]): number {
  return rings.reduce((sum, ring) => sum + areaPx2(ring), 0);
}

function edgesOf(rings: readonly Ring[]): (readonly [Point, Point])[] {
  return rings.flatMap((ring) => ring.map((a, at) => [a, ring[(at + 1) % ring.length] ?? a] as const));
}

describe("contours", () => {
  test("one high sample among low ones is a diamond half a sample wide", () => {
    const [ring = []] = contoursOf(fieldOf([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), 0.5);

    expect(new Set(ring.map(String))).toEqual(new Set(["1.5,1", "2,1.5", "1.5,2", "1,1.5"]));
    expect(signedAreaPx2(ring)).toBeCloseTo(0.5, 12);
  });

  test("what reaches the border is closed along it", () => {
    const [ring = []] = contoursOf(fieldOf([[1, 1], [1, 1]]), 0.5);

    expect(boundsOf(ring)).toEqual({ left: 0, top: 0, right: 2, bottom: 2 });
    expect(areaPx2(ring)).toBeCloseTo(4 - 4 * 0.125, 12);
  });

  test("however high it is there: the border itself, not beyond", () => {
    expect(boundsOf(contoursOf(fieldOf([[4, 4], [4, 4]]), 1)[0] ?? [])).toEqual({ left: 0, top: 0, right: 2, bottom: 2 });
  });

  test("a hole runs the other way", () => {
    const rows = [[1, 1, 1], [1, 0, 1], [1, 1, 1]];
    const areas = contoursOf(fieldOf(rows), 0.5).map(signedAreaPx2);

    expect(areas.filter((area) => area < 0)).toEqual([-0.5]);
    expect(areas.filter((area) => area > 0)).toEqual([9 - 0.5]);
  });

  test("the line lies where the field passes the level, not half way", () => {
    const [ring = []] = contoursOf(fieldOf([[0, 0, 0], [0, 4, 0], [0, 0, 0]]), 1);

    expect(ring.map(String)).toContain("2.25,1.5");
  });

  test("no contour of any field crosses itself, and the areas tell high from low", () => {
    const fields = fc.array(fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(fc.property(fields, (rows) => {
      const rings = contoursOf(fieldOf(rows), 1.5);

      expect(rings.map(crossingOf).filter(Boolean)).toEqual([]);
      expect(edgesOf(rings).some(([a, b]) => edgesOf(rings).some(([c, d]) => cross(a, b, c, d)))).toBe(false);
      rows.flat().forEach((value, at) => {
        const middle: Point = [(at % 6) + 0.5, Math.floor(at / 6) + 0.5];
        const inside = rings.filter((ring) => contains(ring, middle)).length % 2 === 1;
        expect(inside).toBe(value >= 1.5);
      });
    }));
  });

  test("a hole is written into its ring along the shortest bridge", () => {
    const ring = withHoles(boxToRing([0, 0], [40, 40]), [[...boxToRing([10, 10], [30, 30])].reverse()]);

    expect(areaPx2(ring)).toBe(1200);
    expect(contains(ring, [20, 20])).toBe(false);
    expect(refusalOf(ring)).toBeNull();
  });
});

test("a bridge never cuts through a slit: the nearest corner lies behind it", () => {
  // A slit of 30 × 1 runs in from the left; (16, 20.5) on its far side is nearest to the hole.
  const outer: Ring = [[0, 0], [40, 0], [40, 40], [0, 40], [0, 20.5], [16, 20.5], [30, 20.5], [30, 19.5], [0, 19.5]];
  const ring = withHoles(outer, [[[15, 16], [15, 18], [17, 18], [17, 16]]]);

  expect(refusalOf(ring)).toBeNull();
  expect(areaPx2(ring)).toBe(1600 - 30 - 4);
});

describe("a heatmap taken as it is", () => {
  test("one warm cell of 4 × 4 becomes one region around its middle", () => {
    const rings = ringsFromHeatmap(fieldOf([[0, 0, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0], [0, 0, 0, 0]]), IMAGE);

    expect(rings).toHaveLength(1);
    const { left, top, right, bottom } = boundsOf(rings[0] ?? []);
    expect([(left + right) / 2, (top + bottom) / 2].map(Math.round)).toEqual([125, 75]);
    // Half height lies half a cell from the middle along the axes: 50 px wide.
    expect(Math.abs(right - left - 50)).toBeLessThan(2);
  });

  test("a constant heatmap has no outline", () => {
    expect(ringsFromHeatmap(fieldOf([[2, 2], [2, 2]]), IMAGE)).toEqual([]);
  });

  test("pieces under half a percent of the image are dropped, the larger comes first", () => {
    const rows = Array.from({ length: 32 }, () => new Array<number>(32).fill(0));
    for (let y = 2; y < 10; y += 1) rows[y]?.fill(1, 2, 10);
    for (let y = 20; y < 30; y += 1) rows[y]?.fill(1, 15, 30);
    (rows[15] as number[])[3] = 1;

    const rings = ringsFromHeatmap(fieldOf(rows), IMAGE);

    expect(rings.map((ring) => contains(ring, [140, 156]))).toEqual([true, false]);
    expect(rings).toHaveLength(2);
  });
});

describe("the brush", () => {
  test("a dab is a disc: π · 20²", () => {
    const rings = painted([], { points: [[100, 100]], radius_px: 20 }, IMAGE);

    expect(rings).toHaveLength(1);
    expect(Math.abs(areaOf(rings) / (Math.PI * 400) - 1)).toBeLessThan(0.02);
  });

  test("a stroke along a box joins it: 100 · 40 and half of the round ends", () => {
    const box = boxToRing([50, 80], [150, 100]);
    const rings = painted([box], { points: [[50, 100], [150, 100]], radius_px: 10 }, IMAGE);

    expect(rings).toHaveLength(1);
    expect(Math.abs(areaOf(rings) - (100 * 30 + Math.PI * 100 * 0.75 + 0)) / 3000).toBeLessThan(0.05);
  });

  test("rubbing across a box cuts it in two", () => {
    const box = boxToRing([20, 80], [180, 120]);
    const rings = erased([box], { points: [[100, 60], [100, 140]], radius_px: 10 }, IMAGE);

    expect(rings).toHaveLength(2);
    expect(Math.abs(areaOf(rings) - 140 * 40)).toBeLessThan(60);
  });

  test("rubbing inside a box leaves a hole in one ring", () => {
    const rings = erased([boxToRing([20, 20], [180, 180])], { points: [[100, 100]], radius_px: 30 }, IMAGE);

    expect(rings).toHaveLength(1);
    expect(Math.abs(areaOf(rings) - (160 * 160 - Math.PI * 900))).toBeLessThan(60);
    expect(refusalOf(rings[0] ?? [])).toBeNull();
  });

  test("rubbing everything out leaves nothing", () => {
    expect(erased([boxToRing([90, 90], [110, 110])], { points: [[100, 100]], radius_px: 40 }, IMAGE)).toEqual([]);
  });

  test("it stays on the image", () => {
    const rings = painted([], { points: [[0, 100]], radius_px: 20 }, IMAGE);

    expect(boundsOf(rings.flat()).left).toBe(0);
    expect(Math.abs(areaOf(rings) - Math.PI * 200)).toBeLessThan(20);
  });

  test("it touches what it covers, from inside and from a corner, and nothing farther away", () => {
    const box = boxToRing([50, 50], [150, 150]);

    expect(touches({ points: [[100, 100]], radius_px: 3 }, box)).toBe(true);
    expect(touches({ points: [[45, 60]], radius_px: 6 }, box)).toBe(true);
    expect(touches({ points: [[0, 0], [48, 48], [0, 90]], radius_px: 3 }, box)).toBe(true);
    expect(touches({ points: [[40, 60]], radius_px: 6 }, box)).toBe(false);
  });
});

test("a free-hand figure of eight becomes the outline of its larger loop", () => {
  const eight: Ring = [[20, 20], [120, 120], [120, 20], [20, 120], [0, 70]];
  const ring = mended(eight, IMAGE) ?? [];

  expect(crossingOf(ring)).toBeNull();
  expect(contains(ring, [30, 70])).toBe(true);
});

test("whatever is painted and rubbed out on one another is a ring the server takes", () => {
  const place = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }));
  const strokes = fc.array(
    fc.record({ points: fc.array(place, { minLength: 1, maxLength: 5 }), radius_px: fc.integer({ min: 2, max: 30 }), rubs: fc.boolean() }),
    { maxLength: 6 },
  );
  fc.assert(fc.property(strokes, (all) => {
    let rings: Ring[] = [boxToRing([30, 30], [170, 170])];
    for (const stroke of all) rings = (stroke.rubs ? erased : painted)(rings, stroke, IMAGE);

    expect(rings.map(refusalOf).filter(Boolean)).toEqual([]);
  }), { numRuns: 20 });
}, 60_000);
