/**
 * Livewire: the cheapest path along the edges of the picture from an anchor to the pointer.
 *
 * Source: intelligent scissors, Mortensen and Barrett 1995; shortest paths by Dijkstra's
 * algorithm with buckets (Dial 1969).
 */
import type { Field } from "./fields";
import { distance, within, type Point } from "./points";
import { simplifiedLine } from "./simplification";

const SIDE_MAX = 1024;
const RADIUS = 256;
const COST_MAX = 255;
const STRONG_SHARE = 0.99;
const PERCENTILE_VALUES = 50_000;
/** One step along a row costs 5 of its target's cost, one across 7: 7 / 5 is within 1 % of √2. */
const STRAIGHT = 5;
const ACROSS = 7;
const BUCKETS = ACROSS * COST_MAX + 1;
const PATH_STRAY = 0.75;

/** What passing each sample costs: little on strong edges. */
export interface CostMap {
  readonly width: number;
  readonly height: number;
  /** Image pixels on a side of one sample. */
  readonly sample_px: number;
  /** From 1 on the strongest edges to 255 where the picture is flat. */
  readonly costs: Uint8Array;
}

/** A search from one anchor, which goes on where it stopped; its arrays change as it does. */
export interface Search {
  readonly map: CostMap;
  readonly anchor: Point;
  /** The window that is searched: its first column and row, and its size in samples. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly costs: Float64Array;
  readonly from: Int32Array;
  readonly settled: Uint8Array;
  readonly queue: Queue;
}

/**
 * The cost map of a picture's grey values; larger pictures are averaged to 1024 samples.
 *
 * Cost falls with the square of the gradient (Sobel), measured in its 99th percentile.
 */
export function costMapOf(picture: Field): CostMap {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / SIDE_MAX);
  const small = factor === 1 ? picture : averaged(picture, factor);
  const slopes = gradientOf(small);
  const strong = Math.max(percentileOf(slopes, STRONG_SHARE), 1e-9);
  const costs = Uint8Array.from(slopes, (slope) => {
    const flat = 1 - Math.min(slope / strong, 1);
    return 1 + Math.round((COST_MAX - 1) * flat * flat);
  });
  return { width: small.width, height: small.height, sample_px: factor, costs };
}

function averaged({ width, height, values }: Field, factor: number): Field {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const sums = new Float32Array(columns * rows);
  const counts = new Uint16Array(columns * rows);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x += 1) {
      const at = row + Math.floor(x / factor);
      sums[at] = (sums[at] as number) + (values[y * width + x] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return { width: columns, height: rows, values: sums.map((sum, at) => sum / (counts[at] as number)) };
}

/** How steep a picture is at each sample, after Sobel, the border repeated. */
export function gradientOf({ width, height, values }: Field): Float32Array {
  const slopes = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const rows = [Math.max(y - 1, 0), y, Math.min(y + 1, height - 1)].map((row) => row * width);
    const [up, here, down] = rows as [number, number, number];
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(x - 1, 0);
      const right = Math.min(x + 1, width - 1);
      const at = (row: number, column: number): number => values[row + column] as number;
      const across =
        at(up, right) - at(up, left) + 2 * (at(here, right) - at(here, left)) + at(down, right) - at(down, left);
      const along =
        at(down, left) - at(up, left) + 2 * (at(down, x) - at(up, x)) + at(down, right) - at(up, right);
      slopes[here + x] = Math.sqrt(across * across + along * along);
    }
  }
  return slopes;
}

