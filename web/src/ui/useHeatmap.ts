/** One image's heatmap for one label, as it is wanted to look. */
import { useMemo } from "react";

import { evidenceOf, heatmapOf, mapOf, ofLabel, type Evidence, type Grid, type Maps } from "@/lib/heatmap";
import { scalingOf, type Looks } from "@/lib/looks";

export interface Heat {
  /** To be painted; null: there is none, or nothing of it is to be seen. */
  readonly heatmap: Grid | null;
  /** What is to be seen at this threshold; null: there is no heatmap. */
  readonly evidence: Evidence | null;
}

const NO_HEAT: Heat = { heatmap: null, evidence: null };

/** Return the heatmap and what it has to show; where its label has no scale, by its own. */
export function heatOf(maps: Maps | null, row: number, label: string, looks: Looks): Heat {
  const map = maps === null ? null : mapOf(maps, row, label);
  if (maps === null || map === null) return NO_HEAT;
  const scale = ofLabel(maps, "scales", label) ?? 0;
  const heatmap = heatmapOf(map, scale > 0 ? scalingOf(looks, scale) : { by: "image" });
  const evidence = evidenceOf(heatmap, looks.threshold);
  return { heatmap: evidence === "some" ? heatmap : null, evidence };
}

export function useHeatmap(maps: Maps | null, row: number, label: string, looks: Looks): Heat {
  return useMemo(() => heatOf(maps, row, label, looks), [maps, row, label, looks]);
}
