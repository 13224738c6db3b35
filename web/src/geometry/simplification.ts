/** Fewer corners for the same shape, after Douglas and Peucker (1973). */
import { distance, nearestOnSegment, type Point } from "./points";
import { CORNERS_MIN, crossingOf, withoutRepeats, type Ring } from "./polygons";

const HALVINGS_MAX = 8;

/**
 * An open line with as few of its points as keep within `stray` of it.
 *
 * @param stray - how far the line may move, in the unit of the points; 0 drops only points that
 *   lie on the line between others.
 */
export function simplifiedLine(points: readonly Point[], stray: number): readonly Point[] {
  if (points.length <= 2) return points;
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const farthest = farthestBetween(points, ...span);
    if (farthest.gap <= stray) continue;
    kept[farthest.at] = 1;
    open.push([span[0], farthest.at], [farthest.at, span[1]]);
  }
  return points.filter((_, at) => kept[at] === 1);
}

/**
 * A ring with fewer corners that strays at most so far and does not cross itself.
 *
 * Where leaving out corners would make edges cross, less is left out.
 */
export function simplifiedRing(ring: Ring, stray: number): Ring {
  const clean = withoutRepeats(ring);
  if (clean.length <= CORNERS_MIN) return clean;
  let allowed = stray;
  for (let halving = 0; halving < HALVINGS_MAX; halving += 1) {
    const simple = simplifiedOnce(clean, allowed);
    if (simple.length >= CORNERS_MIN && crossingOf(simple) === null) return simple;
    allowed /= 2;
  }
  return clean;
}

function simplifiedOnce(ring: Ring, stray: number): Ring {
  const first = ring[0] as Point;
  let far = 0;
  ring.forEach((point, at) => {
    if (distance(first, point) > distance(first, ring[far] as Point)) far = at;
  });
  const there = simplifiedLine(ring.slice(0, far + 1), stray);
  const back = simplifiedLine([...ring.slice(far), first], stray);
  return withoutRepeats([...there, ...back.slice(1, -1)]);
}

function farthestBetween(
  points: readonly Point[],
  from: number,
  to: number,
): { at: number; gap: number } {
  const [a, b] = [points[from], points[to]] as [Point, Point];
  let farthest = { at: from, gap: -1 };
  for (let at = from + 1; at < to; at += 1) {
    const point = points[at] as Point;
    const gap = distance(point, nearestOnSegment(point, a, b));
    if (gap > farthest.gap) farthest = { at, gap };
  }
  return farthest;
}
