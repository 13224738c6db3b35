/**
 * What a physician has drawn for one image and one label, and the line under the pen.
 *
 * Everything is kept in image pixels. `reduce` (reduce.ts) is the only way from one drawing to the
 * next; every change carries where it came from, so that a bridge to another drawing surface
 * carries each across once and never back.
 */
import { ringsOfCells, cellsOfRing, type CellNumber } from "./grids";
import { distance, moved, type Point, type Relevance, type Size } from "./points";
import { contains, nearestEdge, type Refusal, type Ring } from "./polygons";

/** What made a region; `stored`: it came from the server. */
export type Tool = "polygon" | "freehand" | "livewire" | "box" | "brush" | "heatmap" | "stored";

/** A polygon that says `look here` or `ignore this`. */
export interface Region {
  /** Stays the same while the drawing is open. */
  readonly id: number;
  readonly tool: Tool;
  readonly relevance: Relevance;
  readonly points: Ring;
  /** Whether a person changed it after it was made. */
  readonly touched: boolean;
}

export type Verdict =
  | "corrected"
  | "accepted"
  | "nothing to mark"
  | "label is wrong"
  | "cannot tell";

/** What is saved, and what undo and redo move through. */
export interface Content {
  readonly regions: readonly Region[];
  /** Cells of the 8 × 8 grid to ignore, ascending. */
  readonly ignored: readonly CellNumber[];
  readonly verdict: Verdict | null;
}

/** The line under the pen, or what is being dragged; not saved before it is finished. */
export type Open =
  | {
      /** Corner by corner; a leg is the corner with the path to it. `taken` waits for redo. */
      readonly tool: "polygon" | "livewire";
      readonly legs: readonly Ring[];
      readonly taken: readonly Ring[];
      readonly preview: Ring;
    }
  | { readonly tool: "freehand"; readonly points: Ring }
  | { readonly tool: "box"; readonly from: Point; readonly to: Point }
  | {
      readonly tool: "brush";
      readonly points: Ring;
      readonly radius_px: number;
      readonly erases: boolean;
    }
  | {
      readonly tool: "corner";
      readonly region: number;
      readonly points: Ring;
      readonly corner: number;
    }
  | {
      readonly tool: "region";
      readonly region: number;
      readonly from: Point;
      readonly to: Point;
    };

/** Where a change came from: our own screen and keys, the large viewer, or the server. */
export type Origin = "screen" | "viewer" | "server";

/** The last change of the content. `number` grows with each; what has grown wants to be saved. */
export interface Change {
  readonly number: number;
  readonly origin: Origin;
  /** What was done: the type of the action. */
  readonly by: string;
}

/** What a person should be told of the last action. */
export type Notice =
  | { readonly kind: "refused"; readonly why: Refusal }
  | { readonly kind: "clipped"; readonly lost: number; readonly pieces: number }
  | { readonly kind: "mended" }
  | { readonly kind: "nothing-drawn" }
  | { readonly kind: "no-outline" };

export interface Drawing {
  readonly image: Size;
  readonly content: Content;
  readonly open: Open | null;
  /** The chosen region's id. */
  readonly selected: number | null;
  /** Of the regions to come. */
  readonly relevance: Relevance;
  readonly past: readonly Content[];
  readonly future: readonly Content[];
  readonly change: Change;
  readonly notice: Notice | null;
  readonly nextId: number;
}

/** A region as the server takes and gives it. */
export interface RegionDocument {
  readonly relevance: Relevance;
  readonly points: readonly (readonly [number, number])[];
}

export const EMPTY: Content = { regions: [], ignored: [], verdict: null };

/** An empty drawing over an image. */
export function drawingOf(image: Size, relevance: Relevance = "relevant"): Drawing {
  return {
    image,
    content: EMPTY,
    open: null,
    selected: null,
    relevance,
    past: [],
    future: [],
    change: { number: 0, origin: "server", by: "opened" },
    notice: null,
    nextId: 1,
  };
}

