import { describe, expect, test } from "vitest";

import type { Step } from "./actions";
import { contentOf, documentsOf, drawingOf, hitAt, lineShown, regionsShown, type Drawing } from "./drawing";
import { areaPx2, boxToRing, contains, refusalOf } from "./polygons";
import type { Point } from "./points";
import { reduce } from "./reduce";

const IMAGE = { width: 160, height: 160 };
const FRESH = drawingOf(IMAGE);

function done(drawing: Drawing, ...steps: readonly Step[]): Drawing {
  return steps.reduce<Drawing>((before, step) => reduce(before, { ...step, origin: "screen" }), drawing);
}

function corner(x: number, y: number): Step {
  return { by: "corner-added", tool: "polygon", leg: [[x, y]], tolerance_px: 3 };
}

const UNDO: Step = { by: "undone" };
const REDO: Step = { by: "redone" };
const BOX: readonly Step[] = [
  { by: "box-begun", at: [10, 10] },
  { by: "dragged", to: [50, 40] },
  { by: "released" },
];
const BOXED = done(FRESH, ...BOX);
const TRIANGLE = [corner(60, 60), corner(100, 60), corner(100, 100)];

describe("a polygon by clicks", () => {
  test("double click closes it: the second click of the pair adds no corner", () => {
    const drawing = done(FRESH, ...TRIANGLE, corner(101, 101), { by: "polygon-closed" });

    expect(drawing.content.regions).toEqual([
      { id: 1, tool: "polygon", relevance: "relevant", points: [[60, 60], [100, 60], [100, 100]], touched: false },
    ]);
    expect([drawing.open, drawing.selected, drawing.content.verdict]).toEqual([null, 1, "corrected"]);
    expect(drawing.change).toEqual({ number: 1, origin: "screen", by: "polygon-closed" });
  });

  test("a click on the first corner closes it too", () => {
    expect(done(FRESH, ...TRIANGLE, corner(61, 59)).content.regions).toHaveLength(1);
  });

  test("two corners are refused and stay open", () => {
    const drawing = done(FRESH, corner(0, 0), corner(50, 0), { by: "polygon-closed" });

    expect(drawing.notice).toEqual({ kind: "refused", why: { reason: "too-few-corners", corners: 2 } });
    expect(lineShown(drawing)).toEqual([[0, 0], [50, 0]]);
  });

  test("a crossing is named, and taking back the corner mends it", () => {
    const crossed = done(FRESH, corner(0, 0), corner(50, 0), corner(50, 50), corner(20, -20), { by: "polygon-closed" });

    expect(crossed.notice).toMatchObject({ kind: "refused", why: { reason: "crossing", first: [1, 2], second: [3, 4] } });
    expect(done(crossed, UNDO, { by: "polygon-closed" }).content.regions[0]?.points).toHaveLength(3);
  });

  test("outside is cut off and said", () => {
    const drawing = done(FRESH, corner(-40, 0), corner(40, 0), corner(40, 40), corner(-40, 40), { by: "polygon-closed" });

    expect(drawing.notice).toEqual({ kind: "clipped", lost: 0.5, pieces: 1 });
    expect(areaPx2(drawing.content.regions[0]?.points ?? [])).toBe(1600);
  });

  test("the pointer is shown and not saved", () => {
    const drawing = done(FRESH, corner(0, 0), { by: "corner-previewed", leg: [[9, 9]] });

    expect(lineShown(drawing)).toEqual([[0, 0], [9, 9]]);
    expect(drawing.change.number).toBe(0);
  });

  test("Escape leaves nothing", () => {
    expect(done(FRESH, ...TRIANGLE, { by: "cancelled" })).toMatchObject({ open: null, past: [] });
  });
});

describe("livewire", () => {
  const leg = (...points: Point[]): Step => ({ by: "corner-added", tool: "livewire", leg: points, tolerance_px: 3 });

  test("a leg is one step: undo takes its whole path", () => {
    const drawing = done(FRESH, leg([10, 10]), leg([20, 12], [40, 10]), leg([42, 20], [40, 40]), UNDO);

    expect(lineShown(drawing)).toEqual([[10, 10], [20, 12], [40, 10]]);
    expect(lineShown(done(drawing, REDO))).toHaveLength(5);
  });

  test("closing takes the way back to the first corner", () => {
    const drawing = done(FRESH, leg([10, 10]), leg([40, 10]), leg([40, 40]), {
      by: "polygon-closed",
      leg: [[12, 38], [10, 10]],
    });

    expect(drawing.content.regions[0]).toMatchObject({
      tool: "livewire",
      points: [[10, 10], [40, 10], [40, 40], [12, 38]],
    });
  });
});

