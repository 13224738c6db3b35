/** Cutting polygons along the image's border. */
import { boundsOf, type Point, type Size } from "./points";
import { AREA_MIN_PX2, areaPx2, withoutRepeats, type Ring } from "./polygons";

/** A polygon cut to the image. */
export interface Clipped {
  /** What lies inside, largest first; none where the polygon is wholly outside. */
  readonly pieces: readonly Ring[];
  /** The share of its area that was cut off, in [0, 1]. */
  readonly lost: number;
}

/**
 * Cut a ring along the image's border.
 *
 * One border after another: the stretches that lie inside are kept, the places where they meet
 * the border are sorted along it and joined in pairs, so that a ring that leaves the image twice
 * falls into pieces.
 */
export function clipped(ring: Ring, image: Size): Clipped {
  const { left, top, right, bottom } = boundsOf(ring);
  if (left >= 0 && top >= 0 && right <= image.width && bottom <= image.height) {
    return { pieces: [ring], lost: 0 };
  }
  let pieces: readonly Ring[] = [ring];
  for (const border of bordersOf(image)) pieces = pieces.flatMap((piece) => cut(piece, border));
  pieces = [...pieces].sort((a, b) => areaPx2(b) - areaPx2(a));
  const whole = areaPx2(ring);
  const kept = pieces.reduce((sum, piece) => sum + areaPx2(piece), 0);
  return { pieces, lost: whole > 0 ? Math.max(0, 1 - kept / whole) : 0 };
}

/** A line parallel to an axis, and which side of it is kept. */
interface Border {
  readonly axis: 0 | 1;
  readonly at: number;
  readonly keeps: 1 | -1;
}

function bordersOf({ width, height }: Size): readonly Border[] {
  return [
    { axis: 0, at: 0, keeps: 1 },
    { axis: 0, at: width, keeps: -1 },
    { axis: 1, at: 0, keeps: 1 },
    { axis: 1, at: height, keeps: -1 },
  ];
}

function cut(ring: Ring, border: Border): readonly Ring[] {
  const inside = ring.map((point) => (point[border.axis] - border.at) * border.keeps >= 0);
  if (inside.every(Boolean)) return [ring];
  const stretches = stretchesOf(ring, inside, border);
  const joined = joinedAlong(stretches, border);
  return joined.map(withoutRepeats).filter((piece) => areaPx2(piece) >= AREA_MIN_PX2);
}

/** The stretches of the ring inside, each from the border to the border. */
function stretchesOf(ring: Ring, inside: readonly boolean[], border: Border): Point[][] {
  const stretches: Point[][] = [];
  const start = inside.indexOf(false);
  let open: Point[] = [];
  for (let step = 0; step < ring.length; step += 1) {
    const at = (start + step) % ring.length;
    const next = (at + 1) % ring.length;
    const [a, b] = [ring[at], ring[next]] as [Point, Point];
    if (inside[at]) open.push(a);
    if (inside[at] === inside[next]) continue;
    open.push(meeting(a, b, border));
    if (inside[at]) {
      stretches.push(open);
      open = [];
    }
  }
  return stretches;
}

function meeting(a: Point, b: Point, { axis, at }: Border): Point {
  const share = (at - a[axis]) / (b[axis] - a[axis]);
  return axis === 0 ? [at, a[1] + share * (b[1] - a[1])] : [a[0] + share * (b[0] - a[0]), at];
}

interface End {
  readonly stretch: number;
  readonly along: number;
  readonly isStart: boolean;
}

/** Join the ends of stretches that neighbour each other on the border, two by two. */
function joinedAlong(stretches: readonly Point[][], border: Border): Ring[] {
  const partners = partnersOf(stretches, border);
  const used = new Set<number>();
  const rings: Ring[] = [];
  for (let first = 0; first < stretches.length; first += 1) {
    if (used.has(first)) continue;
    const ring: Point[] = [];
    let [stretch, backwards] = [first, false];
    while (!used.has(stretch)) {
      used.add(stretch);
      const points = stretches[stretch] ?? [];
      ring.push(...(backwards ? [...points].reverse() : points));
      const next = partners.get(keyOf(stretch, backwards));
      if (!next) break;
      [stretch, backwards] = [next.stretch, !next.isStart];
    }
    rings.push(ring);
  }
  return rings;
}

/** Which end follows the start (true) or the finish (false) of a stretch along the border. */
function partnersOf(stretches: readonly Point[][], border: Border): Map<string, End> {
  const along = 1 - border.axis;
  const ends: End[] = stretches.flatMap((points, stretch) => [
    { stretch, along: points[0]?.[along as 0 | 1] ?? 0, isStart: true },
    { stretch, along: points.at(-1)?.[along as 0 | 1] ?? 0, isStart: false },
  ]);
  ends.sort((a, b) => a.along - b.along);
  const partners = new Map<string, End>();
  for (let at = 0; at + 1 < ends.length; at += 2) {
    const [a, b] = [ends[at], ends[at + 1]] as [End, End];
    partners.set(keyOf(a.stretch, a.isStart), b);
    partners.set(keyOf(b.stretch, b.isStart), a);
  }
  return partners;
}

function keyOf(stretch: number, isStart: boolean): string {
  return `${stretch}${isStart ? "<" : ">"}`;
}
