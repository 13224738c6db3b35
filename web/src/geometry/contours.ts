/** The outline of where a field is high: marching squares, holes written into one ring. */
import { rangeOf, resampled, type Field } from "./fields";
import { boundsOf, distance, onImage, type Bounds, type Point, type Size } from "./points";
import { areaPx2, contains, cross, crossingOf, signedAreaPx2, type Ring } from "./polygons";
import { simplifiedRing } from "./simplification";

const OUTLINE_SIDE = 512;
const OUTLINE_STRAY = 0.003;
const PIECE_SHARE_MIN = 0.005;

/** Steps of a cell's outline from one side to another, by which corners are high. */
const [TOP, RIGHT, BOTTOM, LEFT] = [0, 1, 2, 3] as const;
const STEPS: readonly (readonly (readonly [from: number, to: number])[])[] = [
  [],
  [[TOP, LEFT]],
  [[RIGHT, TOP]],
  [[RIGHT, LEFT]],
  [[BOTTOM, RIGHT]],
  [[TOP, LEFT], [BOTTOM, RIGHT]],
  [[BOTTOM, TOP]],
  [[BOTTOM, LEFT]],
  [[LEFT, BOTTOM]],
  [[TOP, BOTTOM]],
  [[RIGHT, TOP], [LEFT, BOTTOM]],
  [[RIGHT, BOTTOM]],
  [[LEFT, RIGHT]],
  [[TOP, RIGHT]],
  [[LEFT, TOP]],
  [],
];
/** The same where the saddle between them is high, so that two opposite corners belong together. */
const JOINED = new Map<number, readonly (readonly [number, number])[]>([
  [5, [[TOP, RIGHT], [BOTTOM, LEFT]]],
  [10, [[LEFT, TOP], [RIGHT, BOTTOM]]],
]);

/**
 * The closed lines along which a field passes a level, in its own samples (centres at + .5).
 *
 * Outlines of what is high run clockwise on screen, outlines of holes the other way. A shape that
 * reaches the border is closed along it.
 */
export function contoursOf(field: Field, level: number): Ring[] {
  const padded = paddedWith(field, level);
  const next = linksOf(padded, level);
  const rings: Ring[] = [];
  for (let start = 0; start < next.length; start += 1) {
    if (next[start] === -1) continue;
    const ring: Point[] = [];
    for (let at = start; next[at] !== -1; ) {
      ring.push(meeting(padded, level, at));
      const following = next[at] as number;
      next[at] = -1;
      at = following;
    }
    rings.push(ring);
  }
  return rings;
}

/** A frame of samples that puts the outline of what touches the border exactly on it. */
function paddedWith({ width, height, values }: Field, level: number): Field {
  const wide = width + 2;
  const padded = new Float32Array(wide * (height + 2));
  for (let y = -1; y <= height; y += 1) {
    const row = Math.min(Math.max(y, 0), height - 1) * width;
    for (let x = -1; x <= width; x += 1) {
      const value = values[row + Math.min(Math.max(x, 0), width - 1)] as number;
      const isInside = x >= 0 && y >= 0 && x < width && y < height;
      padded[(y + 1) * wide + x + 1] = isInside ? value : Math.min(value, 2 * level - value);
    }
  }
  return { width: wide, height: height + 2, values: padded };
}

/** From each place where the outline crosses between two samples to the next one; -1: none. */
function linksOf(field: Field, level: number): Int32Array {
  const { width, height, values } = field;
  const next = new Int32Array(2 * width * height).fill(-1);
  for (let y = 0; y + 1 < height; y += 1) {
    for (let x = 0; x + 1 < width; x += 1) {
      const at = y * width + x;
      const code = codeOf(values, at, width, level);
      if (code === 0 || code === 15) continue;
      for (const [from, to] of stepsOf(code, values, at, width, level)) {
        next[edgeOf(from, at, width)] = edgeOf(to, at, width);
      }
    }
  }
  return next;
}

function codeOf(values: ArrayLike<number>, at: number, width: number, level: number): number {
  const bit = (offset: number, weight: number): number =>
    (values[at + offset] as number) >= level ? weight : 0;
  return bit(0, 1) + bit(1, 2) + bit(width + 1, 4) + bit(width, 8);
}

function stepsOf(
  code: number,
  values: ArrayLike<number>,
  at: number,
  width: number,
  level: number,
): readonly (readonly [number, number])[] {
  const joined = JOINED.get(code);
  return joined && saddleOf(values, at, width) >= level ? joined : (STEPS[code] ?? []);
}

/** The value where the bilinear surface between four samples is level: chords never cross there. */
function saddleOf(values: ArrayLike<number>, at: number, width: number): number {
  const corner = (offset: number): number => values[at + offset] as number;
  const [a, b, c, d] = [corner(0), corner(1), corner(width + 1), corner(width)];
  return (a * c - b * d) / (a + c - b - d);
}

/** Number of the pair of samples on one side of a cell: even across, odd down. */
function edgeOf(side: number, at: number, width: number): number {
  if (side === TOP) return 2 * at;
  if (side === BOTTOM) return 2 * (at + width);
  return side === LEFT ? 2 * at + 1 : 2 * (at + 1) + 1;
}

