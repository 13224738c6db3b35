/** What the performance view asks the server for. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { answer, client } from "@/api/client";
import { keyOf } from "@/api/invalidation";
import type { components } from "@/api/schema";

import { GRID_PAGE } from "./pages";

type Schemas = components["schemas"];
export type Metrics = Schemas["MetricsOut"];
export type Grid = Schemas["GridOut"];
export type GridRow = Schemas["GridRowOut"];
export type Cell = Schemas["CellOut"];
export type Receipt = Schemas["ReceiptOut"];
export type Effort = Schemas["EffortOut"];
export type Work = Schemas["WorkOut"];
export type Calibration = Schemas["CalibrationOut"];
export type Truth = "positive" | "negative";

/** A round's figures on the test images. */
export const metricsQuery = (project: string, round: number) =>
  queryOptions({
    queryKey: keyOf(project, "figures", "metrics", round),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/rounds/{number}/metrics", {
          params: { path: { project, number: round } },
          signal,
        }),
      ),
  });

/** What a round changed. */
export const receiptQuery = (project: string, round: number) =>
  queryOptions({
    queryKey: keyOf(project, "figures", "receipt", round),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/rounds/{number}/receipt", {
          params: { path: { project, number: round } },
          signal,
        }),
      ),
  });

/** How many of the test images with a probability carry the label. */
export const calibrationQuery = (project: string, round: number) =>
  queryOptions({
    queryKey: keyOf(project, "figures", "calibration", round),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/projects/{project}/rounds/{number}/calibration", {
          params: { path: { project, number: round } },
          signal,
        }),
      ),
  });

/** Time and labels of each physician and round. */
export const effortQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "effort"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/effort", { params: { path: { project } }, signal })),
  });

/** The test images with or without a label, and what each round says of them. */
export const gridQuery = (project: string, label: string, rounds: readonly number[], truth: Truth) =>
  infiniteQueryOptions({
    queryKey: keyOf(project, "figures", "grid", label, rounds.join(","), truth),
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET("/api/projects/{project}/comparison-grid", {
          params: {
            path: { project },
            query: { label, rounds: rounds.join(","), truth, start: pageParam, limit: GRID_PAGE },
          },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });
