/** Painting what lies over the picture: heat, grid, regions and the line under the pen. */
import { cellOf } from "@/geometry/coordinates";
import { lineShown, regionsShown, type Drawing, type Open, type Region } from "@/geometry/drawing";
import { GRID } from "@/geometry/grids";
import type { Point, Size } from "@/geometry/points";
import type { Ring } from "@/geometry/polygons";
import { lengthOnImage, toImage, toScreen, type Viewport } from "@/geometry/viewport";

/** An outline that is only shown: of another label, or another physician. */
export interface Outline {
  readonly points: Ring;
  readonly colour: string;
}

/** All that is painted; everything but the pointer and the viewport is in image pixels. */
export interface Scene {
  readonly drawing: Drawing;
  readonly colour: string;
  /** The heatmap, to be laid over the whole image; null: not shown. */
  readonly heat: CanvasImageSource | null;
  /** Whether the 8 × 8 grid is shown. */
  readonly hasCells: boolean;
  readonly others: readonly Outline[];
  /** On the screen; null: elsewhere. */
  readonly pointer: Point | null;
  /** The brush's radius on the screen; null: another tool. */
  readonly brush_px: number | null;
}

const GROUND = "rgb(0 0 0 / 65%)";
const LINE_PX = 2;
const HANDLE_PX = 4;
const HATCH_PX = 9;
const DASH: readonly number[] = [7, 5];

/** Paint a scene; the canvas has `ratio` pixels to one of the page. */
export function paint(canvas: HTMLCanvasElement, scene: Scene, viewport: Viewport, ratio: number): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const pen: Pen = { context, viewport };
  paintHeat(pen, scene);
  if (scene.hasCells) paintCells(pen, scene);
  else paintIgnored(pen, scene.drawing);
  for (const { points, colour } of scene.others) {
    stroke(pen, pathOf(pen, points, true), colour, { width: 1.5, dash: [2, 4] });
  }
  const regions = [...regionsShown(scene.drawing)];
  regions.sort((a, b) => Number(a.id === scene.drawing.selected) - Number(b.id === scene.drawing.selected));
  for (const region of regions) paintRegion(pen, region, scene);
  paintLine(pen, scene);
  paintBrush(pen, scene);
}

/** Paint nothing. */
export function wipe(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext("2d");
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, canvas.width, canvas.height);
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly viewport: Viewport;
}

function paintHeat({ context, viewport }: Pen, { heat, hasCells, drawing }: Scene): void {
  if (heat === null) return;
  const { width, height } = drawing.image;
  context.imageSmoothingEnabled = !hasCells;
  context.drawImage(heat, viewport.x, viewport.y, width * viewport.scale, height * viewport.scale);
}