/** The regions to save: those drawn, and ignored cells as irrelevant boxes. */
export function documentsOf({ content, image }: Drawing): readonly RegionDocument[] {
  return [
    ...content.regions.map(({ relevance, points }) => ({ relevance, points })),
    ...ringsOfCells(content.ignored, image).map((points) => ({
      relevance: "irrelevant" as const,
      points,
    })),
  ];
}

/** Stored regions as content: irrelevant boxes that fill grid cells become cells again. */
export function contentOf(
  documents: readonly RegionDocument[],
  verdict: Verdict | null,
  image: Size,
  firstId: number,
): Content {
  const regions: Region[] = [];
  const ignored = new Set<CellNumber>();
  for (const { relevance, points } of documents) {
    const cells = relevance === "irrelevant" ? cellsOfRing(points, image) : null;
    if (cells) cells.forEach((cell) => ignored.add(cell));
    else {
      const id = firstId + regions.length;
      regions.push({ id, tool: "stored", relevance, points, touched: false });
    }
  }
  return { regions, ignored: [...ignored].sort((a, b) => a - b), verdict };
}

/** The regions as they look now, with what is being dragged where it is. */
export function regionsShown({ content, open }: Drawing): readonly Region[] {
  if (open?.tool === "corner") return replacedPoints(content.regions, open.region, open.points);
  if (open?.tool !== "region") return content.regions;
  const by: Point = [open.to[0] - open.from[0], open.to[1] - open.from[1]];
  return content.regions.map((region) =>
    region.id === open.region
      ? { ...region, points: region.points.map((point) => moved(point, by)) }
      : region,
  );
}

/** The line under the pen, from its first corner to the pointer; empty when nothing is drawn. */
export function lineShown({ open }: Drawing): Ring {
  if (open === null) return [];
  if ("legs" in open) return [...open.legs.flat(), ...open.preview];
  if (open.tool === "box") {
    return [open.from, [open.to[0], open.from[1]], open.to, [open.from[0], open.to[1]]];
  }
  return open.tool === "freehand" || open.tool === "brush" ? open.points : [];
}

/** One region's corners replaced; the others are the same objects. */
export function replacedPoints(
  regions: readonly Region[],
  id: number,
  points: Ring,
): readonly Region[] {
  return regions.map((region) =>
    region.id === id ? { ...region, points, touched: true } : region,
  );
}

/** What lies under a point. Corners and edges win over insides, the chosen region over others. */
export type Hit =
  | { readonly on: "corner"; readonly region: number; readonly corner: number }
  | { readonly on: "edge"; readonly region: number; readonly from: number; readonly at: Point }
  | { readonly on: "inside"; readonly region: number };

/**
 * The corner, edge or region under a point, or null.
 *
 * @param tolerance_px - in image pixels: `lengthOnImage(viewport, 8)`.
 */
export function hitAt(drawing: Drawing, point: Point, tolerance_px: number): Hit | null {
  const shown = [...regionsShown(drawing)].reverse();
  const first = shown.filter((region) => region.id === drawing.selected);
  const ordered = [...first, ...shown.filter((region) => region.id !== drawing.selected)];
  return (
    firstOf(ordered, (region) => cornerHit(region, point, tolerance_px)) ??
    firstOf(ordered, (region) => edgeHit(region, point, tolerance_px)) ??
    firstOf(ordered, ({ id, points }) =>
      contains(points, point) ? { on: "inside", region: id } : null,
    )
  );
}

function firstOf(regions: readonly Region[], find: (region: Region) => Hit | null): Hit | null {
  for (const region of regions) {
    const hit = find(region);
    if (hit) return hit;
  }
  return null;
}

function cornerHit({ id, points }: Region, point: Point, tolerance_px: number): Hit | null {
  let nearest = { corner: -1, gap: tolerance_px };
  points.forEach((other, corner) => {
    const gap = distance(point, other);
    if (gap <= nearest.gap) nearest = { corner, gap };
  });
  return nearest.corner === -1 ? null : { on: "corner", region: id, corner: nearest.corner };
}

function edgeHit({ id, points }: Region, point: Point, tolerance_px: number): Hit | null {
  const near = nearestEdge(points, point);
  if (near === null || near.distance > tolerance_px) return null;
  return { on: "edge", region: id, from: near.from, at: near.at };
}
