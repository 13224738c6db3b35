/** What the views that look at images ask for: rankings by the page, maps, a patient's images. */
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from "@tanstack/react-query";

import type { Like } from "@/lib/filters";
import { decodedMaps } from "@/lib/heatmap";

import { answer, bytes, client } from "./client";
import { keyOf } from "./invalidation";
import type { Job, Split } from "./queries";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type RankingKind = Schemas["RankingKindOut"];
export type Ranking = Schemas["RankingOut"];
export type RankedImage = Schemas["RankedImageOut"];
export type ImageFacts = Schemas["ImageOut"];
export type Badge = Schemas["BadgeOut"];

/** A ranking of one round and label; the filters leave images out, null: none. */
export interface Wanted {
  readonly round: number;
  readonly label: string;
  readonly by: string;
  readonly split: Split;
  readonly correct: boolean | null;
  readonly annotated: boolean | null;
  /** What images are to be like, where the ranking searches; null: it is a stored one. */
  readonly like: Like | null;
}

/** Images of one page. */
export const PAGE = 60;

const MAPS_KEPT_MS = 60_000;

/** Every ranking and what comes first in it. */
export const rankingsQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "rankings"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/rankings", { params: { path: { project } }, signal })),
  });

/** Which ranking, in the words of its routes. */
function rankingOf({ label, by, split, like }: Wanted): {
  label: string;
  by: string;
  split: Split;
  like?: number;
  region?: string;
} {
  const search = like === null ? {} : { like: like.row, ...(like.region !== null && { region: like.region }) };
  return { label, by, split, ...search };
}

async function page(project: string, wanted: Wanted, start: number, signal: AbortSignal): Promise<Ranking> {
  const { round, correct, annotated } = wanted;
  const query = {
    ...rankingOf(wanted),
    start,
    limit: PAGE,
    ...(correct !== null && { correct }),
    ...(annotated !== null && { annotated }),
  };
  return answer(
    client.GET("/api/projects/{project}/rounds/{number}/ranking", {
      params: { path: { project, number: round }, query },
      signal,
    }),
  );
}

/** The images from a place on. */
export const pageQuery = (project: string, wanted: Wanted, start: number) =>
  queryOptions({
    queryKey: keyOf(project, "ranking", "page", wanted, start),
    queryFn: ({ signal }) => page(project, wanted, start, signal),
  });

/** Where an image stands in a ranking, whatever the filters; its place is null where it is not in it. */
export const placeQuery = (project: string, wanted: Wanted, row: number) =>
  queryOptions({
    queryKey: keyOf(project, "ranking", "place", rankingOf(wanted), wanted.round, row),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/rounds/{number}/ranking/place", {
          params: { path: { project, number: wanted.round }, query: { ...rankingOf(wanted), row } },
          signal,
        }),
      ),
  });

/**
 * The images that filters let through, one page after another.
 *
 * It stands with the rankings: an annotation does not make it stale, so that an image that was
 * just annotated stays where it is until the list is asked for anew.
 */
export const filteredQuery = (project: string, wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: keyOf(project, "rankings", "list", wanted),
    queryFn: ({ pageParam, signal }) => page(project, wanted, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });

/** The maps of some images of one round, of all labels; they change with the round alone. */
export const mapsQuery = (project: string, round: number, rows: readonly number[]) =>
  queryOptions({
    queryKey: keyOf(project, "figures", "maps", round, rows.join(",")),
    queryFn: async ({ signal }) => {
      const path = `/api/projects/${encodeURIComponent(project)}/rounds/${round}/maps?rows=${rows.join(",")}`;
      return decodedMaps(await (await bytes(path, signal)).arrayBuffer());
    },
    enabled: rows.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: MAPS_KEPT_MS,
  });

/** All images of the patient of an image. */
export const patientImagesQuery = (project: string, row: number) =>
  queryOptions({
    queryKey: keyOf(project, "images", "patient", row),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/images/{row}/patient-images", {
          params: { path: { project, row } },
          signal,
        }),
      ),
  });

/** One run in the background. */
export const jobQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: keyOf(project, "jobs", id),
    queryFn: ({ signal }): Promise<Job> =>
      answer(
        client.GET("/api/projects/{project}/jobs/{job_id}", {
          params: { path: { project, job_id: id } },
          signal,
        }),
      ),
  });

/** Where a picture of an image is: small and fast, or with every pixel that the screen can show. */
export function pictureOf(project: string, row: number, side: number, how: "thumbnail" | "rendering"): string {
  return `/api/projects/${encodeURIComponent(project)}/images/${row}/${how}?side=${side}`;
}

/** Rank a split of a round anew, in the background. */
export function useRefreshRanking(
  project: string,
  { round, split }: Pick<Wanted, "round" | "split">,
): UseMutationResult<Job, Error, void> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(
        client.POST("/api/projects/{project}/rounds/{number}/ranking-refreshes", {
          params: { path: { project, number: round } },
          body: { split },
        }),
      ),
    onSuccess: (job) => cache.setQueryData(jobQuery(project, job.id).queryKey, job),
  });
}
