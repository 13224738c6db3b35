/** What can be done to a drawing. */
import type { Content, Origin, RegionDocument, Tool, Verdict } from "./drawing";
import type { CellNumber } from "./grids";
import type { Point, Relevance } from "./points";
import type { Ring } from "./polygons";

/** One thing done; `by` names it, all lengths are in image pixels. */
export type Step =
  /** The server's annotation takes the drawing's place; history starts anew. */
  | { readonly by: "loaded"; readonly regions: readonly RegionDocument[]; readonly verdict: Verdict | null }
  /** Content kept elsewhere (a change the journal still holds) takes the drawing's place. */
  | { readonly by: "restored"; readonly content: Content }
  | { readonly by: "relevance-chosen"; readonly relevance: Relevance }
  | { readonly by: "verdict-chosen"; readonly verdict: Verdict | null }
  | { readonly by: "region-chosen"; readonly region: number | null }
  /** A click: a corner, or with livewire the path to it. Near the first corner it closes. */
  | {
      readonly by: "corner-added";
      readonly tool: "polygon" | "livewire";
      readonly leg: Ring;
      readonly tolerance_px: number;
    }
  /** The pointer moves: what a click would add. */
  | { readonly by: "corner-previewed"; readonly leg: Ring }
  /** Double click or Enter. */
  | { readonly by: "polygon-closed"; readonly leg?: Ring }
  /** Escape. */
  | { readonly by: "cancelled" }
  | { readonly by: "freehand-begun"; readonly at: Point }
  | { readonly by: "box-begun"; readonly at: Point }
  | { readonly by: "brush-begun"; readonly at: Point; readonly radius_px: number; readonly erases: boolean }
  | { readonly by: "corner-grabbed"; readonly region: number; readonly corner: number }
  /** A corner is put on the edge that starts at corner `from` and grabbed at once. */
  | { readonly by: "edge-grabbed"; readonly region: number; readonly from: number; readonly at: Point }
  | { readonly by: "region-grabbed"; readonly region: number; readonly at: Point }
  | { readonly by: "dragged"; readonly to: Point }
  | { readonly by: "released" }
  | { readonly by: "corner-deleted"; readonly region: number; readonly corner: number }
  | { readonly by: "region-deleted"; readonly region: number }
  | { readonly by: "relevance-changed"; readonly region: number; readonly relevance: Relevance }
  /** Another surface drew or changed a region. */
  | { readonly by: "region-added"; readonly tool: Tool; readonly points: Ring }
  | { readonly by: "region-replaced"; readonly region: number; readonly points: Ring }
  /** The heatmap's outline as a starting point; regions taken so before and not touched since go. */
  | { readonly by: "heatmap-taken"; readonly rings: readonly Ring[] }
  | { readonly by: "cells-set"; readonly cells: readonly CellNumber[]; readonly ignored: boolean }
  | { readonly by: "undone" }
  | { readonly by: "redone" };

/** A step and where it came from. */
export type Action = Step & { readonly origin: Origin };

/** The action of one name. */
export type ActionBy<By extends Step["by"]> = Extract<Step, { readonly by: By }> & {
  readonly origin: Origin;
};