/** Where the level lies between the two samples of an edge, in samples of the unpadded field. */
function meeting({ width, values }: Field, level: number, edge: number): Point {
  const at = edge >> 1;
  const goesDown = edge % 2 === 1;
  const a = values[at] as number;
  const b = values[at + (goesDown ? width : 1)] as number;
  const share = a === b ? 0.5 : (level - a) / (b - a);
  const [x, y] = [(at % width) - 0.5, Math.floor(at / width) - 0.5];
  return goesDown ? [x, y + share] : [x + share, y];
}

/** Which pieces of an outline are kept, and how far it may be simplified; in the image's pixels. */
export interface Tracing {
  readonly area_min_px2: number;
  readonly stray_px: number;
}

/**
 * The regions in which a field is at or above a level, each as one ring, largest first.
 *
 * @param covers - the part of the image that the field is laid over, in image pixels.
 */
export function traced(
  field: Field,
  level: number,
  covers: Bounds,
  image: Size,
  { area_min_px2, stray_px }: Tracing,
): Ring[] {
  const sx = (covers.right - covers.left) / field.width;
  const sy = (covers.bottom - covers.top) / field.height;
  const rings = contoursOf(field, level)
    .map((ring) =>
      ring.map(([x, y]): Point => onImage([covers.left + x * sx, covers.top + y * sy], image)),
    )
    .filter((ring) => areaPx2(ring) >= area_min_px2);
  const holes = rings.filter((ring) => signedAreaPx2(ring) < 0);
  return rings
    .filter((ring) => signedAreaPx2(ring) > 0)
    .map((outer) => simplifiedWithHoles(outer, holesIn(outer, holes, rings), stray_px))
    .sort((a, b) => areaPx2(b) - areaPx2(a));
}

/** The holes whose smallest enclosing outline is this one. */
function holesIn(outer: Ring, holes: readonly Ring[], rings: readonly Ring[]): Ring[] {
  return holes.filter((hole) => {
    const corner = hole[0] as Point;
    const around = rings.filter((ring) => signedAreaPx2(ring) > 0 && contains(ring, corner));
    const smallest = around.sort((a, b) => areaPx2(a) - areaPx2(b))[0];
    return smallest === outer;
  });
}

/** Outline and holes are simplified apart; where they would then meet, they stay as they were. */
function simplifiedWithHoles(outer: Ring, holes: readonly Ring[], stray: number): Ring {
  const simple = withHoles(
    simplifiedRing(outer, stray),
    holes.map((hole) => simplifiedRing(hole, stray)),
  );
  return holes.length === 0 || crossingOf(simple) === null ? simple : withHoles(outer, holes);
}

/**
 * A polygon with holes as one ring: out along the shortest free bridge, round the hole, back.
 *
 * A bridge is free where it crosses no edge of the ring and of the holes still to come.
 */
export function withHoles(outer: Ring, holes: readonly Ring[]): Ring {
  let ring = outer;
  holes.forEach((hole, at) => {
    const { start, turn } = freeBridge(ring, hole, [ring, ...holes.slice(at)]);
    const tour = [...hole.slice(turn), ...hole.slice(0, turn + 1)];
    ring = [...ring.slice(0, start + 1), ...tour, ...ring.slice(start)];
  });
  return ring;
}

interface Bridge {
  readonly start: number;
  readonly turn: number;
  readonly gap: number;
}

function freeBridge(ring: Ring, hole: Ring, obstacles: readonly Ring[]): Bridge {
  const bridges = ring.flatMap((corner, start) =>
    hole.map((other, turn): Bridge => ({ start, turn, gap: distance(corner, other) })),
  );
  bridges.sort((a, b) => a.gap - b.gap);
  const isFree = ({ start, turn }: Bridge): boolean => {
    const [from, to] = [ring[start], hole[turn]] as [Point, Point];
    return obstacles.every((obstacle) => !crossesRing(from, to, obstacle));
  };
  return bridges.find(isFree) ?? (bridges[0] as Bridge);
}

function crossesRing(from: Point, to: Point, ring: Ring): boolean {
  return ring.some((corner, at) => cross(from, to, corner, ring[(at + 1) % ring.length] ?? corner));
}

/**
 * A heatmap taken as it is: the outline of where it is warm, as the server draws it.
 *
 * Ĥ is upsampled bilinearly and outlined at the threshold; pieces and holes under half a percent
 * of the image are dropped, the outlines simplified.
 *
 * @param heatmap - >= 0, any scale; it is normalised to [0, 1] here.
 * @returns rings in image pixels, largest first; none where the heatmap is constant.
 */
export function ringsFromHeatmap(heatmap: Field, image: Size, threshold = 0.5): Ring[] {
  const { low, high } = rangeOf(heatmap);
  if (!(high > low)) return [];
  const longer = Math.max(image.width, image.height);
  const side = (length: number): number => Math.max(1, Math.round((length * OUTLINE_SIDE) / longer));
  const large = resampled(heatmap, side(image.width), side(image.height));
  const covers = boundsOf([[0, 0], [image.width, image.height]]);
  return traced(large, low + threshold * (high - low), covers, image, {
    area_min_px2: PIECE_SHARE_MIN * image.width * image.height,
    stray_px: OUTLINE_STRAY * longer,
  });
}
