/** How many cards stand beside one another, and where the arrow keys lead. */

export interface Sizes {
  readonly columns: number;
  /** Of the picture on a card, px. */
  readonly side: number;
  /** Of a card with the gap below it, px. */
  readonly height: number;
  /** Between two cards, px. */
  readonly gap: number;
}

const CARD_MIN_REM = 13.5;
const GAP_REM = 0.75;
/** Height of what is written below a picture. */
const WORDS_REM = 8.75;

/** Browsers lay out nothing below this; what lies deeper is reached through filters. */
const HEIGHT_MAX_PX = 15_000_000;

/** Cards as wide as fit, none narrower than can be read. */
export function sizesFor(width_px: number, rem_px: number): Sizes {
  const gap = GAP_REM * rem_px;
  const columns = Math.max(1, Math.floor((width_px + gap) / (CARD_MIN_REM * rem_px + gap)));
  const side = Math.max(1, Math.floor((width_px - gap * (columns - 1)) / columns));
  return { columns, side, height: side + WORDS_REM * rem_px + gap, gap };
}

/** How many cards can be laid out at most. */
export function cardsMax({ columns, height }: Sizes): number {
  return columns * Math.floor(HEIGHT_MAX_PX / height);
}

export type Arrow = "left" | "right" | "up" | "down" | "first" | "last";

/** The card that an arrow leads to; at an edge it stays where it is. */
export function stepped(current: number, arrow: Arrow, columns: number, count: number): number {
  const target = targetOf(current, arrow, columns, count);
  return target < 0 || target >= count ? current : target;
}

function targetOf(current: number, arrow: Arrow, columns: number, count: number): number {
  switch (arrow) {
    case "left":
      return current - 1;
    case "right":
      return current + 1;
    case "up":
      return current - columns;
    case "down":
      return current + columns;
    case "first":
      return 0;
    case "last":
      return count - 1;
  }
}
