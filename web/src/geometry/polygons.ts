/** Polygons in image pixels: area, inside or outside, and which are refused. */
import { boundsOf, distance, nearestOnSegment, type Bounds, type Point } from "./points";

/** A ring of corners; the last does not repeat the first. A hole is reached along a bridge. */
export type Ring = readonly Point[];

export const CORNERS_MIN = 3;
export const CORNERS_MAX = 10_000;
export const AREA_MIN_PX2 = 1e-6;

/** Why a polygon is refused; corners are counted from 1, as a person counts. */
export type Refusal =
  | { readonly reason: "too-few-corners"; readonly corners: number }
  | { readonly reason: "too-many-corners"; readonly corners: number }
  | { readonly reason: "no-number"; readonly corner: number }
  | { readonly reason: "no-area"; readonly corners: number }
  | { readonly reason: "outside"; readonly bounds: Bounds }
  | ({ readonly reason: "crossing" } & Crossing);

/** Two edges of one ring that cross, each named by the corners it joins, counted from 1. */
export interface Crossing {
  readonly first: readonly [from: number, to: number];
  readonly second: readonly [from: number, to: number];
  readonly at: Point;
}

/** The area with its sign: positive where the ring runs clockwise on screen. */
export function signedAreaPx2(ring: Ring): number {
  let sum = 0;
  let before = ring.at(-1);
  for (const corner of ring) {
    if (before) sum += before[0] * corner[1] - corner[0] * before[1];
    before = corner;
  }
  return sum / 2;
}

/** Area of a ring that does not cross itself; a hole in it is not counted. */
export function areaPx2(ring: Ring): number {
  return Math.abs(signedAreaPx2(ring));
}

/** Whether a point lies inside, by even-odd. */
export function contains(ring: Ring, [x, y]: Point): boolean {
  let inside = false;
  let before = ring.at(-1);
  for (const corner of ring) {
    if (before && before[1] > y !== corner[1] > y) {
      const crossing =
        corner[0] + ((y - corner[1]) * (before[0] - corner[0])) / (before[1] - corner[1]);
      if (x < crossing) inside = !inside;
    }
    before = corner;
  }
  return inside;
}

/** Corners without neighbours that repeat each other and without a closing one. */
export function withoutRepeats(points: Ring): Ring {
  const kept = points.filter((point, at) => {
    const before = points[at - 1];
    return before === undefined || point[0] !== before[0] || point[1] !== before[1];
  });
  const first = kept[0];
  let end = kept.length;
  while (first && end > 1 && kept[end - 1]?.[0] === first[0] && kept[end - 1]?.[1] === first[1]) {
    end -= 1;
  }
  return kept.slice(0, end);
}

/** A box between any two opposite corners, clockwise from its upper left. */
export function boxToRing(a: Point, b: Point): Ring {
  const { left, top, right, bottom } = boundsOf([a, b]);
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** The edge of a ring that passes nearest to a point; `from` is the corner it starts at, from 0. */
export function nearestEdge(
  ring: Ring,
  point: Point,
): { readonly from: number; readonly at: Point; readonly distance: number } | null {
  let nearest: { from: number; at: Point; distance: number } | null = null;
  ring.forEach((corner, from) => {
    const at = nearestOnSegment(point, corner, ring[(from + 1) % ring.length] ?? corner);
    const gap = distance(point, at);
    if (nearest === null || gap < nearest.distance) nearest = { from, at, distance: gap };
  });
  return nearest;
}

/**
 * The first two edges of a ring that cross, or null.
 *
 * Touching is allowed: that is how a hole is written. Edges are swept from left to right, so that
 * a free-hand line of thousands of corners costs milliseconds.
 */
export function crossingOf(ring: Ring): Crossing | null {
  const edges = edgesOf(ring).sort((a, b) => a.low - b.low);
  let reached: Edge[] = [];
  for (const edge of edges) {
    reached = reached.filter((other) => other.high >= edge.low);
    for (const other of reached) {
      if (other.bottom < edge.top || edge.bottom < other.top) continue;
      if (!cross(edge.a, edge.b, other.a, other.b)) continue;
      const [first, second] = other.from < edge.from ? [other, edge] : [edge, other];
      return named(first, second, ring.length);
    }
    reached.push(edge);
  }
  return null;
}

interface Edge {
  readonly from: number;
  readonly a: Point;
  readonly b: Point;
  readonly low: number;
  readonly high: number;
  readonly top: number;
  readonly bottom: number;
}

function edgesOf(ring: Ring): Edge[] {
  return ring.map((a, from) => {
    const b = ring[(from + 1) % ring.length] ?? a;
    const { left, top, right, bottom } = boundsOf([a, b]);
    return { from, a, b, low: left, high: right, top, bottom };
  });
}

function side(p: Point, q: Point, r: Point): number {
  return Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
}

/** Whether the open segments ab and cd meet in one point inside both. */
export function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function named(first: Edge, second: Edge, corners: number): Crossing {
  const [ux, uy] = [first.b[0] - first.a[0], first.b[1] - first.a[1]];
  const [vx, vy] = [second.b[0] - second.a[0], second.b[1] - second.a[1]];
  const [wx, wy] = [second.a[0] - first.a[0], second.a[1] - first.a[1]];
  const share = (wx * vy - wy * vx) / (ux * vy - uy * vx);
  return {
    first: [first.from + 1, ((first.from + 1) % corners) + 1],
    second: [second.from + 1, ((second.from + 1) % corners) + 1],
    at: [first.a[0] + share * ux, first.a[1] + share * uy],
  };
}

/** Why a ring cannot be a region, or null; the server refuses the same. */
export function refusalOf(ring: Ring): Refusal | null {
  const corners = ring.length;
  if (corners > CORNERS_MAX) return { reason: "too-many-corners", corners };
  const odd = ring.findIndex(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y));
  if (odd !== -1) return { reason: "no-number", corner: odd + 1 };
  if (corners < CORNERS_MIN) return { reason: "too-few-corners", corners };
  const crossing = crossingOf(ring);
  if (crossing) return { reason: "crossing", ...crossing };
  return areaPx2(ring) < AREA_MIN_PX2 ? { reason: "no-area", corners } : null;
}
