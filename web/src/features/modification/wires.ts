/** Livewire over one image: its costs are found when they are first asked for. */
import type { Drawing } from "@/geometry/drawing";
import { costMapOf, pathTo, searchFrom, snapped, type CostMap, type Search } from "@/geometry/livewire";
import { distance, onImage, type Point } from "@/geometry/points";
import { CORNERS_MIN, type Ring } from "@/geometry/polygons";

import { greyOf, type Raw } from "./raw";

/** The way along the edges of one picture. */
export interface Wire {
  /** From the last corner to the pointer; the first corner snaps to an edge near it. */
  readonly legTo: (drawing: Drawing, point: Point, snap_px: number) => Ring;
  /** From the last corner back to the first. */
  readonly wayBack: (drawing: Drawing) => Ring;
}

/** Lay a wire over a picture. */
export function wireOver(raw: Raw): Wire {
  let map: CostMap | null = null;
  let search: Search | null = null;
  const costs = (): CostMap => (map ??= costMapOf(greyOf(raw)));
  const from = (anchor: Point): Search => {
    if (search?.anchor !== anchor) search = searchFrom(costs(), anchor);
    return search;
  };
  return {
    legTo: (drawing, point, snap_px) => {
      const { first, last, corners } = endsOf(drawing);
      const at = onImage(point, drawing.image);
      if (last === null) return [snapped(costs(), at, snap_px)];
      const closes = first !== null && corners >= CORNERS_MIN && distance(first, at) <= snap_px;
      return pathTo(from(last), closes ? first : snapped(costs(), at, snap_px)).slice(1);
    },
    wayBack: (drawing) => {
      const { first, last } = endsOf(drawing);
      return first === null || last === null ? [] : pathTo(from(last), first).slice(1);
    },
  };
}

interface Ends {
  readonly first: Point | null;
  readonly last: Point | null;
  readonly corners: number;
}

function endsOf({ open }: Drawing): Ends {
  const legs = open?.tool === "livewire" ? open.legs : [];
  return { first: legs[0]?.at(-1) ?? null, last: legs.at(-1)?.at(-1) ?? null, corners: legs.length };
}
