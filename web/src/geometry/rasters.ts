/** Polygons to area fractions of cells. */
import { within, type Point, type Size } from "./points";
import type { Ring } from "./polygons";
import type { Field } from "./fields";

const LINES_MAX = 128;
const LINES_MIN = 4;
const LINES_ALL = 4096;

/**
 * The share of every cell that the rings cover, on a grid laid over the image.
 *
 * Rings that overlap count once; within one ring even-odd decides, so a ring that returns along a
 * bridge leaves its hole out. Each row of cells is read along up to 128 lines, on which the
 * covered lengths are exact: an edge shifts a cell by less than 1 % for grids up to 64.
 *
 * @param image - whose pixels the corners are given in; the grid covers it wholly.
 */
export function rasterised(
  rings: readonly Ring[],
  image: Size,
  columns: number,
  rows: number = columns,
): Field {
  const values = new Float32Array(columns * rows);
  const lines = within(Math.floor(LINES_ALL / Math.max(rows, columns)), LINES_MIN, LINES_MAX);
  const scale = [columns / image.width, (rows * lines) / image.height] as const;
  const spans = rings.map((ring) => crossingsOf(ring, scale, rows * lines));
  for (let line = 0; line < rows * lines; line += 1) {
    const start = Math.floor(line / lines) * columns;
    for (const [from, to] of unionAt(spans, line)) add(values, start, columns, from, to);
  }
  for (let at = 0; at < values.length; at += 1) {
    values[at] = Math.min((values[at] as number) / lines, 1);
  }
  return { width: columns, height: rows, values };
}

/** Where a ring crosses the middle of each line, in columns, unsorted. */
function crossingsOf(ring: Ring, [sx, sy]: readonly [number, number], lines: number): number[][] {
  const crossings: number[][] = [];
  let before = ring.at(-1);
  for (const corner of ring) {
    if (before) edgeCrossings(crossings, before, corner, sx, sy, lines);
    before = corner;
  }
  return crossings;
}

function edgeCrossings(
  crossings: number[][],
  a: Point,
  b: Point,
  sx: number,
  sy: number,
  lines: number,
): void {
  const [from, to] = a[1] < b[1] ? [a, b] : [b, a];
  const [top, bottom] = [from[1] * sy, to[1] * sy];
  const first = Math.max(Math.ceil(top - 0.5), 0);
  const last = Math.min(Math.ceil(bottom - 0.5) - 1, lines - 1);
  const slope = bottom > top ? ((to[0] - from[0]) * sx) / (bottom - top) : 0;
  for (let line = first; line <= last; line += 1) {
    (crossings[line] ??= []).push(from[0] * sx + (line + 0.5 - top) * slope);
  }
}

/** The stretches of one line that any ring covers, each point once. */
function unionAt(rings: readonly number[][][], line: number): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const crossings of rings) {
    const sorted = crossings[line]?.sort((a, b) => a - b) ?? [];
    for (let at = 0; at + 1 < sorted.length; at += 2) {
      spans.push([sorted[at] as number, sorted[at + 1] as number]);
    }
  }
  return rings.length > 1 ? merged(spans) : spans;
}

function merged(spans: [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function add(values: Float32Array, start: number, columns: number, a: number, b: number): void {
  const from = within(a, 0, columns);
  const to = within(b, 0, columns);
  for (let column = Math.floor(from); column < to; column += 1) {
    const at = start + column;
    const covered = Math.min(to, column + 1) - Math.max(from, column);
    values[at] = (values[at] as number) + covered;
  }
}
