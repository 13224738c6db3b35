/** The keys of the viewer. */
import { flushSync } from "react-dom";

import type { Step } from "@/geometry/actions";
import type { Drawing, Verdict } from "@/geometry/drawing";
import { CORNERS_MIN } from "@/geometry/polygons";
import { changeLooks, looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { useShortcuts } from "@/ui/shortcuts";

import { mayBeRelevant, obstacleTo, type Situation } from "./evidence";
import { BRUSH_PX, type Holding } from "./Toolbar";
import { TOOLS, type ToolName } from "./tools";
import { withWayBack } from "./useGestures";
import type { Windowing } from "./useWindowing";
import { ZOOM_STEP } from "./ViewBar";
import { fit, original, zoomed, type ViewStore } from "./views";
import type { Wire } from "./wires";
import { next } from "./words";

const TOOL_KEYS: Readonly<Record<ToolName, string>> = {
  select: "v",
  box: "b",
  polygon: "p",
  freehand: "f",
  livewire: "l",
  brush: "r",
  cells: "g",
  pan: "m",
  window: "w",
};
const VERDICT_KEYS = { accepted: "a", "nothing to mark": "n", "label is wrong": "q", "cannot tell": "c" } as const;
const VERDICTS = ["accepted", "nothing to mark", "label is wrong", "cannot tell"] as const;
const BRUSH_STEP = 1.25;

/** Whom the keys tell. */
export interface Keyed {
  readonly situation: Situation;
  readonly wire: Wire | null;
  readonly holding: Holding;
  readonly hold: (change: Partial<Holding>) => void;
  readonly act: (step: Step) => void;
  readonly give: (verdict: Verdict) => void;
  readonly takeHeatmap: () => void;
  readonly view: ViewStore;
  readonly windowing: Windowing;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
}

/** Which controls a key presses where one has the focus, whatever the key means elsewhere; Space presses no link. */
const PRESSED: ReadonlyMap<string, string> = new Map([
  [" ", "button, input, [role=menuitem]"],
  ["Enter", "button, a, input, [role=menuitem]"],
]);

function unlessPressing(run: () => void): (event: KeyboardEvent) => void {
  return ({ key, target }) => {
    const controls = PRESSED.get(key);
    const isHeard = controls !== undefined && target instanceof HTMLElement;
    const pressed = isHeard ? target.closest<HTMLElement>(controls) : null;
    if (pressed === null) run();
    else pressed.click();
  };
}

/** Close the line that is still open, so that going on loses nothing that was drawn. */
export function finishing({ situation, wire, act }: Pick<Keyed, "situation" | "wire" | "act">, then: () => void): void {
  const { drawing } = situation;
  const { open } = drawing;
  if (open !== null) {
    const step: Step = "legs" in open ? withWayBack({ by: "polygon-closed" }, { drawing, wire }) : { by: "released" };
    flushSync(() => act(step)); // what it makes of the drawing is saved before the image changes
    if (staysOpen(situation, step)) return;
  }
  then();
}

/** A polygon that crosses itself is refused and stays: going on would lose it. */
function staysOpen({ drawing, truth }: Situation, step: Step): boolean {
  const { open } = next(truth)(drawing, { ...step, origin: "screen" });
  return open !== null && "legs" in open && open.legs.length >= CORNERS_MIN;
}

/** Let the keys work while the viewer is there. */
export function useKeys(keyed: Keyed): void {
  useShortcuts([...toolKeys(keyed), ...drawingKeys(keyed), ...verdictKeys(keyed), ...viewKeys(keyed), ...pagingKeys(keyed)]);
}

type Bound = Parameters<typeof useShortcuts>[0][number];

function toolKeys({ holding, hold }: Keyed): readonly Bound[] {
  const group = text("modification.keys.tools");
  const resized = (factor: number): void => {
    const brush_px = Math.round(Math.min(Math.max(holding.brush_px * factor, BRUSH_PX.min), BRUSH_PX.max));
    hold({ brush_px });
  };
  return [
    ...TOOLS.map((tool) => ({
      keys: [TOOL_KEYS[tool]],
      title: text(`modification.tool.${tool}`),
      group,
      run: () => hold({ tool }),
    })),
    { keys: ["e"], title: text("modification.brush.erases"), group, run: () => hold({ tool: "brush", erases: !holding.erases }) },
    { keys: ["."], title: text("modification.brush.larger"), group, run: () => resized(BRUSH_STEP) },
    { keys: [","], title: text("modification.brush.smaller"), group, run: () => resized(1 / BRUSH_STEP) },
  ];
}

function drawingKeys({ situation, wire, act, takeHeatmap }: Keyed): readonly Bound[] {
  const group = text("modification.keys.drawing");
  const { drawing } = situation;
  return [
    {
      keys: ["Enter"],
      title: text("modification.key.close"),
      group,
      run: unlessPressing(() => act(withWayBack({ by: "polygon-closed" }, { drawing, wire }))),
    },
    { keys: ["Escape"], title: text("modification.key.cancel"), group, run: () => act({ by: "cancelled" }) },
    {
      keys: ["Delete", "Backspace"],
      title: text("modification.key.delete"),
      group,
      run: () => {
        if (drawing.selected !== null) act({ by: "region-deleted", region: drawing.selected });
      },
    },
    { keys: ["x"], title: text("modification.key.relevance"), group, run: () => turned(drawing, situation, act) },
    { keys: ["t"], title: text("modification.heatmap.take"), group, run: takeHeatmap },
    { keys: ["Ctrl+Z"], title: text("modification.undo"), group, run: () => act({ by: "undone" }) },
    { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], title: text("modification.redo"), group, run: () => act({ by: "redone" }) },
  ];
}

