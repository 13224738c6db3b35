/** Where the tour's card stands beside the control it speaks of; all in CSS px. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Corner {
  readonly left: number;
  readonly top: number;
}

const GAP_PX = 16;

/**
 * Return the card's upper left corner.
 *
 * Beside the target where there is room (right, left, below, above, in this order), else in the lower
 * right corner of the screen; without a target in the middle.
 */
export function placed(target: Box | null, card: Extent, screen: Extent): Corner {
  if (target === null) return { left: (screen.width - card.width) / 2, top: (screen.height - card.height) / 2 };
  const right = target.left + target.width + GAP_PX;
  const left = target.left - GAP_PX - card.width;
  const below = target.top + target.height + GAP_PX;
  const above = target.top - GAP_PX - card.height;
  const top = between(target.top, screen.height - card.height);
  const start = between(target.left, screen.width - card.width);
  if (right + card.width + GAP_PX <= screen.width) return { left: right, top };
  if (left >= GAP_PX) return { left, top };
  if (below + card.height + GAP_PX <= screen.height) return { left: start, top: below };
  if (above >= GAP_PX) return { left: start, top: above };
  return {
    left: screen.width - card.width - GAP_PX,
    top: Math.max(GAP_PX, screen.height - card.height - GAP_PX),
  };
}

function between(wanted: number, most: number): number {
  return Math.max(GAP_PX, Math.min(wanted, most - GAP_PX));
}

/** Whether two boxes are the same to the pixel. */
export function isSame(a: Box | null, b: Box | null): boolean {
  if (a === null || b === null) return a === b;
  return (["left", "top", "width", "height"] as const).every((side) => Math.abs(a[side] - b[side]) < 0.5);
}
