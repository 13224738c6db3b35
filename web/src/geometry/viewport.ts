/** Image pixels to the screen and back: the only module that knows the screen. */
import { within, type Point, type Size } from "./points";

/** Where the image lies on the screen: screen = image · scale + offset, in CSS pixels. */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** How far one may zoom, as multiples of the fitted scale and of one image pixel. */
export const ZOOM_OUT_MIN = 0.5;
export const PIXEL_MAX = 32;

const STAYS_VISIBLE_PX = 48;

/** A point of the image on the screen. */
export function toScreen(viewport: Viewport, [x, y]: Point): Point {
  return [x * viewport.scale + viewport.x, y * viewport.scale + viewport.y];
}

/** A point of the screen in image pixels. */
export function toImage(viewport: Viewport, [x, y]: Point): Point {
  return [(x - viewport.x) / viewport.scale, (y - viewport.y) / viewport.scale];
}

/** A length on the screen in image pixels: what a finger's width of tolerance means there. */
export function lengthOnImage(viewport: Viewport, screen_px: number): number {
  return screen_px / viewport.scale;
}

/** The whole image, as large as the screen allows, in its middle. */
export function fitted(image: Size, screen: Size, margin_px = 0): Viewport {
  const free = [screen.width - 2 * margin_px, screen.height - 2 * margin_px] as const;
  const scale = Math.max(Math.min(free[0] / image.width, free[1] / image.height), 1e-6);
  return centred(scale, image, screen);
}

/** One image pixel on one CSS pixel, in the middle of the screen. */
export function unscaled(image: Size, screen: Size): Viewport {
  return centred(1, image, screen);
}

/** Zoom by a factor so that what lies under a point of the screen stays under it. */
export function zoomedAt(
  viewport: Viewport,
  at: Point,
  factor: number,
  image: Size,
  screen: Size,
): Viewport {
  const least = fitted(image, screen).scale * ZOOM_OUT_MIN;
  const scale = within(viewport.scale * factor, least, Math.max(PIXEL_MAX, least));
  const under = toImage(viewport, at);
  return { scale, x: at[0] - under[0] * scale, y: at[1] - under[1] * scale };
}

/** Move the image by a distance on the screen; a strip of it always stays in sight. */
export function panned(viewport: Viewport, by: Point, image: Size, screen: Size): Viewport {
  const { scale } = viewport;
  return {
    scale,
    x: kept(viewport.x + by[0], image.width * scale, screen.width),
    y: kept(viewport.y + by[1], image.height * scale, screen.height),
  };
}

/** The same middle and the same zoom after the screen has changed its size. */
export function resized(viewport: Viewport, before: Size, after: Size): Viewport {
  return {
    scale: viewport.scale,
    x: viewport.x + (after.width - before.width) / 2,
    y: viewport.y + (after.height - before.height) / 2,
  };
}

function centred(scale: number, image: Size, screen: Size): Viewport {
  return {
    scale,
    x: (screen.width - image.width * scale) / 2,
    y: (screen.height - image.height * scale) / 2,
  };
}

function kept(start: number, length: number, screen: number): number {
  const strip = Math.min(STAYS_VISIBLE_PX, length, screen);
  return within(start, strip - length, screen - strip);
}
