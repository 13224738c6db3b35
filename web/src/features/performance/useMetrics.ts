import { useQueries } from "@tanstack/react-query";

import { useProjectName, type Round } from "@/api/queries";
import type { Asked } from "@/ui/Faces";

import { metricsQuery, type Metrics } from "./queries";

/** The figures of several rounds, once all of them are there; rounds that were not measured are left out. */
export function useMetrics(rounds: readonly Round[]): Asked<readonly Metrics[]> {
  const project = useProjectName();
  return useQueries({
    queries: rounds.map((each) => metricsQuery(project, each.round)),
    combine: (asked) => {
      const found = asked.flatMap((each) => (each.data === undefined ? [] : [each.data]));
      const isWaiting = asked.some((each) => each.isPending);
      const error = asked.find((each) => each.error !== null)?.error ?? null;
      const refetch = (): void => asked.forEach((each) => void each.refetch());
      if (isWaiting) return { data: undefined, error: null, refetch };
      return { data: found.length === 0 ? undefined : found, error, refetch };
    },
  });
}
