/** From one drawing to the next. */
import type { Action, ActionBy, Step } from "./actions";
import { admitted, committed, numbered, refused, stillThere, withNewRegions, withRegionReplaced } from "./commits";
import { cornerAdded, cornerPreviewed, cornerPutBack, cornerTaken, polygonClosed } from "./corners";
import {
  boxBegun,
  brushBegun,
  cornerGrabbed,
  dragged,
  edgeGrabbed,
  freehandBegun,
  regionGrabbed,
  released,
} from "./drags";
import { contentOf, EMPTY, type Content, type Drawing } from "./drawing";

/** The drawing after an action; the same object where the action changes nothing. */
export function reduce(drawing: Drawing, action: Action): Drawing {
  const step = STEPS[action.by] as (drawing: Drawing, action: Action) => Drawing;
  return step(drawing, action);
}

type Steps = { readonly [By in Step["by"]]: (drawing: Drawing, action: ActionBy<By>) => Drawing };

const STEPS: Steps = {
  loaded: (drawing, { regions, verdict, origin, by }) => {
    const content = contentOf(regions, verdict, drawing.image, drawing.nextId);
    return replacedBy(drawing, content, { origin, by });
  },
  restored: (drawing, { content, origin, by }) => replacedBy(drawing, content, { origin, by }),
  "relevance-chosen": (drawing, { relevance }) => ({ ...drawing, relevance }),
  "verdict-chosen": verdictChosen,
  "region-chosen": (drawing, { region }) => ({
    ...drawing,
    selected: stillThere(drawing.content, region),
  }),
  "corner-added": cornerAdded,
  "corner-previewed": cornerPreviewed,
  "polygon-closed": polygonClosed,
  cancelled: (drawing) => ({ ...drawing, open: null, selected: null, notice: null }),
  "freehand-begun": freehandBegun,
  "box-begun": boxBegun,
  "brush-begun": brushBegun,
  "corner-grabbed": cornerGrabbed,
  "edge-grabbed": edgeGrabbed,
  "region-grabbed": regionGrabbed,
  dragged,
  released,
  "corner-deleted": cornerDeleted,
  "region-deleted": regionDeleted,
  "relevance-changed": relevanceChanged,
  "region-added": (drawing, action) =>
    withNewRegions(drawing, admitted(action.points, drawing.image), action.tool, action),
  "region-replaced": (drawing, action) =>
    withRegionReplaced(drawing, action.region, admitted(action.points, drawing.image), action),
  "heatmap-taken": heatmapTaken,
  "cells-set": cellsSet,
  undone,
  redone,
};

function replacedBy(
  drawing: Drawing,
  content: Content,
  { origin, by }: Pick<Action, "origin" | "by">,
): Drawing {
  const ids = content.regions.map((region) => region.id);
  return {
    ...drawing,
    content,
    open: null,
    selected: null,
    past: [],
    future: [],
    change: { number: drawing.change.number + 1, origin, by },
    notice: null,
    nextId: Math.max(drawing.nextId, ...ids.map((id) => id + 1)),
  };
}

function verdictChosen(drawing: Drawing, action: ActionBy<"verdict-chosen">): Drawing {
  const { verdict } = action;
  const { content } = drawing;
  const isDrawn = content.regions.length + content.ignored.length > 0;
  if (verdict === content.verdict) return drawing;
  if ((verdict === "corrected" || verdict === "accepted") && !isDrawn) {
    return refused(drawing, { kind: "nothing-drawn" });
  }
  if (verdict === "nothing to mark" || verdict === "cannot tell") {
    return committed(drawing, { ...EMPTY, verdict }, action);
  }
  return committed(drawing, { ...content, verdict }, action);
}

function cornerDeleted(drawing: Drawing, action: ActionBy<"corner-deleted">): Drawing {
  const region = drawing.content.regions.find(({ id }) => id === action.region);
  if (region?.points[action.corner] === undefined) return drawing;
  const points = region.points.toSpliced(action.corner, 1);
  return withRegionReplaced(drawing, region.id, admitted(points, drawing.image), action);
}

function regionDeleted(drawing: Drawing, action: ActionBy<"region-deleted">): Drawing {
  const regions = drawing.content.regions.filter(({ id }) => id !== action.region);
  if (regions.length === drawing.content.regions.length) return drawing;
  return committed(drawing, { ...drawing.content, regions }, action);
}

function relevanceChanged(drawing: Drawing, action: ActionBy<"relevance-changed">): Drawing {
  const region = drawing.content.regions.find(({ id }) => id === action.region);
  if (!region || region.relevance === action.relevance) return drawing;
  const regions = drawing.content.regions.map((each) =>
    each === region ? { ...each, relevance: action.relevance, touched: true } : each,
  );
  return committed(drawing, { ...drawing.content, regions }, action);
}

function heatmapTaken(drawing: Drawing, action: ActionBy<"heatmap-taken">): Drawing {
  if (action.rings.length === 0) return refused(drawing, { kind: "no-outline" });
  const kept = drawing.content.regions.filter(({ tool, touched }) => tool !== "heatmap" || touched);
  const taken = numbered(drawing.nextId, action.rings, "heatmap", "relevant");
  const content = { ...drawing.content, regions: [...kept, ...taken] };
  const next = committed(drawing, content, action);
  return { ...next, nextId: drawing.nextId + taken.length, selected: taken[0]?.id ?? null };
}

function cellsSet(drawing: Drawing, action: ActionBy<"cells-set">): Drawing {
  const before = new Set(drawing.content.ignored);
  const after = new Set(before);
  for (const cell of action.cells) {
    if (action.ignored) after.add(cell);
    else after.delete(cell);
  }
  if (after.size === before.size) return drawing;
  const ignored = [...after].sort((a, b) => a - b);
  return committed(drawing, { ...drawing.content, ignored }, action);
}

/** Inside a drawing: take back the last corner or the drag. Else: the last change. */
function undone(drawing: Drawing, { origin, by }: ActionBy<"undone">): Drawing {
  const inside = cornerTaken(drawing);
  if (inside) return inside;
  const isDrag = drawing.open !== null && !("legs" in drawing.open);
  if (isDrag) return { ...drawing, open: null };
  const before = drawing.past.at(-1);
  if (!before) return { ...drawing, open: null };
  return {
    ...travelled(drawing, before, { origin, by }),
    past: drawing.past.slice(0, -1),
    future: [...drawing.future, drawing.content],
  };
}

/** Inside a drawing: put back a corner that was taken back. Else: the change undone last. */
function redone(drawing: Drawing, { origin, by }: ActionBy<"redone">): Drawing {
  const inside = cornerPutBack(drawing);
  if (inside) return inside;
  const after = drawing.future.at(-1);
  const isDrawing = drawing.open !== null && !("legs" in drawing.open && drawing.open.legs.length === 0);
  if (isDrawing || !after) return drawing;
  return {
    ...travelled(drawing, after, { origin, by }),
    past: [...drawing.past, drawing.content],
    future: drawing.future.slice(0, -1),
  };
}

function travelled(drawing: Drawing, content: Content, cause: Pick<Action, "origin" | "by">): Drawing {
  return {
    ...drawing,
    content,
    open: null,
    selected: stillThere(content, drawing.selected),
    change: { number: drawing.change.number + 1, origin: cause.origin, by: cause.by },
    notice: null,
  };
}