describe("livewire that crosses itself", () => {
  test("is mended: nobody placed its corners one by one", () => {
    const leg = (...points: Point[]): Step => ({ by: "corner-added", tool: "livewire", leg: points, tolerance_px: 3 });
    const drawing = done(FRESH, leg([10, 20]), leg([60, 20]), leg([60, 60]), leg([40, 60], [40, 10]), { by: "polygon-closed" });

    expect(drawing.notice).toEqual({ kind: "mended" });
    expect(drawing.content.regions).toHaveLength(1);
    expect(drawing.open).toBeNull();
  });
});

describe("undo and redo", () => {
  test("inside a drawing undo takes back the last corner, never another object", () => {
    const drawing = done(BOXED, ...TRIANGLE, UNDO);

    expect(lineShown(drawing)).toEqual([[60, 60], [100, 60]]);
    expect(drawing.content.regions).toHaveLength(1);
    expect(lineShown(done(drawing, REDO))).toEqual([[60, 60], [100, 60], [100, 100]]);
  });

  test("a new corner forgets those that were taken back", () => {
    expect(lineShown(done(FRESH, ...TRIANGLE, UNDO, corner(80, 120), REDO))).toEqual([[60, 60], [100, 60], [80, 120]]);
  });

  test("while dragging undo takes back the drag alone", () => {
    const drawing = done(BOXED, { by: "region-grabbed", region: 1, at: [20, 20] }, { by: "dragged", to: [90, 90] }, UNDO);

    expect([drawing.open, drawing.content]).toEqual([null, BOXED.content]);
  });

  test("a finished polygon goes as a whole and comes back", () => {
    const closed = done(BOXED, ...TRIANGLE, { by: "polygon-closed" });

    expect(done(closed, UNDO).content).toEqual(BOXED.content);
    expect(done(closed, UNDO, UNDO).content.regions).toEqual([]);
    expect(done(closed, UNDO, UNDO, REDO, REDO).content).toEqual(closed.content);
  });

  test("undo is a change to be saved, with its origin", () => {
    expect(done(BOXED, UNDO).change).toEqual({ number: 2, origin: "screen", by: "undone" });
  });

  test("after something new there is nothing to redo", () => {
    expect(done(BOXED, UNDO, ...BOX, REDO).content.regions).toHaveLength(1);
  });
});

