import { expect, it } from "vitest";

import { drawingOf, type Drawing } from "@/geometry/drawing";
import { reduce } from "@/geometry/reduce";

import { formOf, stepOfDoubleClick, stepOfPress, type Press } from "./tools";

const IMAGE = { width: 100, height: 100 };
const PRESS: Press = { tool: "box", at: [50, 50], tolerance_px: 3, radius_px: 5, erases: false, leg: [] };

/** One region from (20, 20) to (60, 60), chosen as it was drawn just now. */
const SQUARE: Drawing = reduce(drawingOf(IMAGE), {
  by: "region-added",
  tool: "box",
  points: [[20, 20], [60, 20], [60, 60], [20, 60]],
  origin: "screen",
});
const ID = SQUARE.content.regions[0]?.id ?? 0;

it("begins with each tool where the pointer is, kept on the image", () => {
  const at = [80, 120] as const;
  const empty = drawingOf(IMAGE);
  expect(stepOfPress(empty, { ...PRESS, at })).toEqual({ by: "box-begun", at: [80, 100] });
  expect(stepOfPress(empty, { ...PRESS, at, tool: "polygon" })).toEqual({
    by: "corner-added",
    tool: "polygon",
    leg: [[80, 100]],
    tolerance_px: 3,
  });
  expect(stepOfPress(empty, { ...PRESS, at, tool: "brush", erases: true })).toEqual({
    by: "brush-begun",
    at: [80, 100],
    radius_px: 5,
    erases: true,
  });
  expect(stepOfPress(empty, { ...PRESS, tool: "window" })).toBeNull();
});

it("takes hold of corner, edge and inside of the chosen region", () => {
  const select = { ...PRESS, tool: "select" } as const;
  expect(stepOfPress(SQUARE, { ...select, at: [61, 61] })).toEqual({ by: "corner-grabbed", region: ID, corner: 2 });
  expect(stepOfPress(SQUARE, { ...select, at: [40, 21] })).toEqual({
    by: "edge-grabbed",
    region: ID,
    from: 0,
    at: [40, 20],
  });
  expect(stepOfPress(SQUARE, { ...select, at: [40, 40] })).toEqual({ by: "region-grabbed", region: ID, at: [40, 40] });
  expect(stepOfPress(SQUARE, { ...select, at: [90, 90] })).toEqual({ by: "region-chosen", region: null });
});

it("takes a region that is not chosen as a whole, wherever it is touched", () => {
  const unchosen = { ...SQUARE, selected: null };
  const step = stepOfPress(unchosen, { ...PRESS, tool: "select", at: [61, 61] });
  expect(step).toEqual({ by: "region-grabbed", region: ID, at: [61, 61] });
});

it("puts the corner of a box right without changing the tool, and draws anew elsewhere", () => {
  expect(stepOfPress(SQUARE, { ...PRESS, at: [20, 60] })).toEqual({ by: "corner-grabbed", region: ID, corner: 3 });
  expect(stepOfPress(SQUARE, { ...PRESS, at: [40, 40] })).toEqual({ by: "box-begun", at: [40, 40] });
});

it("closes a line with a double click, and else deletes the corner under it", () => {
  const open = reduce(drawingOf(IMAGE), { by: "corner-added", tool: "polygon", leg: [[5, 5]], tolerance_px: 1, origin: "screen" });
  expect(stepOfDoubleClick(open, [50, 50], 3)).toEqual({ by: "polygon-closed" });
  expect(stepOfDoubleClick(SQUARE, [60, 60], 3)).toEqual({ by: "corner-deleted", region: ID, corner: 2 });
  expect(stepOfDoubleClick(SQUARE, [40, 40], 3)).toBeNull();
});

it("shows what a press would do", () => {
  expect(formOf("select", SQUARE, [40, 40], 3)).toBe("move");
  expect(formOf("select", SQUARE, [40, 20], 3)).toBe("copy");
  expect(formOf("box", SQUARE, [60, 60], 3)).toBe("pointer");
  expect(formOf("box", SQUARE, [40, 40], 3)).toBe("crosshair");
});
