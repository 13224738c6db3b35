/**
 * The three coordinate systems and the steps between them.
 *
 * A point is continuous: (0, 0) is the outer corner of the first pixel and the centre of pixel i
 * lies at i + .5, so that squashing to the network's input and laying a grid over the image are
 * scalings without offsets. `tests/fixtures/coordinates.json` holds the cases that this module
 * and the server's must both pass.
 */
import { within, type Point, type Size } from "./points";

/** One cell of a grid laid over the image, counted from 0 at the top left. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Carry a point from one system to another: image, network input or grid. */
export function scaled(point: Point, from: Size, to: Size): Point {
  return [(point[0] * to.width) / from.width, (point[1] * to.height) / from.height];
}

/** The grid cell in which a point lies; beyond the border counts as on it, a line as the later. */
export function cellOf(point: Point, image: Size, grid: number): Cell {
  const row = Math.floor((point[1] * grid) / image.height);
  const column = Math.floor((point[0] * grid) / image.width);
  return { row: within(row, 0, grid - 1), column: within(column, 0, grid - 1) };
}

/** The middle of a grid cell, in image pixels. */
export function cellCentre(cell: Cell, image: Size, grid: number): Point {
  return [((cell.column + 0.5) * image.width) / grid, ((cell.row + 0.5) * image.height) / grid];
}

/** A grid cell as a ring in image pixels, clockwise from its upper left corner. */
export function cellRing(cell: Cell, image: Size, grid: number): readonly Point[] {
  const corner = (right: number, down: number): Point => [
    ((cell.column + right) * image.width) / grid,
    ((cell.row + down) * image.height) / grid,
  ];
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
}
