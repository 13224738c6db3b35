import fc from "fast-check";
import { expect, test } from "vitest";

import type { Step } from "./actions";
import { documentsOf, drawingOf, type Drawing } from "./drawing";
import { refusalOf } from "./polygons";
import { reduce } from "./reduce";

const FRESH = drawingOf({ width: 160, height: 160 });

function done(drawing: Drawing, ...steps: readonly Step[]): Drawing {
  return steps.reduce<Drawing>((before, step) => reduce(before, { ...step, origin: "screen" }), drawing);
}

/** Anything a person can do, in any order; drags are mostly finished, but not always. */
const PLACES = fc.tuple(fc.integer({ min: -20, max: 180 }), fc.integer({ min: -20, max: 180 }));
const REGIONS = fc.integer({ min: 1, max: 4 });
const BEGINNINGS: fc.Arbitrary<Step> = fc.oneof(
  PLACES.map((at): Step => ({ by: "box-begun", at })),
  PLACES.map((at): Step => ({ by: "freehand-begun", at })),
  PLACES.map((at): Step => ({ by: "brush-begun", at, radius_px: 9, erases: false })),
  PLACES.map((at): Step => ({ by: "brush-begun", at, radius_px: 15, erases: true })),
  fc.record({ by: fc.constant("corner-grabbed" as const), region: REGIONS, corner: fc.nat(4) }),
  fc.record({ by: fc.constant("edge-grabbed" as const), region: REGIONS, from: fc.nat(4), at: PLACES }),
  fc.record({ by: fc.constant("region-grabbed" as const), region: REGIONS, at: PLACES }),
);
const DRAGS = fc
  .tuple(BEGINNINGS, fc.array(PLACES, { minLength: 1, maxLength: 6 }), fc.nat(9))
  .map(([begun, places, broken]): readonly Step[] => [
    begun,
    ...places.map((to): Step => ({ by: "dragged", to })),
    ...(broken === 0 ? [] : [{ by: "released" } as const]),
  ]);
const SINGLE: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ by: "polygon-closed" }),
  fc.record({ by: fc.constant("corner-deleted" as const), region: REGIONS, corner: fc.nat(4) }),
  fc.record({ by: fc.constant("region-deleted" as const), region: REGIONS }),
  fc.record({ by: fc.constant("cells-set" as const), cells: fc.array(fc.nat(63), { maxLength: 3 }), ignored: fc.boolean() }),
  fc.record({
    by: fc.constant("verdict-chosen" as const),
    verdict: fc.constantFrom("corrected", "accepted", "nothing to mark", "label is wrong", "cannot tell"),
  }),
  fc.constant<Step>({ by: "undone" }),
  fc.constant<Step>({ by: "redone" }),
  fc.constant<Step>({ by: "cancelled" }),
);
const CORNERS = fc.array(PLACES.map((place): Step => ({ by: "corner-added", tool: "polygon", leg: [place], tolerance_px: 3 })), { minLength: 1, maxLength: 5 });
const SESSIONS = fc
  .array(fc.oneof({ weight: 3, arbitrary: DRAGS }, SINGLE.map((step) => [step]), CORNERS), { maxLength: 20, size: "max" })
  .map((parts): readonly Step[] => parts.flat());

test("whatever is done: every region is one the server takes, and numbers are unique", () => {
  fc.assert(fc.property(SESSIONS, (steps) => {
    const drawing = done(FRESH, ...steps);
    const points = drawing.content.regions.map((region) => region.points);
    const ids = drawing.content.regions.map(({ id }) => id);

    expect(points.map(refusalOf).filter(Boolean)).toEqual([]);
    expect(points.flat().every(([x, y]) => x >= 0 && y >= 0 && x <= 160 && y <= 160)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    const { verdict } = drawing.content;
    const isDrawn = documentsOf(drawing).length > 0;
    if (verdict === "corrected" || verdict === "accepted") expect(isDrawn).toBe(true);
    if (verdict === "nothing to mark" || verdict === "cannot tell") expect(isDrawn).toBe(false);
  }), { numRuns: 25 });
}, 60_000);

test("whatever is done: undoing all of it is an empty drawing, redoing all of it brings it back", () => {
  fc.assert(fc.property(SESSIONS, (steps) => {
    const finished = done(FRESH, ...steps, { by: "cancelled" });
    const back = done(finished, ...finished.past.map((): Step => ({ by: "undone" })));

    expect(back.content).toEqual(FRESH.content);
    expect(done(back, ...[...finished.past, ...finished.future].map((): Step => ({ by: "redone" }))).content).toEqual(
      finished.future.length > 0 ? finished.future[0] : finished.content,
    );
  }), { numRuns: 25 });
}, 60_000);
