import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  byCells,
  contributionOf,
  decodedMaps,
  evidenceOf,
  evidenceShare,
  fromHalf,
  heatmapOf,
  logitOf,
  mapOf,
  MapsError,
  ofLabel,
  probabilityOf,
  probabilityOfLogit,
  type Grid,
} from "./heatmap";

const HEADER = {
  rows: [7, 9],
  labels: ["cyst", "nodule"],
  grid: [1, 2],
  thresholds: [0.25, null],
  scales: [2, 0],
  missing: [9],
  maps_offset: 0,
  probabilities_offset: 16,
};

/** The bytes of a reply: 16-bit patterns of the maps, then the probabilities. */
function replyOf(header: object, halves: readonly number[], probabilities: readonly number[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 4 + text.length;
  const reply = new ArrayBuffer(start + 2 * halves.length + 4 * probabilities.length);
  const bytes = new DataView(reply);
  bytes.setUint32(0, text.length, true);
  new Uint8Array(reply).set(text, 4);
  halves.forEach((half, at) => bytes.setUint16(start + 2 * at, half, true));
  probabilities.forEach((each, at) => bytes.setFloat32(start + 2 * halves.length + 4 * at, each, true));
  return reply;
}

// 1 is 0x3c00, -2 is 0xc000, 0.5 is 0x3800, 3 is 0x4200 and NaN 0x7e00 in half precision.
const HALVES = [0x3c00, 0xc000, 0x3800, 0x4200, 0x7e00, 0x7e00, 0x7e00, 0x7e00];
const MAPS = decodedMaps(replyOf(HEADER, HALVES, [0.75, 0.125, NaN, NaN]));

function gridOf(width: number, values: readonly number[]): Grid {
  return { width, height: values.length / width, values: Float32Array.from(values) };
}

describe("the reply of the maps route", () => {
  test("gives the map and the probability of an image and a label", () => {
    expect(mapOf(MAPS, 7, "cyst")).toEqual(gridOf(2, [1, -2]));
    expect(mapOf(MAPS, 7, "nodule")).toEqual(gridOf(2, [0.5, 3]));
    expect(probabilityOf(MAPS, 7, "nodule")).toBe(0.125);
    expect([ofLabel(MAPS, "thresholds", "cyst"), ofLabel(MAPS, "thresholds", "nodule")]).toEqual([0.25, null]);
    expect(ofLabel(MAPS, "scales", "cyst")).toBe(2);
  });

  test("an image without maps, and one that was not asked for, have none", () => {
    expect([mapOf(MAPS, 9, "cyst"), probabilityOf(MAPS, 9, "cyst")]).toEqual([null, null]);
    expect([mapOf(MAPS, 8, "cyst"), probabilityOf(MAPS, 8, "cyst"), mapOf(MAPS, 7, "hernia")]).toEqual([null, null, null]);
  });

  test("a header of any length: the numbers need not lie at even bytes", () => {
    for (const filling of ["", "a", "bb", "ccc"]) {
      const maps = decodedMaps(replyOf({ ...HEADER, filling }, HALVES, [0.75, 0.125, NaN, NaN]));
      expect(mapOf(maps, 7, "cyst")?.values[1]).toBe(-2);
    }
  });

  test("a bias is taken where it is given", () => {
    expect(ofLabel(MAPS, "biases", "cyst")).toBeNull();
    const maps = decodedMaps(replyOf({ ...HEADER, biases: [-1, 0.5] }, HALVES, [0.75, 0.125, NaN, NaN]));
    expect(ofLabel(maps, "biases", "nodule")).toBe(0.5);
  });

  test("what is cut off or contradicts itself is refused", () => {
    const whole = replyOf(HEADER, HALVES, [0.75, 0.125, 0.5, 0.5]);

    expect(() => decodedMaps(new ArrayBuffer(2))).toThrow(MapsError);
    expect(() => decodedMaps(whole.slice(0, 20))).toThrow("cut off");
    expect(() => decodedMaps(whole.slice(0, -1))).toThrow("promises");
    expect(() => decodedMaps(replyOf({ ...HEADER, scales: [1] }, HALVES, []))).toThrow("2 labels and 1 scales");
    expect(() => decodedMaps(replyOf({ ...HEADER, rows: "7" }, HALVES, []))).toThrow("list of rows");
  });
});

test("half precision: 1, -2, the least, the greatest, infinity, no number", () => {
  expect([0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00].map(fromHalf)).toEqual([1, -2, 2 ** -24, 65504, Infinity]);
  expect(fromHalf(0x7e00)).toBeNaN();
  expect(fromHalf(0x3555)).toBeCloseTo(1 / 3, 3);
});

describe("the heatmap", () => {
  const map = gridOf(2, [-4, 1, 2, 3]);

  test("on the label's scale the same evidence is the same heat, at most 1", () => {
    expect([...heatmapOf(map, { by: "label", scale: 2 }).values]).toEqual([0, 0.5, 1, 1]);
  });

  test("on the image's own scale its greatest evidence is 1", () => {
    const heat = [...heatmapOf(map, { by: "image" }).values];

    expect([heat[0], heat[3]]).toEqual([0, 1]);
    expect(heat[1]).toBeCloseTo(1 / 3, 6);
  });

  test("without a scale, without evidence and constant: nothing", () => {
    expect([...heatmapOf(map, { by: "label", scale: null }).values]).toEqual([0, 0, 0, 0]);
    expect([...heatmapOf(gridOf(2, [-1, -2]), { by: "image" }).values]).toEqual([0, 0]);
    expect([...heatmapOf(gridOf(2, [2, 2]), { by: "image" }).values]).toEqual([0, 0]);
  });

  test("no positive evidence is told from evidence below the threshold", () => {
    expect(evidenceOf(gridOf(2, [0, 0]), 0.5)).toBe("none");
    expect(evidenceOf(gridOf(2, [0, 0.4]), 0.5)).toBe("below");
    expect(evidenceOf(gridOf(2, [0, 0.5]), 0.5)).toBe("some");
  });
});

describe("evidence", () => {
  const map = gridOf(2, [4, -2, 2, 0]);

  test("the logit of a linear head is the map's mean and the bias: 1 - 1.5", () => {
    expect(logitOf(map, -1.5)).toBe(-0.5);
    expect(logitOf(map, null)).toBeNull();
    expect(probabilityOfLogit(0)).toBe(0.5);
    expect(probabilityOfLogit(Math.log(3))).toBeCloseTo(0.75, 12);
  });

  test("a region over half of the first cell and all of the last row: (2 + 2) / 6", () => {
    expect(evidenceShare(map, [0.5, 0, 1, 1])).toBeCloseTo(2 / 3, 12);
    expect(contributionOf(map, [0.5, 0, 1, 1])).toBe(1);
  });

  test("contributions of regions that cover the grid once add up to the logit", () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(fc.property(shares, (mask) => {
      const rest = mask.map((share) => 1 - share);
      expect(contributionOf(map, mask) + contributionOf(map, rest)).toBeCloseTo(logitOf(map, 0) ?? NaN, 5);
    }));
  });

  test("where there is none, its share is unknown, not 0", () => {
    expect(evidenceShare(gridOf(2, [-1, 0]), [1, 1])).toBeNull();
  });

  test("a mask on another grid is refused", () => {
    expect(() => evidenceShare(map, [1])).toThrow("1 cells, the map 4");
  });
});

describe("on the grid of cells", () => {
  test("a cell that straddles two takes its share of each: (2 · 3 + 1 · 6) / 3", () => {
    expect([...byCells(gridOf(3, [3, 6, 9, 3, 6, 9, 3, 6, 9]), 2).values]).toEqual([4, 8, 4, 8]);
  });

  test("7 × 7 on 8 × 8 keeps the mean", () => {
    const maps = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 49, maxLength: 49 });
    fc.assert(fc.property(maps, (values) => {
      const cells = byCells(gridOf(7, values), 8).values;
      const mean = (all: Iterable<number>, n: number): number => [...all].reduce((sum, each) => sum + each, 0) / n;
      expect(mean(cells, 64)).toBeCloseTo(mean(values, 49), 4);
    }));
  });
});
