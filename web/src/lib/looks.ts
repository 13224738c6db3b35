/** How a person wants heatmaps to look: kept in this browser, the same in every view. */
import { COLOUR_MAPS, colourTable, type ColourMap } from "./colours";
import type { Scaling } from "./heatmap";
import type { Look } from "./painting";
import { createStore, type Store } from "./store";

/** `by`: one scale for a label and round, so that the same colour means the same evidence, or each image's own. */
export interface Looks {
  readonly isOn: boolean;
  /** In [0, 1]. */
  readonly opacity: number;
  /** Of the heatmap in [0, 1]; what is below is not painted. */
  readonly threshold: number;
  readonly map: ColourMap;
  readonly by: Scaling["by"];
}

export const LOOKS: Looks = { isOn: true, opacity: 0.55, threshold: 0, map: "inferno", by: "label" };

const KEY = "medebiaser-looks";

/** Return looks out of what the browser kept; what cannot be read is the default. */
export function readLooks(kept: string | null): Looks {
  const found = fieldsOf(kept);
  return {
    isOn: typeof found["isOn"] === "boolean" ? found["isOn"] : LOOKS.isOn,
    opacity: shareOr(found["opacity"], LOOKS.opacity),
    threshold: shareOr(found["threshold"], LOOKS.threshold),
    map: COLOUR_MAPS.find((each) => each === found["map"]) ?? LOOKS.map,
    by: found["by"] === "image" ? "image" : "label",
  };
}

function fieldsOf(kept: string | null): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(kept ?? "null");
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function shareOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : otherwise;
}

/** The one place where they are. */
export const looks: Store<Looks> = createStore(readLooks(kept()));

/** A browser may forbid pages to keep anything. */
function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Change some of it, for now and for the next time. */
export function changeLooks(change: Partial<Looks>): void {
  const next = { ...looks.get(), ...change };
  looks.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // forbidden or full: it holds until the page is left
  }
}

/** What painting needs of it. */
export function lookOf({ map, opacity, threshold }: Looks): Look {
  return { colours: colourTable(map), opacity, threshold };
}

/** How a heatmap is brought to [0, 1], given its label's and round's scale. */
export function scalingOf({ by }: Looks, scale: number | null): Scaling {
  return by === "image" ? { by } : { by, scale };
}
