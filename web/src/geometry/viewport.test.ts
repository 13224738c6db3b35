import fc from "fast-check";
import { expect, test } from "vitest";

import type { Point } from "./points";
import { fitted, lengthOnImage, panned, resized, toImage, toScreen, unscaled, zoomedAt } from "./viewport";

const IMAGE = { width: 1000, height: 500 };
const SCREEN = { width: 400, height: 400 };

test("the whole image is fitted into the middle", () => {
  expect(fitted(IMAGE, SCREEN)).toEqual({ scale: 0.4, x: 0, y: 100 });
  expect(fitted(IMAGE, SCREEN, 50)).toEqual({ scale: 0.3, x: 50, y: 125 });
});

test("the middle of the first pixel lies half a pixel in", () => {
  expect(toScreen({ scale: 4, x: 10, y: 20 }, [0.5, 0.5])).toEqual([12, 22]);
  expect(toImage({ scale: 4, x: 10, y: 20 }, [12, 22])).toEqual([0.5, 0.5]);
});

test("eight pixels of the screen are two of an image that is enlarged four times", () => {
  expect(lengthOnImage({ scale: 4, x: 0, y: 0 }, 8)).toBe(2);
});

test("one to one shows the middle of a larger image", () => {
  expect(unscaled(IMAGE, SCREEN)).toEqual({ scale: 1, x: -300, y: -50 });
});

test("what lies under the pointer stays under it", () => {
  const screen = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
  fc.assert(fc.property(screen, fc.double({ min: 0.2, max: 5, noNaN: true }), (at: Point, factor) => {
    const before = fitted(IMAGE, SCREEN);
    const after = zoomedAt(before, at, factor, IMAGE, SCREEN);
    const [x, y] = toScreen(after, toImage(before, at));

    expect(Math.hypot(x - at[0], y - at[1])).toBeLessThan(1e-6);
  }));
});

test("zooming ends at half the fitted size and at 32 screen pixels a pixel", () => {
  expect(zoomedAt(fitted(IMAGE, SCREEN), [0, 0], 1e-9, IMAGE, SCREEN).scale).toBe(0.2);
  expect(zoomedAt(fitted(IMAGE, SCREEN), [0, 0], 1e9, IMAGE, SCREEN).scale).toBe(32);
});

test("a strip of 48 pixels stays in sight however far one pans", () => {
  expect(panned({ scale: 1, x: 0, y: 0 }, [9999, -9999], IMAGE, SCREEN)).toEqual({ scale: 1, x: 352, y: -452 });
});

test("a wider screen keeps the middle in the middle", () => {
  expect(resized({ scale: 2, x: 5, y: 5 }, SCREEN, { width: 500, height: 380 })).toEqual({ scale: 2, x: 55, y: -5 });
});
