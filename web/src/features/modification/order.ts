/** The recommended order around one image: which come before and after it. */
import type { RankedImage } from "@/api/queries-looking";

/** One image with its neighbours; null where there is none, or where it is not in the order. */
export interface Around {
  readonly before: RankedImage | null;
  readonly here: RankedImage | null;
  readonly after: RankedImage | null;
}

export const NOWHERE: Around = { before: null, here: null, after: null };

/**
 * Find an image and its neighbours in pages that follow one another.
 *
 * @param place - where it would stand, should filters keep it back; null: not known.
 */
export function aroundOf(pages: readonly (readonly RankedImage[])[], row: number | null, place: number | null = null): Around {
  const images = pages.flat();
  const at = images.findIndex(({ image }) => image.row === row);
  if (at === -1) return place === null ? NOWHERE : besides(images, place);
  return { before: images[at - 1] ?? null, here: images[at] ?? null, after: images[at + 1] ?? null };
}

/** The neighbours of a place that filters have emptied. */
function besides(images: readonly RankedImage[], place: number): Around {
  const before = images.findLast((each) => each.place < place) ?? null;
  const after = images.find((each) => each.place > place) ?? null;
  return { before, here: null, after };
}

/** The page of an order in which a place lies, of so many images, by its first place. */
export function pageStart(place: number, page: number): number {
  return Math.floor(place / page) * page;
}
