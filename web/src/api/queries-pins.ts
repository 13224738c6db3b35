/** Pins: pairs of image and label that are watched while a network learns. */
import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

import { filmOf } from "@/lib/film";

import { answer, client } from "./client";
import { keyOf } from "./invalidation";
import type { components } from "./schema";

export type Pins = components["schemas"]["PinsOut"];

/** An image and a label to be pinned, or not any more. */
export interface Pinning {
  readonly row: number;
  readonly label: string;
  readonly isPinned: boolean;
}

/** What is pinned in a project. */
export const pinsQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "pins"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/pins", { params: { path: { project } }, signal })),
  });

/** What a round's training showed of the pins. */
export const filmQuery = (project: string, round: number) =>
  queryOptions({
    queryKey: keyOf(project, "film", round),
    queryFn: async ({ signal }) => {
      const found = await answer(
        client.GET("/api/projects/{project}/rounds/{number}/film", {
          params: { path: { project, number: round } },
          signal,
        }),
      );
      return filmOf(found.strips);
    },
  });

/** Pin or unpin for everyone in the project. */
export function usePinning(project: string): UseMutationResult<Pins, Error, Pinning> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ row, label, isPinned }: Pinning) => {
      const params = { path: { project, row }, query: { label } };
      return answer(
        isPinned
          ? client.PUT("/api/projects/{project}/pins/{row}", { params })
          : client.DELETE("/api/projects/{project}/pins/{row}", { params }),
      );
    },
    onSuccess: (pins) => cache.setQueryData(pinsQuery(project).queryKey, pins),
    onError: () => cache.invalidateQueries({ queryKey: keyOf(project, "pins") }),
  });
}
