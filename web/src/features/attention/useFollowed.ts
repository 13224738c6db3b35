/** The image that is open, wherever in the order it stands now. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { placeQuery, type RankedImage, type Wanted } from "@/api/queries-looking";
import type { Opened, Placed } from "@/lib/filters";

import type { Order } from "./useOrder";

/** What is found of it. */
export interface Followed {
  readonly index: number;
  /** Null: it is still being looked for. */
  readonly ranked: RankedImage | null;
  readonly error: Error | null;
}

type Open = (target: Placed | null, how: { readonly replace: boolean }) => void;

/** Show the image that the address names; where it is not in the order, go to the first one. */
export function useFollowed(order: Order, project: string, wanted: Wanted, opened: Opened, onOpen: Open): Followed {
  const { index, ranked, isAstray } = soughtIn(order, opened);
  const asked = useQuery({ ...placeQuery(project, wanted, opened.row), enabled: isAstray });
  const { row = null, place = null } = (isAstray ? targetOf(order, opened, asked.data) : null) ?? {};
  useEffect(() => {
    if (row !== null && place !== null) onOpen({ row, place }, { replace: true });
  }, [row, place, onOpen]);
  return { index, ranked, error: isAstray ? asked.error : null };
}

/** What stands where the image stood; `isAstray`: it is not there, and is not on its way either. */
function soughtIn(order: Order, { row, place }: Opened): Omit<Followed, "error"> & { readonly isAstray: boolean } {
  const index = place === null ? null : order.indexOf(place);
  const there = index === null ? null : order.at(index);
  const ranked = isImage(there, row) ? there : null;
  return { index: index ?? 0, ranked, isAstray: ranked === null && !isAwaited(order, place, index, there) };
}

type There = ReturnType<Order["at"]>;

function isImage(there: There, row: number): there is RankedImage {
  return there !== null && there !== "gone" && there.image.row === row;
}

/** Whether what stands at a place is still on its way. */
function isAwaited(order: Order, place: number | null, index: number | null, there: There): boolean {
  if (index !== null) return there === null;
  return place !== null && order.isMore && (imageAt(order, order.count - 1)?.place ?? -1) < place;
}

/** Its new place; else, or where a filter keeps it back, the first image; null: that has not come yet. */
function targetOf(order: Order, { row, place: before }: Opened, asked: { readonly place: number | null } | undefined): Placed | null {
  if (asked === undefined) return null;
  if (asked.place !== null && asked.place !== before) return { row, place: asked.place };
  const first = imageAt(order, 0);
  return first === null ? null : placeOf(first);
}

/** An image at an index; null: there is none, or it has not come. */
export function imageAt(order: Order, index: number): RankedImage | null {
  if (index < 0 || index >= order.count) return null;
  const found = order.at(index);
  return found === "gone" ? null : found;
}

/** Where it stands. */
export function placeOf({ image, place }: RankedImage): Placed {
  return { row: image.row, place };
}
