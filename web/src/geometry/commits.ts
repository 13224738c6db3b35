/** Changes of a drawing's content: what may enter, and how history and verdict follow. */
import { mended } from "./brush";
import { clipped } from "./clipping";
import type { Change, Content, Drawing, Notice, Region, Tool, Verdict } from "./drawing";
import type { Relevance, Size } from "./points";
import { boundsOf } from "./points";
import { CORNERS_MAX, refusalOf, withoutRepeats, type Ring } from "./polygons";
import { simplifiedRing } from "./simplification";

const HISTORY_MAX = 500;

type Cause = Pick<Change, "origin" | "by">;

/** The drawing with other content, one step further in its history. */
export function committed(
  drawing: Drawing,
  content: Content,
  { origin, by }: Cause,
  notice: Notice | null = null,
): Drawing {
  return {
    ...drawing,
    content: { ...content, verdict: verdictOf(content) },
    open: null,
    selected: stillThere(content, drawing.selected),
    past: [...drawing.past, drawing.content].slice(-HISTORY_MAX),
    future: [],
    change: { number: drawing.change.number + 1, origin, by },
    notice,
  };
}

/** The selection, if its region is still there. */
export function stillThere({ regions }: Content, selected: number | null): number | null {
  return regions.some(({ id }) => id === selected) ? selected : null;
}

/** What the regions say together with the verdict that was chosen. */
function verdictOf({ regions, ignored, verdict }: Content): Verdict | null {
  const isDrawn = regions.length + ignored.length > 0;
  if (verdict === "label is wrong") return verdict;
  if (!isDrawn) return verdict === "corrected" || verdict === "accepted" ? null : verdict;
  const isAsShown = regions.every(({ tool, touched }) => tool === "heatmap" && !touched);
  return isAsShown && ignored.length === 0 ? "accepted" : "corrected";
}

/** The drawing unchanged but for what a person should be told. */
export function refused(drawing: Drawing, notice: Notice): Drawing {
  return { ...drawing, notice };
}

/** Rings as they may be stored, or why they may not. */
export type Admission =
  | { readonly rings: readonly Ring[]; readonly notice: Notice | null }
  | { readonly rings: null; readonly notice: Notice };

/** Refuse what the server refuses, and cut off what lies outside the image. */
export function admitted(points: Ring, image: Size): Admission {
  const ring = withoutRepeats(points);
  const why = refusalOf(ring);
  if (why) return { rings: null, notice: { kind: "refused", why } };
  const { pieces, lost } = clipped(ring, image);
  if (pieces.length === 0) {
    const outside = { reason: "outside", bounds: boundsOf(ring) } as const;
    return { rings: null, notice: { kind: "refused", why: outside } };
  }
  if (lost === 0) return { rings: pieces, notice: null };
  return { rings: pieces, notice: { kind: "clipped", lost, pieces: pieces.length } };
}

/** The same for a free-hand line: loops where it crosses itself are mended, not refused. */
export function admittedFreehand(points: Ring, image: Size, stray_px: number): Admission {
  const simple = simplifiedRing(points.slice(0, CORNERS_MAX), stray_px);
  if (refusalOf(simple)?.reason !== "crossing") return admitted(simple, image);
  const ring = mended(simple, image);
  if (ring === null) return admitted(simple, image);
  const admission = admitted(ring, image);
  return admission.rings ? { ...admission, notice: admission.notice ?? { kind: "mended" } } : admission;
}

/** Put new regions on top of the others and choose the last of them. */
export function withNewRegions(
  drawing: Drawing,
  admission: Admission,
  tool: Tool,
  cause: Cause,
): Drawing {
  if (admission.rings === null) return refused({ ...drawing, open: null }, admission.notice);
  const regions = numbered(drawing.nextId, admission.rings, tool, drawing.relevance);
  const content = { ...drawing.content, regions: [...drawing.content.regions, ...regions] };
  const next = committed(drawing, content, cause, admission.notice);
  const last = regions.at(-1);
  return { ...next, nextId: drawing.nextId + regions.length, selected: last?.id ?? next.selected };
}

/** Rings as regions with numbers of their own. */
export function numbered(
  firstId: number,
  rings: readonly Ring[],
  tool: Tool,
  relevance: Relevance,
): readonly Region[] {
  return rings.map((points, at) => ({ id: firstId + at, tool, relevance, points, touched: false }));
}

/** Replace one region by rings: the first keeps its number; none of them removes it. */
export function withRegionReplaced(
  drawing: Drawing,
  id: number,
  admission: Admission,
  cause: Cause,
): Drawing {
  const region = drawing.content.regions.find((each) => each.id === id);
  if (!region) return { ...drawing, open: null };
  if (admission.rings === null) return refused({ ...drawing, open: null }, admission.notice);
  const pieces = admission.rings.map((points, at) => ({
    ...region,
    id: at === 0 ? id : drawing.nextId + at - 1,
    points,
    touched: true,
  }));
  const regions = drawing.content.regions.flatMap((each) => (each.id === id ? pieces : [each]));
  const next = committed(drawing, { ...drawing.content, regions }, cause, admission.notice);
  return { ...next, nextId: drawing.nextId + Math.max(pieces.length - 1, 0) };
}
