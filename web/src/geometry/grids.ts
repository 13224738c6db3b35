/** The grid laid over an image, whose cells may be ignored: 8 × 8. */
import { cellRing } from "./coordinates";
import type { Point, Size } from "./points";
import { rasterised } from "./rasters";
import type { Ring } from "./polygons";

export const GRID = 8;

const WHOLE = 1e-3;

/** A cell's number: row · 8 + column. */
export type CellNumber = number;

/** Cells as few rings: runs of neighbours in a row, and equal runs of rows below one another. */
export function ringsOfCells(cells: readonly CellNumber[], image: Size, grid = GRID): Ring[] {
  const chosen = new Set(cells);
  const runs = Array.from({ length: grid }, (_, row) => runsIn(chosen, row, grid));
  const rings: Ring[] = [];
  runs.forEach((inRow, row) => {
    for (const [from, to] of inRow) {
      if (has(runs[row - 1], from, to)) continue;
      let last = row;
      while (has(runs[last + 1], from, to)) last += 1;
      rings.push(blockRing(row, last, from, to, image, grid));
    }
  });
  return rings;
}

type Run = readonly [from: number, to: number];

function has(runs: readonly Run[] | undefined, from: number, to: number): boolean {
  return runs?.some((run) => run[0] === from && run[1] === to) ?? false;
}

function runsIn(chosen: ReadonlySet<CellNumber>, row: number, grid: number): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < grid; from += 1) {
    if (!chosen.has(row * grid + from)) continue;
    let to = from;
    while (to + 1 < grid && chosen.has(row * grid + to + 1)) to += 1;
    runs.push([from, to]);
    from = to;
  }
  return runs;
}

function blockRing(top: number, bottom: number, left: number, right: number, image: Size, grid: number): Ring {
  const first = cellRing({ row: top, column: left }, image, grid);
  const last = cellRing({ row: bottom, column: right }, image, grid);
  const [[x0, y0], [x1, y1]] = [first[0], last[2]] as [Point, Point];
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** The cells that a ring covers wholly, where it covers none in part; null: it is no such ring. */
export function cellsOfRing(ring: Ring, image: Size, grid = GRID): readonly CellNumber[] | null {
  const shares = Array.from(rasterised([ring], image, grid).values);
  if (shares.some((share) => share > WHOLE && share < 1 - WHOLE)) return null;
  const cells = shares.flatMap((share, cell) => (share > 0.5 ? [cell] : []));
  return cells.length > 0 && isOnLines(ring, image, grid) ? cells : null;
}

function isOnLines(ring: Ring, image: Size, grid: number): boolean {
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < WHOLE;
  return ring.every(
    ([x, y]) => isWhole((x * grid) / image.width) && isWhole((y * grid) / image.height),
  );
}
