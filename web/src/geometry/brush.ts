/** Brush strokes: what they add to polygons and what they rub out. */
import { traced } from "./contours";
import {
  boundsOf,
  distance,
  meet,
  moved,
  nearestOnSegment,
  within,
  type Bounds,
  type Point,
  type Size,
} from "./points";
import { contains, nearestEdge, type Ring } from "./polygons";
import { rasterised } from "./rasters";
import { simplifiedLine } from "./simplification";

const SAMPLES_MAX = 640;
const AREA_MIN_SAMPLES = 4;
const STRAY_SAMPLES = 0.4;
const STROKE_STRAY_SHARE = 0.08;

/** The path of a brush's middle and its radius, in image pixels. */
export interface Stroke {
  readonly points: Ring;
  readonly radius_px: number;
}

/** Whether a stroke covers a part of a ring's inside or border. */
export function touches(stroke: Stroke, ring: Ring): boolean {
  if (!meet(reachOf(stroke), boundsOf(ring))) return false;
  const reaches = (point: Point): boolean => {
    const near = nearestEdge(ring, point);
    return contains(ring, point) || (near !== null && near.distance <= stroke.radius_px);
  };
  const path = pathOf(stroke);
  return path.some(reaches) || ring.some((corner) => gapTo(corner, path) <= stroke.radius_px);
}

/**
 * Rings and a stroke as one shape; what comes apart is several rings, largest first.
 *
 * The shape is found on samples of at most 640 along the longer side of what is affected, each
 * knowing how far it is covered, so that the outline is true to a fraction of a sample.
 */
export function painted(rings: readonly Ring[], stroke: Stroke, image: Size): Ring[] {
  return combined(rings, stroke, image, (drawn, brushed) => Math.max(drawn, brushed));
}

/** Rings without what a stroke rubs out; several rings where it cuts them apart. */
export function erased(rings: readonly Ring[], stroke: Stroke, image: Size): Ring[] {
  return combined(rings, stroke, image, (drawn, brushed) => Math.min(drawn, 1 - brushed));
}

function combined(
  rings: readonly Ring[],
  stroke: Stroke,
  image: Size,
  together: (drawn: number, brushed: number) => number,
): Ring[] {
  const covers = windowOf(rings, stroke, image);
  const size = { width: covers.right - covers.left, height: covers.bottom - covers.top };
  if (size.width <= 0 || size.height <= 0) return [...rings];
  const sample = Math.max(1, Math.max(size.width, size.height) / SAMPLES_MAX);
  const columns = Math.max(1, Math.ceil(size.width / sample));
  const rows = Math.max(1, Math.ceil(size.height / sample));
  const back: Point = [-covers.left, -covers.top];
  const local = rings.map((ring) => ring.map((point) => moved(point, back)));
  const drawn = rasterised(local, size, columns, rows);
  const brushed = coverageOf(stroke, covers, columns, rows);
  const values = brushed.map((share, at) => together(drawn.values[at] as number, share));
  const area = (size.width / columns) * (size.height / rows);
  return traced({ width: columns, height: rows, values }, 0.5, covers, image, {
    area_min_px2: AREA_MIN_SAMPLES * area,
    stray_px: STRAY_SAMPLES * sample,
  });
}

/** The part of the image that a stroke may change, to whole pixels. */
function windowOf(rings: readonly Ring[], stroke: Stroke, image: Size): Bounds {
  const reach = reachOf(stroke);
  const all = boundsOf([
    [reach.left, reach.top],
    [reach.right, reach.bottom],
    ...rings.flat(),
  ]);
  return {
    left: within(Math.floor(all.left) - 1, 0, image.width),
    top: within(Math.floor(all.top) - 1, 0, image.height),
    right: within(Math.ceil(all.right) + 1, 0, image.width),
    bottom: within(Math.ceil(all.bottom) + 1, 0, image.height),
  };
}

function reachOf({ points, radius_px }: Stroke): Bounds {
  const { left, top, right, bottom } = boundsOf(points);
  return {
    left: left - radius_px,
    top: top - radius_px,
    right: right + radius_px,
    bottom: bottom + radius_px,
  };
}

function pathOf({ points, radius_px }: Stroke): Ring {
  return simplifiedLine(points, STROKE_STRAY_SHARE * radius_px);
}

/** How far each sample is covered by the stroke, soft over one sample at its rim. */
function coverageOf(stroke: Stroke, covers: Bounds, columns: number, rows: number): Float32Array {
  const values = new Float32Array(columns * rows);
  const sx = (covers.right - covers.left) / columns;
  const sy = (covers.bottom - covers.top) / rows;
  const path = pathOf(stroke);
  path.forEach((end, at) => {
    const start = path[Math.max(at - 1, 0)] ?? end;
    const reach = reachOf({ points: [start, end], radius_px: stroke.radius_px + Math.max(sx, sy) });
    const from = [(reach.left - covers.left) / sx, (reach.top - covers.top) / sy] as const;
    const to = [(reach.right - covers.left) / sx, (reach.bottom - covers.top) / sy] as const;
    for (let y = within(Math.floor(from[1]), 0, rows); y < within(to[1], 0, rows); y += 1) {
      for (let x = within(Math.floor(from[0]), 0, columns); x < within(to[0], 0, columns); x += 1) {
        const point: Point = [covers.left + (x + 0.5) * sx, covers.top + (y + 0.5) * sy];
        const gap = distance(point, nearestOnSegment(point, start, end));
        const share = within((stroke.radius_px - gap) / sx + 0.5, 0, 1);
        values[y * columns + x] = Math.max(values[y * columns + x] as number, share);
      }
    }
  });
  return values;
}

function gapTo(point: Point, path: Ring): number {
  return path.reduce((least, end, at) => {
    const start = path[Math.max(at - 1, 0)] ?? end;
    return Math.min(least, distance(point, nearestOnSegment(point, start, end)));
  }, Infinity);
}

/** A free-hand ring that crosses itself, as the outline of what it encloses; null: nothing. */
export function mended(ring: Ring, image: Size): Ring | null {
  const covers = windowOf([ring], { points: ring, radius_px: 0 }, image);
  const width = covers.right - covers.left;
  const height = covers.bottom - covers.top;
  if (width <= 0 || height <= 0) return null;
  const sample = Math.max(1, Math.max(width, height) / SAMPLES_MAX);
  const local = ring.map((point) => moved(point, [-covers.left, -covers.top]));
  const field = rasterised([local], { width, height }, Math.ceil(width / sample), Math.ceil(height / sample));
  const pieces = traced(field, 0.5, covers, image, {
    area_min_px2: AREA_MIN_SAMPLES * sample * sample,
    stray_px: STRAY_SAMPLES * sample,
  });
  return pieces[0] ?? null;
}
