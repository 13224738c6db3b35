/** The ten steps of the tour, in the order of the loop. */
import type { ViewName } from "../views";

const NAMES = ["labels", "together", "train", "order", "card", "accept", "draw", "verdict", "tune", "compare"] as const;

export type StepName = (typeof NAMES)[number];

/** One step: the view it happens in, and what the address asks for there. */
export interface Step {
  readonly name: StepName;
  readonly view: ViewName;
}

const VIEW_OF: Readonly<Record<StepName, ViewName>> = {
  labels: "labels",
  together: "labels",
  train: "panel",
  order: "attention",
  card: "attention",
  accept: "attention",
  draw: "modification",
  verdict: "modification",
  tune: "panel",
  compare: "performance",
};

export const STEPS: readonly Step[] = NAMES.map((name) => ({ name, view: VIEW_OF[name] }));

/** What is known of the project that the tour leads through. */
export interface Ground {
  readonly project: string;
  /** The label that the views with images show where none is chosen; null: the project has none. */
  readonly label: string | null;
  /** The round that the views show; null: no model yet. */
  readonly round: number | null;
}

/** How the page marks the control that a step speaks of. */
export function selectorOf({ name }: Step): string {
  return `[data-tour="${name}"]`;
}

/** Return where a step happens. What is chosen stays, but for what would hide the step's control. */
export function addressOf(step: Step, ground: Ground, search: URLSearchParams): { pathname: string; search: string } {
  const next = new URLSearchParams(search);
  for (const name of ["image", "place", "part"]) next.delete(name);
  if (isOfOneLabel(step) && !next.has("label") && ground.label !== null) next.set("label", ground.label);
  if (step.name === "compare" && (ground.round ?? 0) > 0) next.set("part", "receipt");
  return { pathname: `/projects/${encodeURIComponent(ground.project)}/${step.view}`, search: next.toString() };
}

function isOfOneLabel({ view }: Step): boolean {
  return view === "attention" || view === "modification";
}

type WordsKey = `tour.${StepName}.text` | "tour.train.engineer";

/** What a step says; an engineer hears of the parameters, too. */
export function wordsOf({ name }: Step, isEngineer: boolean): WordsKey {
  return name === "train" && isEngineer ? "tour.train.engineer" : `tour.${name}.text`;
}

interface Counted {
  readonly name: string;
  readonly positives: number;
}

/** Return the rarest label that any image carries: shortcuts are easiest to see there. */
export function rarest(labels: readonly Counted[]): string | null {
  const carried = labels.filter(({ positives }) => positives > 0);
  return carried.toSorted((a, b) => a.positives - b.positives)[0]?.name ?? labels[0]?.name ?? null;
}
