/** What the viewer asks the server for. */
import { queryOptions } from "@tanstack/react-query";

import { answer, bytes, client } from "@/api/client";
import { keyOf } from "@/api/invalidation";

import { rawOf } from "./raw";

const FOREVER = Number.POSITIVE_INFINITY;
const PIXELS_KEPT_MS = 60_000;

/** An image's own pixels. They never change, so that no event makes them stale. */
export const pixelsQuery = (project: string, row: number) =>
  queryOptions({
    queryKey: ["pixels", project, row],
    queryFn: async ({ signal }) => {
      const reply = await bytes(`/api/projects/${encodeURIComponent(project)}/images/${row}/pixels`, signal);
      return rawOf(row, reply.headers, await reply.arrayBuffer());
    },
    staleTime: FOREVER,
    gcTime: PIXELS_KEPT_MS,
  });

/** The notes on an image. */
export const notesQuery = (project: string, row: number) =>
  queryOptions({
    queryKey: keyOf(project, "notes", row),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/images/{row}/notes", { params: { path: { project, row } }, signal })),
  });
