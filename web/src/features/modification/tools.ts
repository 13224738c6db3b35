/** What a press of the pointer means with each tool. */
import type { Step } from "@/geometry/actions";
import { hitAt, type Drawing, type Hit } from "@/geometry/drawing";
import { onImage, type Point } from "@/geometry/points";
import type { Ring } from "@/geometry/polygons";

/** The tools in the order in which they are shown. */
export const TOOLS = [
  "select",
  "box",
  "polygon",
  "freehand",
  "livewire",
  "brush",
  "cells",
  "pan",
  "window",
] as const;
export type ToolName = (typeof TOOLS)[number];

/** The tools that draw with the pointer held down or corner by corner. */
const DRAWING: ReadonlySet<ToolName> = new Set(["box", "polygon", "freehand", "livewire"]);

/** The pointer goes down; lengths and places in image pixels. */
export interface Press {
  readonly tool: ToolName;
  readonly at: Point;
  readonly tolerance_px: number;
  /** Of the brush. */
  readonly radius_px: number;
  readonly erases: boolean;
  /** Livewire's way to the pointer; other tools do not look at it. */
  readonly leg: Ring;
}

/** What a press does to the drawing; null: nothing. */
export function stepOfPress(drawing: Drawing, press: Press): Step | null {
  const hit = drawing.open === null ? hitAt(drawing, press.at, press.tolerance_px) : null;
  if (press.tool === "select") return grabbing(drawing, hit, press.at);
  // What was drawn last can be put right without changing the tool.
  const isOwnCorner = hit?.on === "corner" && hit.region === drawing.selected;
  if (isOwnCorner && DRAWING.has(press.tool)) return grabbing(drawing, hit, press.at);
  return beginning(drawing, press);
}

/** A region that is not chosen yet is taken as a whole; of the chosen one also corners and edges. */
function grabbing(drawing: Drawing, hit: Hit | null, at: Point): Step {
  if (hit === null) return { by: "region-chosen", region: null };
  const { region } = hit;
  if (region !== drawing.selected || hit.on === "inside") return { by: "region-grabbed", region, at };
  if (hit.on === "corner") return { by: "corner-grabbed", region, corner: hit.corner };
  return { by: "edge-grabbed", region, from: hit.from, at: hit.at };
}

type Beginning = (at: Point, press: Press) => Step;

const BEGINNINGS: Readonly<Partial<Record<ToolName, Beginning>>> = {
  polygon: (at, { tolerance_px }) => ({ by: "corner-added", tool: "polygon", leg: [at], tolerance_px }),
  livewire: (_, { leg, tolerance_px }) => ({ by: "corner-added", tool: "livewire", leg, tolerance_px }),
  freehand: (at) => ({ by: "freehand-begun", at }),
  box: (at) => ({ by: "box-begun", at }),
  brush: (at, { radius_px, erases }) => ({ by: "brush-begun", at, radius_px, erases }),
};

function beginning({ image }: Drawing, press: Press): Step | null {
  return BEGINNINGS[press.tool]?.(onImage(press.at, image), press) ?? null;
}

/** What a double click does: it closes the line, or deletes the corner under it. */
export function stepOfDoubleClick(drawing: Drawing, at: Point, tolerance_px: number): Step | null {
  if (drawing.open !== null && "legs" in drawing.open) return { by: "polygon-closed" };
  const hit = drawing.open === null ? hitAt(drawing, at, tolerance_px) : null;
  if (hit?.on !== "corner") return null;
  return { by: "corner-deleted", region: hit.region, corner: hit.corner };
}

/** The form of the pointer over the drawing. */
export type Form = "crosshair" | "grab" | "move" | "pointer" | "default" | "none" | "ns-resize" | "copy";

const FORMS: Readonly<Record<ToolName, Form>> = {
  select: "default",
  box: "crosshair",
  polygon: "crosshair",
  freehand: "crosshair",
  livewire: "crosshair",
  brush: "none",
  cells: "pointer",
  pan: "grab",
  window: "ns-resize",
};

/** Show what a press would do. */
export function formOf(tool: ToolName, drawing: Drawing, at: Point, tolerance_px: number): Form {
  const hit = drawing.open === null ? hitAt(drawing, at, tolerance_px) : null;
  if (hit === null) return FORMS[tool];
  const isOwn = hit.region === drawing.selected;
  if (tool === "select") return isOwn ? TAKING[hit.on] : "move";
  return isOwn && hit.on === "corner" && DRAWING.has(tool) ? "pointer" : FORMS[tool];
}

const TAKING: Readonly<Record<Hit["on"], Form>> = { corner: "pointer", edge: "copy", inside: "move" };