/** Of evenly spaced values: a percentile needs no more than some ten thousands. */
function percentileOf(values: Float32Array, share: number): number {
  const stride = Math.ceil(values.length / PERCENTILE_VALUES);
  const sorted = values.filter((_, at) => at % stride === 0).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** Begin a search at an anchor, in a window of 256 samples to each side. */
export function searchFrom(map: CostMap, anchor: Point, radius = RADIUS): Search {
  const [column, row] = sampleAt(map, anchor);
  const left = Math.max(column - radius, 0);
  const top = Math.max(row - radius, 0);
  const width = Math.min(column + radius, map.width - 1) - left + 1;
  const height = Math.min(row + radius, map.height - 1) - top + 1;
  const search: Search = {
    map,
    anchor,
    left,
    top,
    width,
    height,
    costs: new Float64Array(width * height).fill(Infinity),
    from: new Int32Array(width * height).fill(-1),
    settled: new Uint8Array(width * height),
    queue: emptyQueue(width * height),
  };
  const start = (row - top) * width + column - left;
  search.costs[start] = 0;
  put(search.queue, start, 0);
  return search;
}

/**
 * The path from the anchor to a point, both included, in image pixels.
 *
 * The search goes on only as far as the point asks for, so that following a pointer costs little.
 * A point beyond the window is reached by a straight line from the window's border.
 */
export function pathTo(search: Search, target: Point): readonly Point[] {
  const [column, row] = sampleAt(search.map, target);
  const x = within(column - search.left, 0, search.width - 1);
  const y = within(row - search.top, 0, search.height - 1);
  const goal = y * search.width + x;
  while (search.settled[goal] === 0) {
    const next = takeLeast(search.queue, search.costs);
    if (next === -1) break;
    search.settled[next] = 1;
    relax(search, next);
  }
  return pathBack(search, goal, target);
}

function sampleAt(map: CostMap, [x, y]: Point): [number, number] {
  return [
    within(Math.floor(x / map.sample_px), 0, map.width - 1),
    within(Math.floor(y / map.sample_px), 0, map.height - 1),
  ];
}

/** Offer each neighbour the way over a settled sample. */
function relax(search: Search, at: number): void {
  const { width, height, map, settled } = search;
  const x = at % width;
  const y = (at - x) / width;
  const high = Math.min(y + 1, height - 1);
  const wide = Math.min(x + 1, width - 1);
  for (let row = Math.max(y - 1, 0); row <= high; row += 1) {
    const base = (row + search.top) * map.width + search.left;
    for (let column = Math.max(x - 1, 0); column <= wide; column += 1) {
      const next = row * width + column;
      if (settled[next] === 1) continue;
      const step = row === y || column === x ? STRAIGHT : ACROSS;
      offer(search, at, next, step * (map.costs[base + column] as number));
    }
  }
}

function offer(search: Search, at: number, next: number, step: number): void {
  const cost = (search.costs[at] as number) + step;
  const before = search.costs[next] as number;
  if (cost >= before) return;
  if (before !== Infinity) drop(search.queue, next, before);
  search.costs[next] = cost;
  search.from[next] = at;
  put(search.queue, next, cost);
}

function pathBack(search: Search, goal: number, target: Point): readonly Point[] {
  const { sample_px } = search.map;
  const middle: Point[] = [];
  for (let at = search.from[goal] as number; at >= 0 && (search.from[at] as number) >= 0; ) {
    const x = (at % search.width) + search.left;
    const y = Math.floor(at / search.width) + search.top;
    middle.push([(x + 0.5) * sample_px, (y + 0.5) * sample_px]);
    at = search.from[at] as number;
  }
  const path = [search.anchor, ...middle.reverse(), target];
  return simplifiedLine(path, PATH_STRAY * sample_px);
}

/** Samples by cost: a ring of buckets, each a list that is doubly linked. */
interface Queue {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly before: Int32Array;
  least: number;
  count: number;
}

function emptyQueue(samples: number): Queue {
  return {
    heads: new Int32Array(BUCKETS).fill(-1),
    next: new Int32Array(samples).fill(-1),
    before: new Int32Array(samples).fill(-1),
    least: 0,
    count: 0,
  };
}

function put(queue: Queue, at: number, cost: number): void {
  const bucket = cost % BUCKETS;
  const head = queue.heads[bucket] as number;
  queue.next[at] = head;
  queue.before[at] = -1;
  if (head !== -1) queue.before[head] = at;
  queue.heads[bucket] = at;
  queue.count += 1;
}

function drop(queue: Queue, at: number, cost: number): void {
  const before = queue.before[at] as number;
  const after = queue.next[at] as number;
  if (before === -1) queue.heads[cost % BUCKETS] = after;
  else queue.next[before] = after;
  if (after !== -1) queue.before[after] = before;
  queue.count -= 1;
}

function takeLeast(queue: Queue, costs: Float64Array): number {
  if (queue.count === 0) return -1;
  while (queue.heads[queue.least % BUCKETS] === -1) queue.least += 1;
  const at = queue.heads[queue.least % BUCKETS] as number;
  drop(queue, at, costs[at] as number);
  return at;
}

/** The sample of the strongest edge near a point, as its middle in image pixels. */
export function snapped(map: CostMap, point: Point, radius_px: number): Point {
  const reach = Math.floor(radius_px / map.sample_px);
  const [column, row] = sampleAt(map, point);
  let [best, least] = [point, Infinity];
  for (let y = Math.max(row - reach, 0); y <= Math.min(row + reach, map.height - 1); y += 1) {
    for (let x = Math.max(column - reach, 0); x <= Math.min(column + reach, map.width - 1); x += 1) {
      const middle: Point = [(x + 0.5) * map.sample_px, (y + 0.5) * map.sample_px];
      const cost = (map.costs[y * map.width + x] as number) + distance(point, middle) / map.sample_px;
      if (cost < least && distance(point, middle) <= radius_px) [best, least] = [middle, cost];
    }
  }
  return best;
}
