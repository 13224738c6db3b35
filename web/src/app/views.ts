/** The five views: each is a feature with an `index.tsx` that exports its page by default. */
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

import type { GlyphName } from "@/ui/Glyph";

const NAMES = ["panel", "labels", "attention", "modification", "performance"] as const;

export type ViewName = (typeof NAMES)[number];

export interface View {
  readonly name: ViewName;
  readonly glyph: GlyphName;
  readonly Page: LazyExoticComponent<ComponentType>;
}

interface Feature {
  readonly default: ComponentType;
}

const features = import.meta.glob<Feature>(
  "../features/{panel,labels,attention,modification,performance}/index.tsx",
);

/** The views that this build holds, in the order of the loop. */
export const VIEWS: readonly View[] = NAMES.flatMap((name) => {
  const load = features[`../features/${name}/index.tsx`];
  return load === undefined ? [] : [{ name, glyph: name, Page: lazy(load) }];
});

/** Where a project opens. */
export const HOME: ViewName = "labels";

/** Begin to fetch the view of an address while it is still being asked who is logged in. */
export function fetchAhead(pathname: string): void {
  const named = /^\/projects\/[^/]+\/(\w+)/.exec(pathname)?.[1];
  const load = features[`../features/${viewNamed(named)?.name ?? HOME}/index.tsx`];
  load?.().catch(() => undefined); // it is fetched again, and told of, when it is shown
}

/** Whether an address names a view. */
export function viewNamed(name: string | undefined): View | null {
  return VIEWS.find((view) => view.name === name) ?? null;
}
