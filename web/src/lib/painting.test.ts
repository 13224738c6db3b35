import { expect, test } from "vitest";

import { colourTable } from "./colours";
import type { Grid } from "./heatmap";
import { FADES_BELOW, painted, paintedInBlocks, type Canvas } from "./painting";

const LOOK = { colours: colourTable("grey"), opacity: 1, threshold: 0 };

function canvasOf(width: number, height: number): Canvas {
  return { width, height, data: new Uint8ClampedArray(4 * width * height) };
}

function gridOf(width: number, values: readonly number[]): Grid {
  return { width, height: values.length / width, values: Float32Array.from(values) };
}

function pixelsOf({ data }: Canvas): number[][] {
  return Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(4 * at, 4 * at + 4)]);
}

test("heat grows smoothly between the middles of cells: 0, 1/4, 3/4, 1", () => {
  const canvas = canvasOf(4, 1);

  painted(canvas, gridOf(2, [0, 1]), LOOK);

  const [cold, cool = [], warm = [], hot] = pixelsOf(canvas);
  expect([cold, hot]).toEqual([[0, 0, 0, 0], [255, 255, 255, 255]]);
  expect([cool[0], warm[0]].map((grey) => Math.round(Number(grey) / 8))).toEqual([8, 24]);
  expect([Math.abs(Number(cool[3]) - (255 * 0.25) / FADES_BELOW) < 1, warm[3]]).toEqual([true, 255]);
});

test("what is below the threshold is not painted, opacity thins the rest", () => {
  const canvas = canvasOf(2, 1);

  painted(canvas, gridOf(2, [0.5, 1]), { ...LOOK, threshold: 0.6, opacity: 0.4 });

  expect(pixelsOf(canvas)).toEqual([[0, 0, 0, 0], [255, 255, 255, 102]]);
});

test("a heatmap without evidence leaves nothing of what was there before", () => {
  const canvas = canvasOf(3, 3);
  canvas.data.fill(77);

  painted(canvas, gridOf(2, [0, 0, 0, 0]), LOOK);

  expect(canvas.data.every((byte) => byte === 0)).toBe(true);
});

test("in blocks each pixel has its cell's heat", () => {
  const canvas = canvasOf(4, 2);

  paintedInBlocks(canvas, gridOf(2, [1, 0]), LOOK);

  expect(pixelsOf(canvas).map(([, , , alpha]) => alpha)).toEqual([255, 255, 0, 0, 255, 255, 0, 0]);
});

test("512 × 512 is painted at once", () => {
  const canvas = canvasOf(512, 512);
  const heatmap = gridOf(7, Array.from({ length: 49 }, (_, at) => at / 48));
  const start = performance.now();
  painted(canvas, heatmap, LOOK);

  expect(performance.now() - start).toBeLessThan(3000); // some 25 ms on a busy one
  expect(canvas.data[4 * 512 * 512 - 1]).toBe(255);
});
