/** The heatmap as a picture to lay over the image, and what is taken from it. */
import { GRID } from "@/geometry/grids";
import { ringsFromHeatmap } from "@/geometry/contours";
import type { Size } from "@/geometry/points";
import type { Ring } from "@/geometry/polygons";
import { colourTable } from "@/lib/colours";
import { byCells, heatmapOf, rectified, type Grid, type Scaling } from "@/lib/heatmap";
import type { Looks } from "@/lib/looks";
import { painted, paintedInBlocks } from "@/lib/painting";

const SIDE = 256;

/** Paint a heatmap; with cells as blocks of the 8 × 8 grid. */
export function heatPicture(map: Grid, scaling: Scaling, looks: Looks, hasCells: boolean): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = hasCells ? GRID : SIDE;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const pixels = context.createImageData(canvas.width, canvas.height);
  const { opacity, threshold, map: colours } = looks;
  const shown = { colours: colourTable(colours), opacity, threshold };
  if (hasCells) paintedInBlocks(pixels, heatmapOf(byCells(rectified(map), GRID), scaling), shown);
  else painted(pixels, heatmapOf(map, scaling), shown);
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The outline that "accept" takes: where the heatmap is at least half as warm as at its peak. */
export interface Outlined {
  readonly isThere: boolean;
  /** Empty where every piece is too small to be a region. */
  readonly rings: () => readonly Ring[];
}

/** Trace a map's outline only when it is taken: the next image must not wait for it. */
export function outlineWhenAsked(map: Grid | null, image: Size): Outlined {
  if (map === null) return { isThere: false, rings: () => [] };
  return { isThere: map.values.some((value) => value > 0), rings: () => ringsFromHeatmap(rectified(map), image) };
}
