import { describe, expect, test } from "vitest";

import type { Field } from "./fields";
import { costMapOf, gradientOf, pathTo, searchFrom, snapped, type CostMap } from "./livewire";
import { distance, type Point } from "./points";

/** A bright disc on a dark ground. */
function discOf(side: number, radius: number): Field {
  const middle = side / 2;
  const values = Float32Array.from({ length: side * side }, (_, at) => {
    const gap = Math.hypot((at % side) + 0.5 - middle, Math.floor(at / side) + 0.5 - middle);
    return gap < radius ? 200 : 20;
  });
  return { width: side, height: side, values };
}

test("the gradient of a step from 0 to 10 is 4 · 10 on both its sides", () => {
  const values = [0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10];

  expect(Array.from(gradientOf({ width: 4, height: 3, values })).slice(4, 8)).toEqual([0, 40, 40, 0]);
});

test("edges are cheap, flat ground is dear", () => {
  const { costs, width } = costMapOf(discOf(64, 20));

  expect(Math.min(...costs)).toBe(1);
  expect(costs[32 * width + 32]).toBe(255);
});

test("a path around a disc keeps to its rim", () => {
  const search = searchFrom(costMapOf(discOf(128, 40)), [104, 64]);

  const path = pathTo(search, [64, 24]);

  expect(path[0]).toEqual([104, 64]);
  expect(path.at(-1)).toEqual([64, 24]);
  for (const point of path) expect(Math.abs(distance(point, [64, 64]) - 40)).toBeLessThan(2.5);
});

test("on flat ground the path is straight", () => {
  const flat = { width: 50, height: 50, values: new Float32Array(2500) };

  expect(pathTo(searchFrom(costMapOf(flat), [5.5, 5.5]), [40.5, 40.5])).toEqual([[5.5, 5.5], [40.5, 40.5]]);
});

describe("the search", () => {
  const map = costMapOf(discOf(96, 30));

  test("finds what the slow, obvious search finds", () => {
    const search = searchFrom(map, [78.5, 48.5]);
    const slow = costsSlowly(map, [78, 48]);

    for (const goal of [[20, 20], [48, 18], [90, 90], [60, 50]] as const) {
      pathTo(search, [goal[0] + 0.5, goal[1] + 0.5]);
      expect(search.costs[goal[1] * 96 + goal[0]]).toBe(slow[goal[1] * 96 + goal[0]]);
    }
  });

  test("goes on where it stopped: a near point costs a fraction of a far one", () => {
    const search = searchFrom(map, [78.5, 48.5]);
    pathTo(search, [77.5, 52.5]);
    const near = search.settled.reduce((sum, settled) => sum + settled, 0);
    pathTo(search, [5.5, 5.5]);
    const far = search.settled.reduce((sum, settled) => sum + settled, 0);

    expect(near).toBeLessThan(far / 4);
    pathTo(search, [77.5, 52.5]);
    expect(search.settled.reduce((sum, settled) => sum + settled, 0)).toBe(far);
  });

  test("ends at its window; beyond it the line is straight", () => {
    const search = searchFrom(map, [48.5, 48.5], 8);

    expect([search.width, search.height]).toEqual([17, 17]);
    expect(pathTo(search, [90, 48.5]).at(-1)).toEqual([90, 48.5]);
  });
});

const NEIGHBOURS = [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]] as const;

/** Bellman and Ford: relax every pair of neighbours until nothing changes. */
function costsSlowly({ width, height, costs }: CostMap, [x0, y0]: Point): Float64Array {
  const least = new Float64Array(width * height).fill(Infinity);
  least[y0 * width + x0] = 0;
  const reached = (at: number, [dx, dy]: Point): number => {
    const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
    if (x < 0 || y < 0 || x >= width || y >= height) return Infinity;
    return Number(least[y * width + x]) + (dx * dy === 0 ? 5 : 7) * Number(costs[at]);
  };
  for (let changed = true; changed; ) {
    const before = least.slice();
    least.forEach((cost, at) => {
      least[at] = Math.min(cost, ...NEIGHBOURS.map((step) => reached(at, step)));
    });
    changed = least.some((cost, at) => cost !== before[at]);
  }
  return least;
}

test("a picture of 1,100 pixels is averaged to 550 samples, its paths are in its own pixels", () => {
  const map = costMapOf(discOf(1100, 400));
  const path = pathTo(searchFrom(map, [950, 550]), [833, 833]);

  expect([map.width, map.height, map.sample_px]).toEqual([550, 550, 2]);
  expect(path.at(-1)).toEqual([833, 833]);
  for (const point of path) expect(Math.abs(distance(point, [550, 550]) - 400)).toBeLessThan(4);
});

test("at 1,024 pixels the whole window is searched at once", () => {
  const map = costMapOf(discOf(1024, 300));
  const start = performance.now();
  pathTo(searchFrom(map, [512, 512]), [257, 257]);

  expect(performance.now() - start).toBeLessThan(3000); // 0.1 to 0.2 s on a busy one
});

test("the pointer snaps to the strongest edge nearby, and stays where there is none", () => {
  const map = costMapOf(discOf(128, 40));

  expect(Math.abs(distance(snapped(map, [100, 64], 6), [64, 64]) - 40)).toBeLessThan(1.5);
  expect(distance(snapped(map, [64.2, 64.2], 4), [64.2, 64.2])).toBeLessThan(1);
});