describe("editing", () => {
  test("a corner is dragged in one change and stays on the image", () => {
    const drawing = done(
      BOXED,
      { by: "corner-grabbed", region: 1, corner: 2 },
      { by: "dragged", to: [70, 70] },
      { by: "dragged", to: [170, 80] },
    );

    expect(regionsShown(drawing)[0]?.points[2]).toEqual([160, 80]);
    expect(drawing.content).toBe(BOXED.content);
    const after = done(drawing, { by: "released" });
    expect(after.content.regions[0]).toMatchObject({ id: 1, touched: true });
    expect([after.past.length, done(after, UNDO).content]).toEqual([2, BOXED.content]);
  });

  test("a corner that would make edges cross goes back, and it is said which", () => {
    const drawing = done(BOXED, { by: "corner-grabbed", region: 1, corner: 0 }, { by: "dragged", to: [90, 25] }, { by: "released" });

    expect(drawing.content).toBe(BOXED.content);
    expect(drawing.notice).toMatchObject({ kind: "refused", why: { reason: "crossing" } });
  });

  test("a corner is put on an edge by dragging it", () => {
    const drawing = done(
      BOXED,
      { by: "edge-grabbed", region: 1, from: 3, at: [10, 25] },
      { by: "dragged", to: [2, 25] },
      { by: "released" },
    );

    expect(drawing.content.regions[0]?.points).toEqual([[10, 10], [50, 10], [50, 40], [10, 40], [2, 25]]);
  });

  test("grabbing without dragging changes nothing", () => {
    expect(done(BOXED, { by: "corner-grabbed", region: 1, corner: 1 }, { by: "released" }).past).toHaveLength(1);
    expect(done(BOXED, { by: "region-grabbed", region: 1, at: [20, 20] }, { by: "released" }).past).toHaveLength(1);
  });

  test("the third last corner cannot be deleted", () => {
    const once = done(BOXED, { by: "corner-deleted", region: 1, corner: 0 });

    expect(once.content.regions[0]?.points).toEqual([[50, 10], [50, 40], [10, 40]]);
    const twice = done(once, { by: "corner-deleted", region: 1, corner: 0 });
    expect(twice.notice).toEqual({ kind: "refused", why: { reason: "too-few-corners", corners: 2 } });
    expect(twice.content).toBe(once.content);
  });

  test("a region that is moved stops at the border", () => {
    const drawing = done(
      BOXED,
      { by: "region-grabbed", region: 1, at: [20, 20] },
      { by: "dragged", to: [-100, 500] },
      { by: "released" },
    );

    expect(drawing.content.regions[0]?.points).toEqual(boxToRing([0, 130], [40, 160]));
  });

  test("deleting the last region takes the verdict back", () => {
    const drawing = done(BOXED, { by: "region-deleted", region: 1 });

    expect(drawing.content).toEqual({ regions: [], ignored: [], verdict: null });
  });

  test("look here becomes ignore this", () => {
    const drawing = done(BOXED, { by: "relevance-changed", region: 1, relevance: "irrelevant" });

    expect(documentsOf(drawing)).toEqual([{ relevance: "irrelevant", points: boxToRing([10, 10], [50, 40]) }]);
  });

  test("what was deleted elsewhere cannot be grabbed", () => {
    expect(done(FRESH, { by: "corner-grabbed", region: 7, corner: 0 }, { by: "region-deleted", region: 7 })).toEqual(FRESH);
  });
});

describe("boxes, free-hand and brush", () => {
  test("a box without area is a click", () => {
    expect(done(FRESH, { by: "box-begun", at: [9, 9] }, { by: "dragged", to: [9, 40] }, { by: "released" })).toEqual(FRESH);
  });

  test("a free-hand line that crosses itself is mended and said", () => {
    const points: Point[] = [[100, 20], [20, 100], [30, 30], [100, 100], [120, 60]];
    const drawing = done(
      FRESH,
      { by: "freehand-begun", at: [20, 20] },
      ...points.map((to): Step => ({ by: "dragged", to })),
      { by: "released" },
    );

    expect(drawing.notice).toEqual({ kind: "mended" });
    expect(drawing.content.regions.map(({ points: ring }) => refusalOf(ring))).toEqual([null]);
  });

  test("a stroke joins the region it touches, one change", () => {
    const drawing = done(
      BOXED,
      { by: "brush-begun", at: [45, 25], radius_px: 8, erases: false },
      { by: "dragged", to: [80, 25] },
      { by: "released" },
    );

    expect(drawing.content.regions).toHaveLength(1);
    expect(contains(drawing.content.regions[0]?.points ?? [], [75, 25])).toBe(true);
    expect(done(drawing, UNDO).content).toEqual(BOXED.content);
  });

  test("a stroke over regions of the other kind leaves them alone", () => {
    const drawing = done(
      BOXED,
      { by: "relevance-chosen", relevance: "irrelevant" },
      { by: "brush-begun", at: [45, 25], radius_px: 8, erases: false },
      { by: "released" },
    );

    expect(drawing.content.regions.map(({ relevance }) => relevance)).toEqual(["relevant", "irrelevant"]);
  });

  test("rubbing beside every region changes nothing", () => {
    const drawing = done(BOXED, { by: "brush-begun", at: [120, 120], radius_px: 8, erases: true }, { by: "released" });

    expect(drawing.content).toBe(BOXED.content);
  });
});

