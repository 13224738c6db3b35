/** The images of a ranking, as far as they are looked at. */
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import {
  filteredQuery,
  PAGE,
  pageQuery,
  type RankedImage,
  type Ranking,
  type Wanted,
} from "@/api/queries-looking";

/** Which cards are on the screen: from the first to before the last. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Images by their index. Without filters the index is the place in the ranking and any of them
 * can be asked for; with filters they come one page after another.
 */
export interface Order {
  /** Says round, freshness and total; undefined: nothing has come yet. */
  readonly head: Ranking | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
  /** How many are known to be there. */
  readonly count: number;
  /** Whether filters may let more of them through. */
  readonly isMore: boolean;
  /** One image; null: it is being loaded; "gone": it was removed since. */
  readonly at: (index: number) => RankedImage | "gone" | null;
  /** The index of a place; null: it is not known. */
  readonly indexOf: (place: number) => number | null;
  /** The pages that are on the screen, for their maps. */
  readonly pages: readonly Ranking[];
}

/** So many cards beyond those on the screen are asked for where filters are on. */
const AHEAD = 30;
const SETTLED_MS = 120;

export function isFiltered({ correct, annotated }: Wanted): boolean {
  return correct !== null || annotated !== null;
}

/** Follow a ranking; `until` is a place that must be reached. */
export function useOrder(project: string, wanted: Wanted, range: Range, until: number): Order {
  const filtered = isFiltered(wanted);
  const whole = useWhole(project, wanted, range, !filtered);
  const some = useFiltered(project, wanted, range, { isOn: filtered, until });
  return filtered ? some : whole;
}

/** The numbers of the pages that hold a range. */
export function pagesOf({ first, last }: Range): readonly number[] {
  const [from, to] = [Math.floor(first / PAGE), Math.floor(Math.max(first, last - 1) / PAGE)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function useWhole(project: string, wanted: Wanted, range: Range, isOn: boolean): Order {
  const asked = useQuery({ ...pageQuery(project, wanted, 0), enabled: isOn });
  // While somebody drags the scroll bar past thousands of pages, none of them is asked for.
  const [numbers] = useDebouncedValue(pagesOf(range).join(" "), SETTLED_MS, { leading: true });
  const pages = useQueries({
    queries: numbers.split(" ").map((number) => ({
      ...pageQuery(project, wanted, PAGE * Number(number)),
      enabled: isOn && asked.data !== undefined,
    })),
    combine: (found) => found.flatMap(({ data }) => data ?? []),
  });
  const count = asked.data?.total ?? 0;
  return {
    head: asked.data,
    error: asked.error,
    refetch: () => asked.refetch(),
    count,
    isMore: false,
    pages,
    at: (index) => {
      const page = pages.find(({ start }) => start === PAGE * Math.floor(index / PAGE));
      if (page === undefined) return null;
      return page.images.find(({ place }) => place === index) ?? "gone";
    },
    indexOf: (place) => (place < count ? place : null),
  };
}

interface FilteredOptions {
  readonly isOn: boolean;
  readonly until: number;
}

function useFiltered(project: string, wanted: Wanted, range: Range, { isOn, until }: FilteredOptions): Order {
  const asked = useInfiniteQuery({ ...filteredQuery(project, wanted), enabled: isOn });
  const images = useMemo(() => asked.data?.pages.flatMap((page) => page.images) ?? [], [asked.data]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = asked;
  const isShort = images.length < range.last + AHEAD || (images.at(-1)?.place ?? -1) < until;
  useEffect(() => {
    if (isOn && isShort && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isOn, isShort, hasNextPage, isFetching, isError, fetchNextPage]);
  const pages = useMemo(() => seenOf(asked.data?.pages ?? [], range), [asked.data, range]);
  return {
    head: asked.data?.pages[0],
    error: asked.error,
    refetch: () => asked.refetch(),
    count: images.length,
    isMore: hasNextPage,
    pages,
    at: (index) => images[index] ?? null,
    indexOf: (place) => {
      const index = images.findIndex((each) => each.place === place);
      return index === -1 ? null : index;
    },
  };
}

/** Those pages of a list that overlap a range. */
export function seenOf(pages: readonly Ranking[], { first, last }: Range): readonly Ranking[] {
  let before = 0;
  return pages.filter(({ images }) => {
    const [start, end] = [before, before + images.length];
    before = end;
    return end > start && start < last && end > first;
  });
}
