/** What is done with the pointer held down: free-hand, box, brush, moving corners and regions. */
import type { ActionBy } from "./actions";
import { erased, painted, touches, type Stroke } from "./brush";
import {
  admitted,
  admittedFreehand,
  committed,
  numbered,
  withNewRegions,
  withRegionReplaced,
} from "./commits";
import type { Drawing, Open } from "./drawing";
import { boundsOf, moved, onImage, within, type Point, type Size } from "./points";
import { boxToRing, type Ring } from "./polygons";

const FREEHAND_STRAY_PX = 0.75;

type Drag<T extends Open["tool"]> = Extract<Open, { readonly tool: T }>;

/** Begin a free-hand line. */
export function freehandBegun(drawing: Drawing, { at }: ActionBy<"freehand-begun">): Drawing {
  return begun(drawing, { tool: "freehand", points: [at] });
}

/** Begin a box. */
export function boxBegun(drawing: Drawing, { at }: ActionBy<"box-begun">): Drawing {
  return begun(drawing, { tool: "box", from: at, to: at });
}

/** Begin a brush stroke. */
export function brushBegun(drawing: Drawing, action: ActionBy<"brush-begun">): Drawing {
  const { at, radius_px, erases } = action;
  return begun(drawing, { tool: "brush", points: [at], radius_px, erases });
}

/** Take hold of a corner. */
export function cornerGrabbed(drawing: Drawing, action: ActionBy<"corner-grabbed">): Drawing {
  const points = pointsOf(drawing, action.region);
  if (points?.[action.corner] === undefined) return drawing;
  return begun(drawing, { tool: "corner", region: action.region, points, corner: action.corner });
}

/** Put a corner on an edge and take hold of it. */
export function edgeGrabbed(drawing: Drawing, action: ActionBy<"edge-grabbed">): Drawing {
  const { region, from, at } = action;
  const points = pointsOf(drawing, region);
  if (points?.[from] === undefined) return drawing;
  const corner = from + 1;
  return begun(drawing, { tool: "corner", region, points: points.toSpliced(corner, 0, at), corner });
}

/** Take hold of a whole region. */
export function regionGrabbed(drawing: Drawing, { region, at }: ActionBy<"region-grabbed">): Drawing {
  if (!pointsOf(drawing, region)) return drawing;
  return begun(drawing, { tool: "region", region, from: at, to: at });
}

function begun(drawing: Drawing, open: Open): Drawing {
  const selected = "region" in open ? open.region : null;
  return { ...drawing, open, selected, notice: null };
}

function pointsOf({ content }: Drawing, id: number): Ring | undefined {
  return content.regions.find((region) => region.id === id)?.points;
}

/** The pointer moved while it is held down. */
export function dragged(drawing: Drawing, { to }: ActionBy<"dragged">): Drawing {
  const { open } = drawing;
  if (open === null) return drawing;
  const next = draggedTo(drawing, open, to);
  return next ? { ...drawing, open: next } : drawing;
}

function draggedTo(drawing: Drawing, open: Open, to: Point): Open | null {
  switch (open.tool) {
    case "freehand":
    case "brush":
      return { ...open, points: [...open.points, to] };
    case "box":
      return { ...open, to };
    case "corner":
      return { ...open, points: open.points.with(open.corner, onImage(to, drawing.image)) };
    case "region":
      return { ...open, to: keptInside(drawing, open, to) };
    case "polygon":
    case "livewire":
      return null;
  }
}

/** A region stops at the image's border rather than being cut. */
function keptInside(drawing: Drawing, open: Drag<"region">, to: Point): Point {
  const { left, top, right, bottom } = boundsOf(pointsOf(drawing, open.region) ?? []);
  const { width, height } = drawing.image;
  return [
    within(to[0], open.from[0] - left, open.from[0] + width - right),
    within(to[1], open.from[1] - top, open.from[1] + height - bottom),
  ];
}

/** The pointer was let go: the drag becomes one change. A click without a drag changes nothing. */
export function released(drawing: Drawing, action: ActionBy<"released">): Drawing {
  const { open } = drawing;
  return open ? finished(drawing, open, action) : drawing;
}

function finished(drawing: Drawing, open: Open, action: ActionBy<"released">): Drawing {
  switch (open.tool) {
    case "freehand":
      return withNewRegions(
        drawing,
        admittedFreehand(open.points, drawing.image, FREEHAND_STRAY_PX),
        "freehand",
        action,
      );
    case "box":
      return boxReleased(drawing, open, action);
    case "brush":
      return strokeReleased(drawing, open, action);
    case "corner":
      return cornerReleased(drawing, open, action);
    case "region":
      return regionReleased(drawing, open, action);
    case "polygon":
    case "livewire":
      return drawing;
  }
}

function boxReleased(drawing: Drawing, open: Drag<"box">, action: ActionBy<"released">): Drawing {
  if (open.from[0] === open.to[0] || open.from[1] === open.to[1]) return { ...drawing, open: null };
  return withNewRegions(drawing, admitted(boxToRing(open.from, open.to), drawing.image), "box", action);
}

function cornerReleased(drawing: Drawing, open: Drag<"corner">, action: ActionBy<"released">): Drawing {
  if (isSame(open.points, pointsOf(drawing, open.region))) return { ...drawing, open: null };
  return withRegionReplaced(drawing, open.region, admitted(open.points, drawing.image), action);
}

function isSame(a: Ring, b: Ring | undefined): boolean {
  return a.length === b?.length && a.every(([x, y], at) => x === b[at]?.[0] && y === b[at][1]);
}

function regionReleased(drawing: Drawing, open: Drag<"region">, action: ActionBy<"released">): Drawing {
  const by: Point = [open.to[0] - open.from[0], open.to[1] - open.from[1]];
  const points = pointsOf(drawing, open.region);
  if (!points || (by[0] === 0 && by[1] === 0)) return { ...drawing, open: null };
  const to = points.map((point) => onImage(moved(point, by), drawing.image));
  return withRegionReplaced(drawing, open.region, admitted(to, drawing.image), action);
}

/** A stroke joins the regions of its relevance that it touches, or rubs them out. */
function strokeReleased(drawing: Drawing, stroke: Drag<"brush">, action: ActionBy<"released">): Drawing {
  const { content, image, relevance } = drawing;
  const hit = content.regions.filter(
    (region) => region.relevance === relevance && touches(stroke, region.points),
  );
  if (stroke.erases && hit.length === 0) return { ...drawing, open: null };
  const rings = strokeOver(hit.map((region) => region.points), stroke, image);
  const kept = content.regions.filter((region) => !hit.includes(region));
  const made = numbered(drawing.nextId, rings, "brush", relevance);
  const regions = [...kept, ...made];
  if (regions.length === 0 && hit.length === 0) return { ...drawing, open: null };
  const next = committed(drawing, { ...content, regions }, action);
  return { ...next, nextId: drawing.nextId + made.length, selected: made[0]?.id ?? null };
}

function strokeOver(rings: readonly Ring[], stroke: Stroke & { erases: boolean }, image: Size): Ring[] {
  if (!stroke.erases) return painted(rings, stroke, image);
  return rings.flatMap((ring) => erased([ring], stroke, image));
}
