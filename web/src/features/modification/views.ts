/** Where the picture lies on the screen, kept outside React: it moves with every pointer event. */
import type { Point, Size } from "@/geometry/points";
import { fitted, panned, resized, unscaled, zoomedAt, type Viewport } from "@/geometry/viewport";
import { createStore, type Store } from "@/lib/store";

/** A picture on a screen; `isFitted`: it stays as large as the screen allows. */
export interface View {
  readonly image: Size;
  readonly screen: Size;
  readonly viewport: Viewport;
  readonly isFitted: boolean;
}

export type ViewStore = Store<View>;

const MARGIN_PX = 8;
const NOTHING: Size = { width: 1, height: 1 };

/** A view of nothing yet. */
export function createView(): ViewStore {
  return createStore(fit({ image: NOTHING, screen: NOTHING }));
}

/** The whole picture, in the middle. */
export function fit({ image, screen }: Pick<View, "image" | "screen">): View {
  return { image, screen, viewport: fitted(image, screen, margin(screen)), isFitted: true };
}

function margin({ width, height }: Size): number {
  return Math.min(width, height) > 8 * MARGIN_PX ? MARGIN_PX : 0;
}

/** One pixel of the picture on one of the page. */
export function original({ image, screen }: View): View {
  return { image, screen, viewport: unscaled(image, screen), isFitted: false };
}

/** Zoom at a place of the screen; null: at its middle. */
export function zoomed(view: View, factor: number, at: Point | null = null): View {
  const { image, screen } = view;
  const place = at ?? ([screen.width / 2, screen.height / 2] as const);
  return { ...view, viewport: zoomedAt(view.viewport, place, factor, image, screen), isFitted: false };
}

/** Move the picture by a distance on the screen. */
export function moved(view: View, by: Point): View {
  return { ...view, viewport: panned(view.viewport, by, view.image, view.screen), isFitted: false };
}

/** The screen has another size now. */
export function onScreen(view: View, screen: Size): View {
  if (view.isFitted) return fit({ image: view.image, screen });
  return { ...view, screen, viewport: resized(view.viewport, view.screen, screen) };
}
