/** The maps of what is on the screen: one request for each page of the ranking. */
import { useQueries } from "@tanstack/react-query";

import { mapsQuery, type Ranking } from "@/api/queries-looking";
import { isRefusal } from "@/api/refusal";
import type { Maps } from "@/lib/heatmap";

export interface FoundMaps {
  readonly of: (row: number) => Maps | null;
  /** Why there are none; null: they are there or on their way. */
  readonly refused: string | null;
}

export function useMaps(project: string, round: number, pages: readonly Ranking[]): FoundMaps {
  return useQueries({
    queries: pages.map(({ images }) => mapsQuery(project, round, images.map(({ image }) => image.row))),
    combine: (found) => {
      const maps = found.flatMap(({ data }) => data ?? []);
      const refusal = found.find(({ error }) => isRefusal(error, 423))?.error ?? null;
      return {
        of: (row) => maps.find(({ rows }) => rows.includes(row)) ?? null,
        refused: refusal?.message ?? null,
      };
    },
  });
}
