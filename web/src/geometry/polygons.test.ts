import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { clipped } from "./clipping";
import type { Point } from "./points";
import {
  areaPx2,
  boxToRing,
  contains,
  crossingOf,
  nearestEdge,
  refusalOf,
  signedAreaPx2,
  withoutRepeats,
  type Ring,
} from "./polygons";
import { rasterised } from "./rasters";
import { simplifiedLine, simplifiedRing } from "./simplification";

const TRIANGLE: Ring = [[0, 0], [4, 0], [0, 3]];
const BOW_TIE: Ring = [[0, 0], [10, 10], [10, 0], [0, 10]];
const FRAME: Ring = [
  [0, 0], [10, 10], [10, 30], [30, 30], [30, 10], [10, 10], [0, 0], [40, 0], [40, 40], [0, 40],
];

/** A ring around a middle, its corners at growing angles: it never crosses itself. */
const STARS = fc
  .array(fc.integer({ min: 10, max: 100 }), { minLength: 3, maxLength: 24 })
  .map((radii): Ring => radii.map((radius, at): Point => {
    const angle = (2 * Math.PI * at) / radii.length;
    return [120 + radius * Math.cos(angle), 120 + radius * Math.sin(angle)];
  }));

describe("area", () => {
  test("half of three times four, clockwise on screen", () => {
    expect(signedAreaPx2(TRIANGLE)).toBe(6);
    expect(signedAreaPx2([...TRIANGLE].reverse())).toBe(-6);
    expect(areaPx2([...TRIANGLE].reverse())).toBe(6);
  });

  test("a hole that is reached by a bridge is not counted: 1600 - 400", () => {
    expect(areaPx2(FRAME)).toBe(1200);
  });
});

describe("inside", () => {
  test("by even-odd", () => {
    expect(contains(TRIANGLE, [1, 1])).toBe(true);
    expect(contains(TRIANGLE, [3, 2])).toBe(false);
    expect(contains(FRAME, [5, 35])).toBe(true);
    expect(contains(FRAME, [20, 20])).toBe(false);
  });
});

describe("a polygon that crosses itself", () => {
  test("is named by its corners, counted from 1, and the place", () => {
    expect(crossingOf(BOW_TIE)).toEqual({ first: [1, 2], second: [3, 4], at: [5, 5] });
    expect(refusalOf(BOW_TIE)).toEqual({ reason: "crossing", first: [1, 2], second: [3, 4], at: [5, 5] });
  });

  test("the edge back to the first corner is named too", () => {
    expect(crossingOf([[0, 0], [10, 0], [10, 10], [4, -2]])).toMatchObject({ first: [1, 2], second: [3, 4] });
    expect(crossingOf([[5, 5], [5, -5], [10, 0], [0, 0]])).toMatchObject({ first: [1, 2], second: [3, 4] });
    expect(crossingOf([[0, 0], [0, 10], [10, 10], [-2, 4]])).toMatchObject({ first: [1, 2], second: [3, 4] });
    expect(crossingOf([[4, -2], [0, 0], [10, 0], [10, 10]])).toMatchObject({ first: [2, 3], second: [4, 1] });
  });

  test("touching is no crossing: the bridge to a hole", () => {
    expect(refusalOf(FRAME)).toBeNull();
  });

  test("the sweep finds what trying all pairs of edges finds", () => {
    const corners = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 3, maxLength: 9 });
    fc.assert(fc.property(corners, (ring) => {
      expect(crossingOf(ring) !== null).toBe(crossesSlowly(ring));
    }));
  });

  test("ten thousand corners are checked at once", () => {
    const ring = Array.from({ length: 10_000 }, (_, at): Point => {
      const angle = (2 * Math.PI * at) / 10_000;
      return [500 + 400 * Math.cos(angle), 500 + 400 * Math.sin(angle)];
    });
    const start = performance.now();

    expect(crossingOf(ring)).toBeNull();
    expect(performance.now() - start).toBeLessThan(3000); // some 0.1 s on a busy one
  });
});

function crossesSlowly(ring: readonly Point[]): boolean {
  const turn = (p: Point, q: Point, r: Point): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  const edges = ring.map((a, at): [Point, Point] => [a, ring[(at + 1) % ring.length] ?? a]);
  return edges.some(([a, b]) =>
    edges.some(([c, d]) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0),
  );
}

