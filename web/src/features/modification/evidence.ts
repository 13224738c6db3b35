/** What the map says of a region, while it is drawn. */
import { lineShown, regionsShown, type Drawing, type Region, type Verdict } from "@/geometry/drawing";
import type { Relevance, Size } from "@/geometry/points";
import { CORNERS_MIN, type Ring } from "@/geometry/polygons";
import { rasterised } from "@/geometry/rasters";
import { evidenceShare, type Grid } from "@/lib/heatmap";

/** The share of the positive evidence that lies in rings, in [0, 1]; null: there is none at all. */
export function shareIn(rings: readonly Ring[], map: Grid, image: Size): number | null {
  return evidenceShare(map, Float32Array.from(rasterised(rings, image, map.width, map.height).values));
}

/** What a person wants to know of now: the line under the pen, else the chosen region. */
export function ringOfInterest(drawing: Drawing): Ring | null {
  const line = drawing.open?.tool === "brush" ? [] : lineShown(drawing);
  if (line.length >= CORNERS_MIN) return line;
  return regionsShown(drawing).find(({ id }) => id === drawing.selected)?.points ?? null;
}

/** The rings that say where to look, or what to ignore. */
export function ringsOf(regions: readonly Region[], relevance: Relevance): readonly Ring[] {
  return regions.filter((region) => region.relevance === relevance).map(({ points }) => points);
}

/** 1: the table says the image carries the label, 0: it does not, null: nobody knows. */
export type Truth = 0 | 1 | null;

/**
 * Whether `look here` may be said: only of what the image carries.
 *
 * With the verdict that the label is wrong it carries what it did not.
 */
export function mayBeRelevant(truth: Truth, verdict: Verdict | null): boolean {
  return verdict === "label is wrong" ? truth === 0 : truth === 1;
}

/** Why a verdict cannot be given now; null: it can. */
export type Obstacle = "unknown" | "regions-first" | "not-carried" | "no-evidence" | "draw-first";

/** What a verdict needs to know. */
export interface Situation {
  readonly drawing: Drawing;
  readonly truth: Truth;
  /** Whether the heatmap has an outline that can be taken. */
  readonly hasOutline: boolean;
}

type Asked = (situation: Situation) => Obstacle | null;

const OBSTACLES: Readonly<Record<Verdict, Asked>> = {
  accepted: obstacleToAcceptance,
  corrected: ({ drawing }) => (isDrawn(drawing) ? null : "draw-first"),
  "label is wrong": ({ drawing, truth }) => {
    if (truth === null) return "unknown";
    return truth === 1 && ringsOf(drawing.content.regions, "relevant").length > 0 ? "regions-first" : null;
  },
  "nothing to mark": () => null,
  "cannot tell": () => null,
};

/** Say why a verdict cannot be given now, before the server must refuse it. */
export function obstacleTo(verdict: Verdict, situation: Situation): Obstacle | null {
  return verdict === situation.drawing.content.verdict ? null : OBSTACLES[verdict](situation);
}

function obstacleToAcceptance({ drawing, truth, hasOutline }: Situation): Obstacle | null {
  if (truth !== 1) return "not-carried";
  if (isDrawn(drawing)) return "regions-first";
  return hasOutline ? null : "no-evidence";
}

function isDrawn({ content }: Drawing): boolean {
  return content.regions.length + content.ignored.length > 0;
}
