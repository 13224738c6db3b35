/** Polygons and livewire, corner by corner, with undo and redo inside the drawing. */
import type { ActionBy } from "./actions";
import { admitted, admittedFreehand, withNewRegions } from "./commits";
import type { Drawing, Open } from "./drawing";
import { distance, type Point } from "./points";
import { CORNERS_MIN, type Ring } from "./polygons";

type ByCorners = Extract<Open, { readonly tool: "polygon" | "livewire" }>;

/** The open line, if it is drawn corner by corner. */
export function byCorners(open: Open | null): ByCorners | null {
  return open?.tool === "polygon" || open?.tool === "livewire" ? open : null;
}

/** Add a corner; on the first one the polygon closes, on the last one nothing happens. */
export function cornerAdded(drawing: Drawing, action: ActionBy<"corner-added">): Drawing {
  const { leg, tool, tolerance_px } = action;
  const corner = leg.at(-1);
  if (!corner) return drawing;
  const line = lineOf(drawing, tool);
  if (isNear(line.legs.at(-1)?.at(-1), corner, tolerance_px)) return drawing;
  const closes =
    line.legs.length >= CORNERS_MIN && isNear(line.legs[0]?.at(-1), corner, tolerance_px);
  if (closes) return closed(drawing, [...line.legs, leg.slice(0, -1)], action);
  const open = { ...line, legs: [...line.legs, leg], taken: [], preview: [] };
  return { ...drawing, open, selected: null, notice: null };
}

/** Show what a click would add. */
export function cornerPreviewed(drawing: Drawing, { leg }: ActionBy<"corner-previewed">): Drawing {
  const line = byCorners(drawing.open);
  return line ? { ...drawing, open: { ...line, preview: leg } } : drawing;
}

/** Close the polygon; `leg` is livewire's way back to the first corner. */
export function polygonClosed(drawing: Drawing, action: ActionBy<"polygon-closed">): Drawing {
  const line = byCorners(drawing.open);
  if (!line) return drawing;
  return closed(drawing, action.leg ? [...line.legs, action.leg.slice(0, -1)] : line.legs, action);
}

/** Take back the last corner. Null: no corner is left, so undo concerns what is finished. */
export function cornerTaken(drawing: Drawing): Drawing | null {
  const line = byCorners(drawing.open);
  const last = line?.legs.at(-1);
  if (!line || !last) return null;
  const open = { ...line, legs: line.legs.slice(0, -1), taken: [...line.taken, last], preview: [] };
  return { ...drawing, open, notice: null };
}

/** Put back the corner that was taken last. Null: none was. */
export function cornerPutBack(drawing: Drawing): Drawing | null {
  const line = byCorners(drawing.open);
  const last = line?.taken.at(-1);
  if (!line || !last) return null;
  const open = { ...line, legs: [...line.legs, last], taken: line.taken.slice(0, -1), preview: [] };
  return { ...drawing, open, notice: null };
}

function lineOf({ open }: Drawing, tool: ByCorners["tool"]): ByCorners {
  const line = byCorners(open);
  return line?.tool === tool ? line : { tool, legs: [], taken: [], preview: [] };
}

function isNear(a: Point | undefined, b: Point, tolerance_px: number): boolean {
  return a !== undefined && distance(a, b) <= tolerance_px;
}

const LIVEWIRE_STRAY_PX = 0.5;

/**
 * A ring that is refused stays open, so that its corners can be taken back.
 *
 * Nobody placed the corners of a livewire one by one: where it crosses itself it is mended.
 */
function closed(
  drawing: Drawing,
  legs: readonly Ring[],
  action: ActionBy<"corner-added"> | ActionBy<"polygon-closed">,
): Drawing {
  const line = byCorners(drawing.open);
  const ring = legs.flat();
  const admission =
    line?.tool === "livewire"
      ? admittedFreehand(ring, drawing.image, LIVEWIRE_STRAY_PX)
      : admitted(ring, drawing.image);
  if (!line || admission.rings === null) return { ...drawing, notice: admission.notice };
  return withNewRegions(drawing, admission, line.tool, action);
}