describe("verdicts", () => {
  test("a heatmap taken as it is, is accepted; adjusted it is corrected; taken again it is replaced", () => {
    const rings = [boxToRing([20, 20], [60, 60])];
    const taken = done(FRESH, { by: "heatmap-taken", rings });
    const adjusted = done(taken, { by: "corner-grabbed", region: 1, corner: 0 }, { by: "dragged", to: [10, 10] }, { by: "released" });

    expect([taken, adjusted].map(({ content }) => content.verdict)).toEqual(["accepted", "corrected"]);
    expect(done(taken, { by: "heatmap-taken", rings }).content.regions.map(({ id }) => id)).toEqual([2]);
    expect(done(adjusted, { by: "heatmap-taken", rings }).content.regions.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("a heatmap without an outline says so", () => {
    expect(done(FRESH, { by: "heatmap-taken", rings: [] }).notice).toEqual({ kind: "no-outline" });
  });

  test("nothing to mark removes the regions, and undo brings them back", () => {
    const drawing = done(BOXED, { by: "verdict-chosen", verdict: "nothing to mark" });

    expect(drawing.content).toEqual({ regions: [], ignored: [], verdict: "nothing to mark" });
    expect(done(drawing, UNDO).content).toEqual(BOXED.content);
  });

  test("a wrong label keeps its regions", () => {
    expect(done(BOXED, { by: "verdict-chosen", verdict: "label is wrong" }).content).toMatchObject({
      regions: BOXED.content.regions,
      verdict: "label is wrong",
    });
  });

  test("corrected needs something drawn", () => {
    expect(done(FRESH, { by: "verdict-chosen", verdict: "corrected" }).notice).toEqual({ kind: "nothing-drawn" });
  });
});

describe("the grid", () => {
  test("cells are ignored and looked at again, a stroke over several at once", () => {
    const drawing = done(FRESH, { by: "cells-set", cells: [9, 8], ignored: true });

    expect([drawing.content.ignored, drawing.content.verdict]).toEqual([[8, 9], "corrected"]);
    expect(documentsOf(drawing)).toEqual([{ relevance: "irrelevant", points: boxToRing([0, 20], [40, 40]) }]);
    expect(done(drawing, { by: "cells-set", cells: [9, 10], ignored: false }).content.ignored).toEqual([8]);
    expect(done(drawing, { by: "cells-set", cells: [9], ignored: true })).toBe(drawing);
  });

  test("ignored cells come back from the server as cells", () => {
    const drawing = done(BOXED, { by: "cells-set", cells: [3, 40], ignored: true });
    const back = contentOf(documentsOf(drawing), "corrected", IMAGE, 1);

    expect([back.ignored, back.regions.length]).toEqual([[3, 40], 1]);
  });
});

test("what the server sends is a change of the server's and starts a new history", () => {
  const regions = [{ relevance: "relevant" as const, points: boxToRing([1, 1], [9, 9]) }];
  const drawing = reduce(BOXED, { by: "loaded", regions, verdict: "corrected", origin: "server" });

  expect(drawing.change).toEqual({ number: 2, origin: "server", by: "loaded" });
  expect([drawing.past, drawing.content.regions[0]?.tool]).toEqual([[], "stored"]);
  expect(documentsOf(drawing)).toEqual(regions);
});

test("what another surface drew carries its name", () => {
  const drawing = reduce(FRESH, { by: "region-added", tool: "freehand", points: boxToRing([1, 1], [9, 9]), origin: "viewer" });
  const moved = reduce(drawing, { by: "region-replaced", region: 1, points: boxToRing([2, 2], [9, 9]), origin: "viewer" });

  expect(moved.change).toEqual({ number: 2, origin: "viewer", by: "region-replaced" });
  expect(moved.content.regions[0]?.points[0]).toEqual([2, 2]);
});

describe("what lies under the pointer", () => {
  test("a corner before an edge before an inside before nothing", () => {
    expect(hitAt(BOXED, [51, 41], 3)).toEqual({ on: "corner", region: 1, corner: 2 });
    expect(hitAt(BOXED, [30, 9], 3)).toEqual({ on: "edge", region: 1, from: 0, at: [30, 10] });
    expect(hitAt(BOXED, [30, 25], 3)).toEqual({ on: "inside", region: 1 });
    expect(hitAt(BOXED, [80, 25], 3)).toBeNull();
  });

  test("the chosen region wins over the one above it", () => {
    const two = done(BOXED, { by: "box-begun", at: [20, 20] }, { by: "dragged", to: [60, 60] }, { by: "released" });

    expect(hitAt(two, [30, 30], 2)).toEqual({ on: "inside", region: 2 });
    expect(hitAt(done(two, { by: "region-chosen", region: 1 }), [30, 30], 2)).toEqual({ on: "inside", region: 1 });
  });
});
