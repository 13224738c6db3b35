/**
 * What several views ask for. A key begins with `keyOf(project, part)`, so that the events of the
 * server know what they make stale (`invalidation.ts`).
 */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useParams } from "react-router";

import { answer, client } from "./client";
import { keyOf } from "./invalidation";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Project = Schemas["ProjectOverviewOut"];
export type Labels = Schemas["LabelsOut"];
export type Label = Schemas["LabelOut"];
export type Cooccurrence = Schemas["CooccurrenceOut"];
export type Round = Schemas["RoundOut"];
export type Job = Schemas["JobOut"];
export type Jobs = Schemas["JobsOut"];
export type Split = Schemas["Split"];

/** The project that the address names. */
export function useProjectName(): string {
  const { project = "" } = useParams();
  return project;
}

/** A project and what it holds. */
export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "project"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}", { params: { path: { project } }, signal })),
  });

/** The table of labels with the figures of a round; null: of the current one. */
export const labelsQuery = (project: string, round: number | null) =>
  queryOptions({
    queryKey: keyOf(project, "labels", round),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/labels", {
          params: { path: { project }, query: round === null ? {} : { round } },
          signal,
        }),
      ),
  });

/** Which labels travel together, in one split or (null) in all images. */
export const cooccurrenceQuery = (project: string, split: Split | null) =>
  queryOptions({
    queryKey: keyOf(project, "labels", "cooccurrence", split),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/cooccurrence", {
          params: { path: { project }, query: split === null ? {} : { split } },
          signal,
        }),
      ),
  });

/** The rounds, by number. */
export const roundsQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "rounds"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/rounds", { params: { path: { project } }, signal })),
  });

/** The project that the address names. */
export function useProject(): UseQueryResult<Project> {
  return useQuery(projectQuery(useProjectName()));
}

/** Its rounds, by number. */
export function useRounds(): UseQueryResult<readonly Round[]> {
  return useQuery(roundsQuery(useProjectName()));
}

/** Make a round the one that the views show to everybody. */
export function useMakeCurrent(project: string): UseMutationResult<Round, Error, number> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (round: number) =>
      answer(
        client.PUT("/api/projects/{project}/current-round", {
          params: { path: { project } },
          body: { round },
        }),
      ),
    onSuccess: () =>
      cache.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === "project" && queryKey[1] === project,
      }),
  });
}
