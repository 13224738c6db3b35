import { expect, it } from "vitest";

import type { Action } from "@/geometry/actions";
import { drawingOf, type Drawing } from "@/geometry/drawing";
import { reduce } from "@/geometry/reduce";

import { mayBeRelevant, obstacleTo, ringOfInterest, shareIn } from "./evidence";

const IMAGE = { width: 200, height: 100 };
/** Evidence 6 at the left, 2 against at the right, 2 at the lower left, nothing at the lower right. */
const MAP = { width: 2, height: 2, values: Float32Array.from([6, -2, 2, 0]) };

function after(...actions: Omit<Action, "origin">[]): Drawing {
  return actions.reduce((drawing, action) => reduce(drawing, { ...action, origin: "screen" } as Action), drawingOf(IMAGE));
}

const BOX = [
  { by: "box-begun", at: [0, 0] },
  { by: "dragged", to: [100, 50] },
] as unknown as Omit<Action, "origin">[];
const RELEASED = { by: "released" } as Omit<Action, "origin">;

it("says which share of the evidence a region carries: 6 of 8", () => {
  const quarter = [[0, 0], [100, 0], [100, 50], [0, 50]] as const;
  expect(shareIn([quarter], MAP, IMAGE)).toBeCloseTo(0.75, 6);
  expect(shareIn([quarter], { ...MAP, values: MAP.values.map(() => -1) }, IMAGE)).toBeNull();
});

it("speaks of the line under the pen, then of the region that became of it", () => {
  expect(ringOfInterest(after())).toBeNull();
  expect(ringOfInterest(after(...BOX))).toHaveLength(4);
  expect(ringOfInterest(after(...BOX, RELEASED))).toEqual([[0, 0], [100, 0], [100, 50], [0, 50]]);
});

it("lets a person point only at what the image carries", () => {
  expect(mayBeRelevant(1, null)).toBe(true);
  expect(mayBeRelevant(0, null)).toBe(false);
  expect(mayBeRelevant(0, "label is wrong")).toBe(true);
  expect(mayBeRelevant(1, "label is wrong")).toBe(false);
  expect(mayBeRelevant(null, null)).toBe(false);
});

it("says what stands in the way of a verdict", () => {
  const empty = { drawing: after(), truth: 1, hasOutline: true } as const;
  const drawn = { drawing: after(...BOX, RELEASED), truth: 1, hasOutline: true } as const;
  expect(obstacleTo("accepted", empty)).toBeNull();
  expect(obstacleTo("accepted", { ...empty, hasOutline: false })).toBe("no-evidence");
  expect(obstacleTo("accepted", { ...empty, truth: 0 })).toBe("not-carried");
  expect(obstacleTo("accepted", drawn)).toBe("regions-first");
  expect(obstacleTo("corrected", empty)).toBe("draw-first");
  expect(obstacleTo("label is wrong", { ...empty, truth: null })).toBe("unknown");
  expect(obstacleTo("label is wrong", drawn)).toBe("regions-first");
  expect(obstacleTo("label is wrong", { ...empty, truth: 0 })).toBeNull();
  expect(obstacleTo("cannot tell", drawn)).toBeNull();
});
