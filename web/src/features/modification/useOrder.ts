/** The recommended order, as far as it is needed around one image. */
import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect } from "react";

import {
  filteredQuery,
  PAGE,
  pageQuery,
  placeQuery,
  type RankedImage,
  type Ranking,
  type Wanted,
} from "@/api/queries-looking";

import { aroundOf, NOWHERE, pageStart, type Around } from "./order";

/** An order of images that can be gone through. */
export interface Order {
  readonly project: string;
  readonly wanted: Wanted;
}

/** What the order says of an image, as far as it has come. */
export interface Placed extends Around {
  /** The image to show: the one that is asked for, else the first of the order; null: it has none. */
  readonly row: number | null;
  /** Null: not known yet. */
  readonly total: number | null;
}

/** The same as an answer that may still be awaited. */
export interface Found {
  readonly data: Placed | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/**
 * Follow the order around an image.
 *
 * @param asked - the image's row; null: the first of the order.
 * @param hint - where the image stood when it was last seen; null: not known.
 */
export function useOrder(order: Order, asked: number | null, hint: number | null): Found {
  const { correct, annotated } = order.wanted;
  const isFiltered = correct !== null || annotated !== null;
  const whole = useWhole({ ...order, isOn: !isFiltered }, asked, hint);
  const some = useFiltered({ ...order, isOn: isFiltered }, asked, hint);
  return isFiltered ? some : whole;
}

function useWhole(order: Asked, asked: number | null, hint: number | null): Found {
  const guess = useQuery(pageAt(order, pageStart(hint ?? 0, PAGE)));
  const isThere = holds(guess.data, asked);
  const search = usePlace(order, asked, guess.data !== undefined && !isThere);
  const { page, row, pages } = usePages(order, asked, pageStart((isThere ? hint : search) ?? 0, PAGE));
  const data = { ...aroundOf(pages, row), row, total: page.data === undefined ? null : page.data.total };
  return { data: isShowable(page, asked) ? data : undefined, error: page.error, refetch: () => page.refetch() };
}

/** Where an image stands, as the server says; null: it does not, or that is not known yet. */
function usePlace({ project, wanted, isOn }: Asked, row: number | null, isNeeded: boolean): number | null {
  const asked = useQuery({ ...placeQuery(project, wanted, row ?? 0), enabled: isOn && isNeeded && row !== null });
  return asked.data?.place ?? null;
}

/** With filters the images come one page after another, and stay as they came until the list is asked for anew. */
function useFiltered(order: Asked, asked: number | null, hint: number | null): Found {
  const { project, wanted, isOn } = order;
  const list = useInfiniteQuery({ ...filteredQuery(project, wanted), enabled: isOn });
  const search = usePlace(order, asked, hint === null);
  const { pages, total, isWhole } = listedIn(list);
  const row = asked ?? firstOf(pages.flat());
  const around = row === null ? NOWHERE : aroundOf(pages, row, hint ?? search);
  useMore(list, isOn && around.after === null);
  const isFound = row !== null || isWhole;
  return { data: isFound ? { ...around, row, total } : undefined, error: list.error, refetch: () => list.refetch() };
}

type List = UseInfiniteQueryResult<InfiniteData<Ranking>>;

function listedIn({ data, hasNextPage }: List): { pages: readonly (readonly RankedImage[])[]; total: number | null; isWhole: boolean } {
  if (data === undefined) return { pages: [], total: null, isWhole: false };
  return { pages: data.pages.map(imagesOf), total: data.pages[0]?.total ?? null, isWhole: !hasNextPage };
}

function useMore({ hasNextPage, isFetching, isError, fetchNextPage }: List, isWanted: boolean): void {
  const isFree = hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (isWanted && isFree) void fetchNextPage();
  }, [isWanted, isFree, fetchNextPage]);
}

/** An image that is named can be shown before its order has come. */
function isShowable(page: UseQueryResult<Ranking>, asked: number | null): boolean {
  return page.data !== undefined || (asked !== null && page.error === null);
}

function holds(page: Ranking | undefined, row: number | null): boolean {
  return row === null || imagesOf(page).some(({ image }) => image.row === row);
}

/** An order that is asked for, or not now. */
interface Asked extends Order {
  readonly isOn: boolean;
}

function pageAt({ project, wanted, isOn }: Asked, start: number): ReturnType<typeof pageQuery> & { readonly enabled: boolean } {
  return { ...pageQuery(project, wanted, Math.max(start, 0)), enabled: isOn };
}

interface Pages {
  readonly page: UseQueryResult<Ranking>;
  readonly pages: readonly (readonly RankedImage[])[];
  readonly row: number | null;
}

/** The page from a place on, and the one beside it where the image stands at its border. */
function usePages(order: Asked, asked: number | null, start: number): Pages {
  const page = useQuery(pageAt(order, start));
  const images = imagesOf(page.data);
  const row = asked ?? firstOf(images);
  const before = useBeside(order, start > 0 && isAt(images[0], row) ? start - PAGE : null);
  const after = useBeside(order, page.data?.next === start + PAGE && isAt(images.at(-1), row) ? start + PAGE : null);
  return { page, row, pages: [before, images, after] };
}

/** The images of a page that is needed; null: none is. */
function useBeside(order: Asked, start: number | null): readonly RankedImage[] {
  const page = useQuery(pageAt({ ...order, isOn: order.isOn && start !== null }, start ?? 0));
  return start === null ? [] : imagesOf(page.data);
}

function firstOf(images: readonly RankedImage[]): number | null {
  return images[0]?.image.row ?? null;
}

function isAt(ranked: RankedImage | undefined, row: number | null): boolean {
  return ranked?.image.row === row;
}

function imagesOf(page: Ranking | undefined): readonly RankedImage[] {
  return page?.images ?? [];
}
