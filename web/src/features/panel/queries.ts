/** What the panel asks the server for. */
import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

import { answer, client } from "@/api/client";
import { keyOf } from "@/api/invalidation";
import type { Job } from "@/api/queries";
import type { components } from "@/api/schema";

import type { Value } from "./parameters";
import type { Arrived, Wire } from "./uploading";

type Schemas = components["schemas"];
export type Plan = Schemas["PlanOut"];
export type Folders = Schemas["FoldersOut"];
export type LogLine = Schemas["LogLineOut"];
export type Dataset = Omit<Schemas["ImportIn"], "upload">;

/** Parameters that differ from their defaults, by name; the server knows their types. */
export type Chosen = Readonly<Record<string, Value>>;

/** How round 0 is made; `anew`: what a round that has stopped had learned is given up. */
export interface Trained {
  readonly parameters: Chosen;
  readonly anew: boolean;
}

/** How the next round is made. */
export interface Tuned {
  readonly anew: boolean;
  readonly focus: readonly string[];
  readonly parameters: Chosen;
}

const JOBS_SHOWN = 30;

/** The newest jobs. */
export const jobsQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "jobs"),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/jobs", {
          params: { path: { project }, query: { limit: JOBS_SHOWN } },
          signal,
        }),
      ),
  });

/** What a job has written down. */
export const logQuery = (project: string, job: string, attempt: number) =>
  queryOptions({
    queryKey: keyOf(project, "jobs", "log", job, attempt),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/jobs/{job_id}/log", {
          params: { path: { project, job_id: job } },
          signal,
        }),
      ),
    staleTime: 0,
  });

/** Every parameter in words. */
export const parametersQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "project", "parameters"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/parameters", { params: { path: { project } }, signal })),
  });

/** What a fine-tuning would use now; no focus: every label with regions. */
export const planQuery = (project: string, focus: readonly string[], round: number | null) =>
  queryOptions({
    queryKey: keyOf(project, "annotations", "plan", round, ...focus),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/fine-tunings/plan", {
          params: { path: { project }, query: { focus: [...focus] } },
          signal,
        }),
      ),
    staleTime: 0,
  });

/** What lies in a folder of the server; null: the folders that may be imported from. */
export const foldersQuery = (path: string | null) =>
  queryOptions({
    queryKey: ["folders", path],
    queryFn: ({ signal }) =>
      answer(client.GET("/api/folders", { params: { query: path === null ? {} : { path } }, signal })),
  });

/** Start something that becomes a job. */
function useStart<Asked>(project: string, ask: (asked: Asked) => Promise<Job>): UseMutationResult<Job, Error, Asked> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keyOf(project, "jobs") }),
        cache.invalidateQueries({ queryKey: keyOf(project, "rounds") }),
      ]),
  });
}

/** Train round 0 with the parameters that differ from the defaults. */
export const useTrain = (project: string) =>
  useStart(project, ({ parameters, anew }: Trained) =>
    answer(
      client.POST("/api/projects/{project}/trainings", {
        params: { path: { project } },
        body: { parameters: parameters, anew },
      }),
    ),
  );

/** Make the next round. */
export const useFineTune = (project: string) =>
  useStart(project, ({ focus, parameters, anew }: Tuned) =>
    answer(
      client.POST("/api/projects/{project}/fine-tunings", {
        params: { path: { project } },
        body: { focus: [...focus], parameters: parameters, anew },
      }),
    ),
  );

/** Import an upload that has arrived. */
export const useImport = (project: string) =>
  useStart(project, (body: Schemas["ImportIn"]) =>
    answer(client.POST("/api/projects/{project}/imports", { params: { path: { project } }, body })),
  );

/** Import a folder of the server. */
export const useFolderImport = (project: string) =>
  useStart(project, (body: Schemas["FolderImportIn"]) =>
    answer(client.POST("/api/projects/{project}/folder-imports", { params: { path: { project } }, body })),
  );

/** Ask a job to stop. */
export const useCancel = (project: string) =>
  useStart(project, (job: string) =>
    answer(
      client.POST("/api/projects/{project}/jobs/{job_id}/cancellation", {
        params: { path: { project, job_id: job } },
      }),
    ),
  );

/** Queue a failed or cancelled job again. */
export const useRetry = (project: string) =>
  useStart(project, (job: string) =>
    answer(
      client.POST("/api/projects/{project}/jobs/{job_id}/retry", {
        params: { path: { project, job_id: job } },
      }),
    ),
  );

const PART_BYTES = 4 << 20;

/** The server, as an upload of a project sees it. */
export function wireTo(project: string): Wire {
  const path = (id: string) => ({ project, upload_id: id });
  return {
    begin: (name, sizeBytes): Promise<Arrived> =>
      answer(
        client.POST("/api/projects/{project}/uploads", {
          params: { path: { project } },
          body: { name, size_bytes: sizeBytes, part_bytes: PART_BYTES },
        }),
      ),
    arrived: (id): Promise<Arrived> =>
      answer(client.GET("/api/projects/{project}/uploads/{upload_id}", { params: { path: path(id) } })),
    send: (id, offset, part, signal): Promise<Arrived> =>
      answer(
        client.PUT("/api/projects/{project}/uploads/{upload_id}/parts", {
          params: { path: path(id), query: { offset } },
          // The schema calls bytes a string; they are sent as they are.
          body: part as unknown as string,
          bodySerializer: (bytes) => bytes,
          headers: { "Content-Type": "application/octet-stream" },
          signal,
        }),
      ),
  };
}