/** Of the chosen region; without one, of those to come. */
function turned(drawing: Drawing, { truth }: Situation, act: Keyed["act"]): void {
  const chosen = drawing.content.regions.find(({ id }) => id === drawing.selected);
  const relevance = (chosen?.relevance ?? drawing.relevance) === "relevant" ? "irrelevant" : "relevant";
  if (relevance === "relevant" && !mayBeRelevant(truth, drawing.content.verdict)) return;
  act(chosen ? { by: "relevance-changed", region: chosen.id, relevance } : { by: "relevance-chosen", relevance });
}

function verdictKeys({ situation, give }: Keyed): readonly Bound[] {
  return VERDICTS.map((verdict) => ({
    keys: [VERDICT_KEYS[verdict]],
    title: text(`modification.verdict.${verdict}`),
    group: text("modification.verdict"),
    run: () => {
      if (obstacleTo(verdict, situation) === null) give(verdict);
    },
  }));
}

function viewKeys({ view, windowing }: Keyed): readonly Bound[] {
  const group = text("modification.view");
  return [
    { keys: ["h"], title: text("modification.heat"), group, run: () => changeLooks({ isOn: !looks.get().isOn }) },
    { keys: ["i"], title: text("modification.invert"), group, run: windowing.invert },
    { keys: ["+", "="], title: text("modification.zoom.in"), group, run: () => view.set(zoomed(view.get(), ZOOM_STEP)) },
    { keys: ["-"], title: text("modification.zoom.out"), group, run: () => view.set(zoomed(view.get(), 1 / ZOOM_STEP)) },
    { keys: ["1"], title: text("modification.key.original"), group, run: () => view.set(original(view.get())) },
    {
      keys: ["0"],
      title: text("modification.reset"),
      group,
      run: () => {
        windowing.reset();
        view.set(fit(view.get()));
      },
    },
  ];
}

function pagingKeys(keyed: Keyed): readonly Bound[] {
  const group = text("modification.keys.order");
  return [
    {
      keys: ["Space", "PageDown"],
      title: text("modification.next"),
      group,
      run: unlessPressing(() => finishing(keyed, keyed.onNext)),
    },
    {
      keys: ["Shift+Space", "PageUp"],
      title: text("modification.previous"),
      group,
      run: () => finishing(keyed, keyed.onPrevious),
    },
  ];
}
