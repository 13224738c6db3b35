import { expect, it } from "vitest";

import { fit, moved, onScreen, original, zoomed } from "./views";

const VIEW = fit({ image: { width: 100, height: 50 }, screen: { width: 416, height: 316 } });

it("fits the picture into the screen with a small margin: 400 of 416 for 100", () => {
  expect(VIEW.viewport).toEqual({ scale: 4, x: 8, y: 58 });
});

it("stays fitted while the screen changes, until somebody zooms", () => {
  expect(onScreen(VIEW, { width: 216, height: 316 }).viewport.scale).toBe(2);
  const near = zoomed(VIEW, 2);
  expect(near.viewport.scale).toBe(8);
  expect(onScreen(near, { width: 216, height: 316 }).viewport.scale).toBe(8);
});

it("zooms at the middle where no place is named", () => {
  expect(zoomed(VIEW, 2).viewport).toEqual({ scale: 8, x: -192, y: -42 });
});

it("moves, and goes back to one pixel on one", () => {
  expect(moved(VIEW, [10, -5]).viewport).toEqual({ scale: 4, x: 18, y: 53 });
  expect(original(VIEW).viewport).toEqual({ scale: 1, x: 158, y: 133 });
});
