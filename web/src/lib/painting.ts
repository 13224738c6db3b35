/** Painting a heatmap: smooth enlargement, threshold, colours and transparency in one pass. */
import type { ColourTable } from "./colours";
import type { Grid } from "./heatmap";

/** As much of `ImageData` as painting needs. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** How a heatmap looks. */
export interface Look {
  readonly colours: ColourTable;
  /** In [0, 1]. */
  readonly opacity: number;
  /** Of the heatmap in [0, 1]; what is below is not painted. */
  readonly threshold: number;
}

/** Below this heat the colour fades out, so that the picture under weak evidence stays visible. */
export const FADES_BELOW = 0.35;

/**
 * Paint a heatmap over the whole of a canvas: bilinear, half-pixel centres, the edge repeated.
 *
 * A few hundred pixels a side are enough: the browser's own scaling does the rest.
 *
 * @param heatmap - in [0, 1], on its own grid.
 */
export function painted(canvas: Canvas, heatmap: Grid, look: Look): void {
  const across = tapsOf(canvas.width, heatmap.width);
  const down = tapsOf(canvas.height, heatmap.height);
  const palette = paletteOf(look);
  const pixels = new Uint32Array(canvas.data.buffer, canvas.data.byteOffset, canvas.width * canvas.height);
  const line = new Float32Array(heatmap.width);
  for (let y = 0; y < canvas.height; y += 1) {
    blend(line, heatmap, down.low[y] as number, down.high[y] as number, down.weight[y] as number);
    for (let x = 0; x < canvas.width; x += 1) {
      const left = line[across.low[x] as number] as number;
      const heat = left + (across.weight[x] as number) * ((line[across.high[x] as number] as number) - left);
      pixels[y * canvas.width + x] = palette[Math.round(heat * (STEPS - 1))] as number;
    }
  }
}

/** Paint each cell of a heatmap as a flat block: the grid whose cells can be ignored. */
export function paintedInBlocks(canvas: Canvas, heatmap: Grid, look: Look): void {
  const palette = paletteOf(look);
  const pixels = new Uint32Array(canvas.data.buffer, canvas.data.byteOffset, canvas.width * canvas.height);
  for (let y = 0; y < canvas.height; y += 1) {
    const row = Math.floor((y * heatmap.height) / canvas.height) * heatmap.width;
    for (let x = 0; x < canvas.width; x += 1) {
      const heat = heatmap.values[row + Math.floor((x * heatmap.width) / canvas.width)] as number;
      pixels[y * canvas.width + x] = palette[Math.round(heat * (STEPS - 1))] as number;
    }
  }
}

const STEPS = 1024;

/** Colour and transparency of each step of heat, as the four bytes of a pixel. */
function paletteOf({ colours, opacity, threshold }: Look): Uint32Array {
  const palette = new Uint32Array(STEPS);
  const bytes = new Uint8ClampedArray(palette.buffer);
  for (let step = 1; step < STEPS; step += 1) {
    const heat = step / (STEPS - 1);
    if (heat < threshold) continue;
    const at = 3 * Math.round(heat * 255);
    bytes.set(colours.subarray(at, at + 3), 4 * step);
    bytes[4 * step + 3] = 255 * opacity * Math.min(heat / FADES_BELOW, 1);
  }
  return palette;
}

function blend(line: Float32Array, { width, values }: Grid, upper: number, lower: number, share: number): void {
  for (let x = 0; x < width; x += 1) {
    const above = values[upper * width + x] as number;
    line[x] = above + share * ((values[lower * width + x] as number) - above);
  }
}

interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float32Array;
}

function tapsOf(count: number, sources: number): Taps {
  const [low, high] = [new Int32Array(count), new Int32Array(count)];
  const weight = new Float32Array(count);
  for (let at = 0; at < count; at += 1) {
    const position = ((at + 0.5) * sources) / count - 0.5;
    const first = Math.floor(position);
    low[at] = Math.max(first, 0);
    high[at] = Math.min(first + 1, sources - 1);
    weight[at] = position - first;
  }
  return { low, high, weight };
}
