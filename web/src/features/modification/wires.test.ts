import { expect, it } from "vitest";

import { drawingOf } from "@/geometry/drawing";
import { reduce } from "@/geometry/reduce";

import { rawOf } from "./raw";
import { wireOver } from "./wires";

/** 40 × 40 pixels, dark above row 20 and bright below: one edge across the whole picture. */
const PIXELS = Uint8Array.from({ length: 1600 }, (_, at) => (at < 800 ? 0 : 200));
const HEADERS = new Headers({ "X-Width": "40", "X-Height": "40", "X-Bit-Depth": "8", "X-Channels": "1" });
const IMAGE = { width: 40, height: 40 };

it("begins on the edge near the first click and follows it to the pointer", () => {
  const wire = wireOver(rawOf(1, HEADERS, PIXELS.buffer));
  const first = wire.legTo(drawingOf(IMAGE), [4, 18], 4);
  expect(first).toHaveLength(1);
  expect(first[0]?.[1]).toBeGreaterThanOrEqual(19);
  expect(first[0]?.[1]).toBeLessThanOrEqual(21);

  const begun = reduce(drawingOf(IMAGE), { by: "corner-added", tool: "livewire", leg: first, tolerance_px: 1, origin: "screen" });
  const leg = wire.legTo(begun, [35, 22], 4);
  expect(leg.every(([, y]) => Math.abs(y - 20) <= 1)).toBe(true);
  expect(leg.at(-1)?.[0]).toBeGreaterThan(30);
});

it("goes back to the first corner itself when the pointer is near it", () => {
  const wire = wireOver(rawOf(1, HEADERS, PIXELS.buffer));
  const corners = [[4.5, 20.5], [30.5, 20.5], [30.5, 30.5]] as const;
  const open = corners.reduce(
    (drawing, corner) => reduce(drawing, { by: "corner-added", tool: "livewire", leg: [corner], tolerance_px: 1, origin: "screen" }),
    drawingOf(IMAGE),
  );
  expect(wire.legTo(open, [6, 21], 4).at(-1)).toEqual([4.5, 20.5]);
  expect(wire.wayBack(open).at(-1)).toEqual([4.5, 20.5]);
});
