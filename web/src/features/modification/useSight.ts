/** All that the viewer needs of one image, with the next one fetched before it is asked for. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";

import { useConfirmed, type Pair, type Saved } from "@/api/journal";
import { annotationsQuery, imageQuery, type Annotation } from "@/api/queries-annotating";
import { mapsQuery, type ImageFacts, type RankedImage } from "@/api/queries-looking";
import type { Maps } from "@/lib/heatmap";

import { pixelsQuery } from "./queries";
import type { Raw } from "./raw";

/** One image; what has not come yet is null. */
export interface Sight {
  readonly image: ImageFacts | null;
  readonly raw: Raw | null;
  readonly maps: Maps | null;
  readonly annotations: readonly Annotation[] | null;
  /** Why something will not come. */
  readonly error: Error | null;
  readonly refetch: () => void;
}

/** Ask for an image; `here` is what the ranking knows of it already. */
export function useSight(project: string, round: number, row: number, here: RankedImage | null): Sight {
  const image = useQuery({ ...imageQuery(project, row), enabled: here === null });
  const raw = useQuery(pixelsQuery(project, row));
  const maps = useQuery(mapsQuery(project, round, [row]));
  const annotations = useQuery(annotationsQuery(project, row));
  const failed = [image, raw, annotations].filter(({ error, data }) => error !== null && data === undefined);
  return {
    image: here === null ? had(image.data) : here.image,
    raw: had(raw.data),
    maps: had(maps.data),
    annotations: had(annotations.data),
    error: had(failed[0]?.error),
    refetch: () => {
      for (const each of failed) void each.refetch();
    },
  };
}

function had<T>(data: T | null | undefined): T | null {
  return data ?? null;
}

/** Fetch images that may be looked at next, after the present one has come. */
export function usePreload(project: string, round: number, rows: readonly number[], isReady: boolean): void {
  const cache = useQueryClient();
  const names = rows.join(",");
  useEffect(() => {
    if (!isReady || names === "") return;
    for (const row of names.split(",").map(Number)) {
      const all = [
        cache.query(pixelsQuery(project, row)),
        cache.query(mapsQuery(project, round, [row])),
        cache.query(annotationsQuery(project, row)),
      ];
      void Promise.allSettled(all); // what fails now is asked for again when it is looked at
    }
  }, [cache, project, round, names, isReady]);
}

/** Keep one's own annotations as the server confirms them, without asking again. */
export function useConfirmedAnnotations(author: string): void {
  const cache = useQueryClient();
  useConfirmed(
    useCallback(
      ({ project, row, label }: Pair, { annotation }: Saved) => {
        cache.setQueryData<readonly Annotation[]>(annotationsQuery(project, row).queryKey, (before) => {
          const others = before?.filter((each) => each.label !== label || each.author !== author);
          return annotation === null || others === undefined ? others : [...others, annotation];
        });
      },
      [cache, author],
    ),
  );
}
