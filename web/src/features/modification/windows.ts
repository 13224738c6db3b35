/** Window and level: which pixel values are shown from black to white. */
import { within } from "@/geometry/points";

/** In pixel values: half the width lies on each side of the centre. */
export interface Window {
  readonly centre: number;
  readonly width: number;
}

/** The pixel values of an image, as far as windows need them; `quantiles` are 101, 0 % to 100 %. */
export interface Values {
  readonly quantiles: readonly number[];
  /** The window that came with the image; null: none did. */
  readonly own: Window | null;
}

/** The windows to choose from, the first the image's own. */
export const PRESETS = ["own", "whole", "most", "dark", "bright"] as const;
export type Preset = (typeof PRESETS)[number];

/** Between which quantiles a preset's black and white lie, in per cent. */
const SPANS = { whole: [0, 100], most: [1, 99], dark: [1, 60], bright: [40, 99] } as const;

const DRAG_PX = 400;
const WIDTH_MAX_SHARE = 2;
const WIDTH_MIN_SHARE = 1 / 256;

/** A preset for one image; without a window of its own, that is the whole range. */
export function windowOf(preset: Preset, values: Values): Window {
  if (preset === "own") return values.own ?? windowOf("whole", values);
  const [low, high] = SPANS[preset];
  return between(values.quantiles[low] ?? 0, values.quantiles[high] ?? 1);
}

function between(low: number, high: number): Window {
  return { centre: (low + high) / 2, width: Math.max(high - low, 1) };
}

/** The values that are black and white. */
export function endsOf({ centre, width }: Window): { readonly lower: number; readonly upper: number } {
  return { lower: centre - width / 2, upper: centre + width / 2 };
}

/** Drag a window: to the right wider (less contrast), down a higher centre (darker). */
export function dragged(window: Window, by: readonly [number, number], values: Values): Window {
  const low = values.quantiles[0] ?? 0;
  const high = values.quantiles[100] ?? 1;
  const range = Math.max(high - low, 1);
  return {
    width: within(window.width + (by[0] * range) / DRAG_PX, range * WIDTH_MIN_SHARE, range * WIDTH_MAX_SHARE),
    centre: within(window.centre + (by[1] * range) / DRAG_PX, low, high),
  };
}