describe("what is refused", () => {
  test.each<[Ring, object]>([
    [[[0, 0], [1, 1]], { reason: "too-few-corners", corners: 2 }],
    [[[0, 0], [1, NaN], [2, 2]], { reason: "no-number", corner: 2 }],
    [[[0, 0], [5, 0], [10, 0]], { reason: "no-area", corners: 3 }],
    [Array.from({ length: 10_001 }, (_, at): Point => [at, at * at]), { reason: "too-many-corners", corners: 10_001 }],
  ])("%#", (ring, refusal) => {
    expect(refusalOf(ring)).toEqual(refusal);
  });
});

test("repeated neighbours and a closing corner are dropped", () => {
  expect(withoutRepeats([[0, 0], [0, 0], [1, 0], [1, 1], [0, 0], [0, 0]])).toEqual([[0, 0], [1, 0], [1, 1]]);
});

test("a box between any two corners starts at its upper left", () => {
  expect(boxToRing([7, 1], [2, 5])).toEqual([[2, 1], [7, 1], [7, 5], [2, 5]]);
});

test("the nearest edge is named by the corner it starts at", () => {
  expect(nearestEdge(boxToRing([0, 0], [10, 10]), [11, 4])).toEqual({ from: 1, at: [10, 4], distance: 1 });
});

describe("clipping", () => {
  const image = { width: 100, height: 100 };

  test("what lies inside stays the same object", () => {
    expect(clipped(TRIANGLE, image).pieces[0]).toBe(TRIANGLE);
  });

  test("half of a box is cut off", () => {
    const { pieces, lost } = clipped(boxToRing([-10, 20], [10, 40]), image);

    expect(lost).toBeCloseTo(0.5, 12);
    expect(pieces).toHaveLength(1);
    expect(areaPx2(pieces[0] ?? [])).toBeCloseTo(200, 9);
  });

  test("a ring that leaves twice falls into two pieces, the larger first", () => {
    const fork: Ring = [[-10, 0], [50, 0], [50, 10], [-5, 10], [-5, 30], [20, 30], [20, 40], [-10, 40]];

    expect(clipped(fork, image).pieces.map(areaPx2)).toEqual([500, 200]);
  });

  test("wholly outside leaves nothing", () => {
    expect(clipped(boxToRing([-20, 0], [-10, 10]), image)).toEqual({ pieces: [], lost: 1 });
  });

  test("pieces are inside, valid, and as large as the part inside", () => {
    const small = { width: 150, height: 90 };
    fc.assert(fc.property(STARS, (ring) => {
      const { pieces } = clipped(ring, small);
      const area = pieces.reduce((sum, piece) => sum + areaPx2(piece), 0);
      const mask = rasterised([ring], small, 30, 18);
      const expected = Array.from(mask.values).reduce((sum, share) => sum + 25 * share, 0);

      expect(Math.abs(area - expected)).toBeLessThan(20);
      expect(pieces.map(refusalOf).filter(Boolean)).toEqual([]);
      expect(pieces.flat().every(([x, y]) => x >= 0 && x <= 150 && y >= 0 && y <= 90)).toBe(true);
    }));
  });
});

describe("simplification", () => {
  test("points on a line between others go, a bend stays", () => {
    expect(simplifiedLine([[0, 0], [5, 0.1], [10, 0], [10, 10]], 0.2)).toEqual([[0, 0], [10, 0], [10, 10]]);
  });

  test("a ring with a corner on each side keeps its four corners", () => {
    const ring: Ring = [[0, 0], [5, 0], [10, 0], [10, 5], [10, 10], [5, 10], [0, 10], [0, 5]];

    expect(simplifiedRing(ring, 0.5)).toEqual([[0, 0], [10, 0], [10, 10], [0, 10]]);
  });

  test("it never makes a ring cross itself, and strays no farther than allowed", () => {
    fc.assert(fc.property(STARS, fc.integer({ min: 0, max: 40 }), (ring, stray) => {
      const simple = simplifiedRing(ring, stray);

      expect(crossingOf(simple)).toBeNull();
      for (const corner of ring) {
        expect(nearestEdge(simple, corner)?.distance ?? Infinity).toBeLessThanOrEqual(stray + 1e-9);
      }
    }));
  });
});

describe("rasterising", () => {
  test("regions that overlap count once", () => {
    const image = { width: 40, height: 40 };
    const both = rasterised([boxToRing([0, 0], [20, 20]), boxToRing([10, 0], [30, 20])], image, 4);

    expect(Array.from(both.values)).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("the shares add up to the area", () => {
    fc.assert(fc.property(STARS, (ring) => {
      const mask = rasterised([ring], { width: 240, height: 240 }, 8);
      const sum = Array.from(mask.values).reduce((total, share) => total + share * 900, 0);

      expect(Math.abs(sum - areaPx2(ring))).toBeLessThan(0.01 * areaPx2(ring) + 5);
    }));
  });
});
