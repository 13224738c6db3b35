/** A region as an address says it. */
import { boundsOf } from "@/geometry/points";
import type { Ring } from "@/geometry/polygons";
import { simplifiedRing } from "@/geometry/simplification";

const CORNERS_MAX = 40;
/** Beyond this a region's bounds do as well: it is compared cell by cell of a coarse grid. */
const STRAY_MAX_PX = 64;

/** Its corners as x,y,x,y,… to a tenth of a pixel, few enough for an address. */
export function cornersOf(points: Ring): string {
  return fewer(points)
    .flatMap(([x, y]) => [Math.round(10 * x) / 10, Math.round(10 * y) / 10])
    .join(",");
}

function fewer(points: Ring): Ring {
  if (points.length <= CORNERS_MAX) return points;
  for (let stray_px = 0.5; stray_px <= STRAY_MAX_PX; stray_px *= 2) {
    const ring = simplifiedRing(points, stray_px);
    if (ring.length <= CORNERS_MAX) return ring;
  }
  const { left, top, right, bottom } = boundsOf(points);
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
