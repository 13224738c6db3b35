/** What the views that show annotations ask for. */
import { queryOptions } from "@tanstack/react-query";

import { answer, client } from "./client";
import { keyOf } from "./invalidation";
import type { components } from "./schema";

export type Annotation = components["schemas"]["AnnotationOut"];

/** What is known of an image. */
export const imageQuery = (project: string, row: number) =>
  queryOptions({
    queryKey: keyOf(project, "images", row),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/images/{row}", { params: { path: { project, row } }, signal })),
  });

/** Everyone's annotations of an image. */
export const annotationsQuery = (project: string, row: number) =>
  queryOptions({
    queryKey: keyOf(project, "annotations", row),
    queryFn: async ({ signal }) => {
      const params = { path: { project, row } };
      const found = await answer(client.GET("/api/projects/{project}/images/{row}/annotations", { params, signal }));
      return found as unknown as readonly Annotation[]; // a corner has two numbers, which the client's types forget
    },
  });
