/** The maps of the images on the screen under each round: one request for each round and page. */
import { useQueries } from "@tanstack/react-query";

import { mapsQuery } from "@/api/queries-looking";
import type { Maps } from "@/lib/heatmap";

/** Return the maps that hold an image of a round; null: they are not there yet, or never were made. */
export type MapsOf = (round: number, row: number) => Maps | null;

export function useGridMaps(project: string, rounds: readonly number[], pages: readonly (readonly number[])[]): MapsOf {
  return useQueries({
    queries: rounds.flatMap((round) => pages.map((rows) => mapsQuery(project, round, rows))),
    combine: (asked) => {
      const found = asked.map(({ data }) => data ?? null);
      return (round: number, row: number) => {
        const from = rounds.indexOf(round) * pages.length;
        return found.slice(from, from + pages.length).find((maps) => maps?.rows.includes(row)) ?? null;
      };
    },
  });
}