function pathOf({ viewport }: Pen, ring: Ring, isClosed: boolean): Path2D {
  const path = new Path2D();
  for (const [at, point] of ring.entries()) {
    const [x, y] = toScreen(viewport, point);
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (isClosed) path.closePath();
  return path;
}

/** A line on a dark ground, so that it is seen on bright and on dark pictures. */
function stroke({ context }: Pen, path: Path2D, colour: string, { width = LINE_PX, dash = [] as readonly number[] } = {}): void {
  context.lineJoin = "round";
  context.setLineDash([]);
  context.lineWidth = width + 2;
  context.strokeStyle = GROUND;
  context.stroke(path);
  context.setLineDash([...dash]);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
  context.setLineDash([]);
}

function paintRegion(pen: Pen, region: Region, { drawing, colour }: Scene): void {
  const path = pathOf(pen, region.points, true);
  const isChosen = region.id === drawing.selected;
  if (region.relevance === "irrelevant") hatch(pen, path, colour);
  else fill(pen, path, colour, isChosen ? 0.2 : 0.12);
  const dash = region.relevance === "irrelevant" ? DASH : [];
  stroke(pen, path, colour, { width: isChosen ? LINE_PX + 1 : LINE_PX, dash });
  if (isChosen) for (const corner of region.points) handle(pen, corner, colour);
}

function fill({ context }: Pen, path: Path2D, colour: string, opacity: number): void {
  context.globalAlpha = opacity;
  context.fillStyle = colour;
  context.fill(path, "evenodd");
  context.globalAlpha = 1;
}

/** Slanted lines: "ignore this" is told by form, not by colour alone. */
function hatch({ context }: Pen, path: Path2D, colour: string): void {
  const { width, height } = context.canvas;
  const lines = new Path2D();
  for (let start = -height; start < width; start += HATCH_PX) {
    lines.moveTo(start, 0);
    lines.lineTo(start + height, height);
  }
  context.save();
  context.clip(path, "evenodd");
  context.lineWidth = 1;
  context.globalAlpha = 0.7;
  context.strokeStyle = colour;
  context.stroke(lines);
  context.restore();
}

function handle({ context, viewport }: Pen, corner: Point, colour: string): void {
  const [x, y] = toScreen(viewport, corner);
  context.fillStyle = "#fff";
  context.fillRect(x - HANDLE_PX, y - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX);
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.strokeRect(x - HANDLE_PX, y - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX);
}

function cellPath(pen: Pen, image: Size, cells: readonly number[]): Path2D {
  const path = new Path2D();
  const [wide, high] = [image.width / GRID, image.height / GRID];
  for (const cell of cells) {
    const [x, y] = toScreen(pen.viewport, [(cell % GRID) * wide, Math.floor(cell / GRID) * high]);
    path.rect(x, y, wide * pen.viewport.scale, high * pen.viewport.scale);
  }
  return path;
}

function paintCells(pen: Pen, scene: Scene): void {
  const { image } = scene.drawing;
  const all = Array.from({ length: GRID * GRID }, (_, cell) => cell);
  pen.context.lineWidth = 1;
  pen.context.strokeStyle = "rgb(255 255 255 / 45%)";
  pen.context.stroke(cellPath(pen, image, all));
  paintIgnored(pen, scene.drawing);
  const under = cellUnder(scene, pen.viewport);
  if (under !== null) stroke(pen, cellPath(pen, image, [under]), "#fff", { width: 1.5 });
}

function paintIgnored(pen: Pen, { content, image }: Drawing): void {
  if (content.ignored.length === 0) return;
  const path = cellPath(pen, image, content.ignored);
  pen.context.fillStyle = "rgb(0 0 0 / 55%)";
  pen.context.fill(path);
  hatch(pen, path, "#fff");
}

function cellUnder({ pointer, drawing }: Scene, viewport: Viewport): number | null {
  return pointer === null ? null : cellAt(toImage(viewport, pointer), drawing.image);
}

/** The number of the grid cell at a place; null beside the image. */
export function cellAt([x, y]: Point, image: Size): number | null {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return null;
  const { row, column } = cellOf([x, y], image, GRID);
  return row * GRID + column;
}

function paintLine(pen: Pen, { drawing, colour }: Scene): void {
  const { open } = drawing;
  const line = lineShown(drawing);
  if (open === null || line.length === 0) return;
  if (open.tool === "brush") {
    paintStroke(pen, line, open.radius_px * pen.viewport.scale, open.erases ? "#000" : colour);
    return;
  }
  const path = pathOf(pen, line, open.tool === "box");
  if (open.tool === "box") fill(pen, path, colour, 0.12);
  stroke(pen, path, colour);
  for (const corner of cornersOf(open)) handle(pen, corner, colour);
}

/** The corners that were clicked so far. */
function cornersOf(open: Open): Ring {
  return "legs" in open ? open.legs.flatMap((leg) => leg.slice(-1)) : [];
}

function paintStroke(pen: Pen, line: Ring, radius_px: number, colour: string): void {
  const { context } = pen;
  const [first = [0, 0] as const] = line;
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = 2 * radius_px;
  context.globalAlpha = 0.45;
  context.strokeStyle = colour;
  context.stroke(pathOf(pen, line.length === 1 ? [first, first] : line, false));
  context.globalAlpha = 1;
}

function paintBrush(pen: Pen, { pointer, brush_px }: Scene): void {
  if (pointer === null || brush_px === null) return;
  const ring = new Path2D();
  ring.arc(pointer[0], pointer[1], brush_px, 0, 2 * Math.PI);
  stroke(pen, ring, "#fff", { width: 1.5 });
}

/** How near the pointer must come to a corner or an edge, in image pixels. */
export function reachOf(viewport: Viewport, isTouch: boolean): number {
  return lengthOnImage(viewport, isTouch ? 18 : 8);
}
