/** An image's own pixels, as the server sends them: 8 or 16 bit, grey or colour. */
import type { Field } from "@/geometry/fields";

import type { Values, Window } from "./windows";

/** Decoded pixels, row by row; colour images have three values a pixel. */
export interface Raw extends Values {
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array | Uint16Array;
}

/** The server's bytes are not what its headers promise. */
export class PixelsError extends Error {
  override readonly name = "PixelsError";
}

/** Of red, green and blue in what the eye takes for brightness (Rec. 601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Read the reply of the pixels route.
 *
 * @throws PixelsError - a header is missing, or there are not as many bytes as they promise.
 */
export function rawOf(row: number, headers: Pick<Headers, "get">, bytes: ArrayBuffer): Raw {
  const number = (name: string): number => {
    const value = Number(headers.get(name) ?? Number.NaN);
    if (Number.isInteger(value) && value > 0) return value;
    throw new PixelsError(`the pixels of image ${row} came without a usable ${name}`);
  };
  const [width, height] = [number("X-Width"), number("X-Height")];
  const channels = number("X-Channels") === 3 ? 3 : 1;
  const isWide = number("X-Bit-Depth") > 8;
  const expected = width * height * channels * (isWide ? 2 : 1);
  if (bytes.byteLength !== expected) {
    throw new PixelsError(`image ${row} has ${bytes.byteLength} bytes of pixels; its headers promise ${expected}`);
  }
  const pixels = isWide ? new Uint16Array(bytes) : new Uint8Array(bytes);
  const own = ownWindow(headers.get("X-Window"));
  return { row, width, height, channels, pixels, own, quantiles: quantilesOf(pixels) };
}

function ownWindow(header: string | null): Window | null {
  const [centre = Number.NaN, width = Number.NaN] = (header ?? "").split(",").map(Number);
  return Number.isFinite(centre) && width > 0 ? { centre, width } : null;
}

/** The 101 quantiles from 0 % to 100 %, counted: sorting a million pixels would hold the page up. */
function quantilesOf(pixels: Uint8Array | Uint16Array): readonly number[] {
  const counts = new Uint32Array(pixels instanceof Uint16Array ? 65_536 : 256);
  for (let at = 0; at < pixels.length; at += 1) counts[pixels[at] as number] = (counts[pixels[at] as number] as number) + 1;
  const quantiles: number[] = [];
  let below = 0;
  for (let value = 0; value < counts.length; value += 1) {
    below += counts[value] as number;
    while (quantiles.length <= 100 && below > Math.round((quantiles.length / 100) * (pixels.length - 1))) quantiles.push(value);
  }
  return quantiles;
}

/** The brightness of each pixel: what livewire follows. */
export function greyOf({ width, height, channels, pixels }: Raw): Field {
  if (channels === 1) return { width, height, values: pixels };
  const values = Float32Array.from({ length: width * height }, (_, at) =>
    LUMA.reduce((sum, weight, channel) => sum + weight * (pixels[3 * at + channel] ?? 0), 0),
  );
  return { width, height, values };
}

/** Colour pixels with an opaque fourth channel, 8 bit, as a canvas takes them. */
export function rgbaOf({ width, height, pixels }: Raw): Uint8ClampedArray {
  const shift = pixels instanceof Uint16Array ? 8 : 0;
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[4 * at + channel] = (pixels[3 * at + channel] ?? 0) >> shift;
    }
  }
  return rgba;
}
