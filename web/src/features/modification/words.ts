/** Between a drawing and what the server stores of it. */
import { contentOf, documentsOf, drawingOf, type Drawing } from "@/geometry/drawing";
import type { Action } from "@/geometry/actions";
import type { Size } from "@/geometry/points";
import { reduce } from "@/geometry/reduce";
import type { RegionIn, Word } from "@/api/journal";
import { NOTHING, type Stored } from "@/api/said";

import { mayBeRelevant, type Truth } from "./evidence";

/** What a drawing says; without a verdict it takes back what was said before. */
export function wordOf(drawing: Drawing): Word {
  const { verdict } = drawing.content;
  if (verdict === null) return { is: "withdrawn" };
  const regions = documentsOf(drawing).map(({ relevance, points }): RegionIn => ({
    relevance,
    points: points.map(([x, y]) => [x, y]),
  }));
  return { is: "drawn", verdict, regions };
}

/** Open a drawing over what is stored. */
export function opened(size: Size, stored: Stored | null, truth: Truth): Drawing {
  const { regions, verdict } = stored ?? NOTHING;
  return next(truth)(drawingOf(size), { by: "loaded", regions, verdict, origin: "server" });
}

/** Whether a drawing says what is stored. */
export function says(drawing: Drawing, { regions, verdict }: Stored): boolean {
  if (drawing.content.verdict !== verdict) return false;
  const content = contentOf(regions, verdict, drawing.image, 1);
  const same = documentsOf({ ...drawing, content });
  return JSON.stringify(documentsOf(drawing)) === JSON.stringify(same);
}

/** From one drawing to the next, where `look here` may be said only of what the image carries. */
export function next(truth: Truth): (drawing: Drawing, action: Action) => Drawing {
  return (drawing, action) => {
    const after = reduce(drawing, action);
    const isAllowed = mayBeRelevant(truth, after.content.verdict);
    return after.relevance === "relevant" && !isAllowed ? { ...after, relevance: "irrelevant" } : after;
  };
}
