import { expect, it } from "vitest";

import { isSame, placed } from "./placing";

const SCREEN = { width: 1280, height: 800 };
const CARD = { width: 300, height: 200 };

it("stands in the middle without a target", () => {
  expect(placed(null, CARD, SCREEN)).toEqual({ left: 490, top: 300 });
});

it("stands right of a target where there is room", () => {
  const button = { left: 100, top: 50, width: 80, height: 30 };
  expect(placed(button, CARD, SCREEN)).toEqual({ left: 196, top: 50 });
});

it("stands left of a target at the right edge, and never below the screen", () => {
  const low = { left: 1000, top: 760, width: 270, height: 30 };
  expect(placed(low, CARD, SCREEN)).toEqual({ left: 684, top: 584 });
});

it("stands below a target that is as wide as the screen", () => {
  const bar = { left: 0, top: 60, width: 1280, height: 40 };
  expect(placed(bar, CARD, SCREEN)).toEqual({ left: 16, top: 116 });
});

it("stands above a wide target at the bottom", () => {
  const foot = { left: 0, top: 700, width: 1280, height: 100 };
  expect(placed(foot, CARD, SCREEN)).toEqual({ left: 16, top: 484 });
});

it("stands in the lower right corner over a target that fills the screen", () => {
  const all = { left: 0, top: 0, width: 1280, height: 800 };
  expect(placed(all, CARD, SCREEN)).toEqual({ left: 964, top: 584 });
});

it("knows a box that has moved by a pixel", () => {
  const box = { left: 1, top: 2, width: 3, height: 4 };
  expect(isSame(box, { ...box })).toBe(true);
  expect(isSame(box, { ...box, top: 3 })).toBe(false);
  expect(isSame(null, box)).toBe(false);
});
