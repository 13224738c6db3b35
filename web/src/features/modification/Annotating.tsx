import { Alert, Button, Switch, Text } from "@mantine/core";
import { useMemo, useState, type ReactElement, type ReactNode } from "react";

import { laneOf, type Pair } from "@/api/journal";
import type { Annotation } from "@/api/queries-annotating";
import type { Verdict } from "@/geometry/drawing";
import type { Size } from "@/geometry/points";
import type { Grid } from "@/lib/heatmap";
import { labelColour } from "@/lib/label-colours";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import { mayBeRelevant, type Situation, type Truth } from "./evidence";
import { EvidenceWords } from "./EvidenceWords";
import { outlineWhenAsked, type Outlined } from "./heat";
import { HeatControls } from "./HeatControls";
import classes from "./modification.module.css";
import { noticeWords } from "./notices";
import type { Outline } from "./overlay";
import type { Raw } from "./raw";
import { Refused } from "./Refused";
import { Regions } from "./Regions";
import type { ShownStore } from "./shown";
import { Stage } from "./Stage";
import { Toolbar, type Holding } from "./Toolbar";
import { useDrawing, type Drawn } from "./useDrawing";
import { finishing, useKeys } from "./useKeys";
import type { Windowing } from "./useWindowing";
import { Verdicts } from "./Verdicts";
import { ViewBar } from "./ViewBar";
import type { ViewStore } from "./views";
import { wireOver } from "./wires";

/** What is annotated, and with what. */
export interface Props {
  readonly pair: Pair;
  readonly labels: readonly string[];
  readonly size: Size;
  readonly truth: Truth;
  readonly annotations: readonly Annotation[];
  /** Who annotates. */
  readonly author: string;
  readonly raw: Raw | null;
  /** The signed map of the label; null: the round has none. */
  readonly map: Grid | null;
  readonly heat: CanvasImageSource | null;
  readonly holding: Holding;
  readonly hold: (change: Partial<Holding>) => void;
  readonly view: ViewStore;
  readonly shown: ShownStore;
  readonly windowing: Windowing;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
  /** What was refused is given up: show what is stored. */
  readonly onDropped: () => void;
  /** Given the way to finish what is being drawn before something else is shown. */
  readonly head: (finish: (then: () => void) => void) => ReactNode;
  readonly foot: ReactNode;
}

/** One image and one label: drawing, verdict, and what the model went by. */
export function Annotating(props: Props): ReactElement {
  const { pair, size, truth, annotations, author, raw, map, holding, hold, view, windowing } = props;
  const own = annotations.find((each) => each.label === pair.label && each.author === author) ?? null;
  const drawn = useDrawing({ pair, size, truth, own });
  const wire = useMemo(() => (raw === null ? null : wireOver(raw)), [raw]);
  const outline = useMemo(() => outlineWhenAsked(map, size), [map, size]);
  const others = useOthers(props);
  const [showsOthers, showOthers] = useState(true);
  const { drawing, act } = drawn;
  const said = useSaying(drawn, truth, outline);
  useKeys({ ...props, ...said, wire, act });
  const finish = (then: () => void): void => finishing({ situation: said.situation, wire, act }, then);
  const scene = {
    drawing,
    colour: colourOf(props.labels, pair.label),
    heat: props.heat,
    hasCells: holding.tool === "cells",
    others: showsOthers ? others : NONE,
  };
  return (
    <>
      <Toolbar holding={holding} hold={hold} drawing={drawing} mayPoint={said.mayPoint} act={act} />
      <div className={classes.over}>
        <Stage
          name={`${pair.label}, ${text("modification.image", { row: pair.row })}`}
          hand={{ ...holding, drawing, wire, view, act, onWindow: windowing.drag }}
          scene={scene}
          shown={props.shown}
          row={pair.row}
        />
        <ViewBar view={view} windowing={windowing} />
      </div>
      <aside className={classes.panel} aria-label={text("modification.panel")}>
        {props.head(finish)}
        <Verdicts situation={said.situation} onGive={said.give} />
        <Told drawn={drawn} pair={pair} onDropped={props.onDropped} />
        <EvidenceWords drawing={drawing} map={map} />
        <FromHeatmap said={said} />
        <HeatControls />
        <Regions pair={pair} drawing={drawing} mayPoint={said.mayPoint} act={act} />
        {others.length > 0 && (
          <Switch
            size="sm"
            label={text("modification.others", { n: others.length })}
            checked={showsOthers}
            onChange={(event) => showOthers(event.currentTarget.checked)}
          />
        )}
        {props.foot}
      </aside>
    </>
  );
}

const NONE: readonly Outline[] = [];

interface Saying {
  readonly situation: Situation;
  /** Whether "look here" may be said. */
  readonly mayPoint: boolean;
  readonly takeHeatmap: () => void;
  readonly give: (verdict: Verdict) => void;
}

/** What may be said of the heatmap now, and how. */
function useSaying(drawn: Drawn, truth: Truth, outline: Outlined): Saying {
  const { drawing, act } = drawn;
  const mayPoint = mayBeRelevant(truth, drawing.content.verdict);
  const takeHeatmap = (): void => {
    if (mayPoint) act({ by: "heatmap-taken", rings: outline.rings() });
  };
  return {
    situation: { drawing, truth, hasOutline: outline.isThere },
    mayPoint,
    takeHeatmap,
    give: (verdict) => {
      if (verdict === "accepted" && drawing.content.verdict !== "accepted") takeHeatmap();
      else act({ by: "verdict-chosen", verdict: givenOr(verdict, drawn, truth) });
    },
  };
}

function FromHeatmap({ said }: { readonly said: Saying }): ReactElement {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Glyph name="attention" size={15} />}
      disabled={!said.mayPoint || !said.situation.hasOutline}
      onClick={said.takeHeatmap}
    >
      {text("modification.heatmap.take")}
    </Button>
  );
}

/** A verdict that is given already is taken back, where what is drawn may stand without it. */
function givenOr(verdict: Verdict, { drawing }: Drawn, truth: Truth): Verdict | null {
  if (drawing.content.verdict !== verdict) return verdict;
  const points = drawing.content.regions.some(({ relevance }) => relevance === "relevant");
  return points && !mayBeRelevant(truth, null) ? verdict : null;
}

/** What the last thing did, what the server says of it, and what it refused. */
function Told({ drawn, pair, onDropped }: { readonly drawn: Drawn } & Pick<Props, "pair" | "onDropped">): ReactElement {
  const { notice } = drawn.drawing;
  return (
    <>
      <div role="status" className={classes.told}>
        {notice !== null && (
          <Alert color="yellow" icon={<Glyph name="warning" />}>
            {noticeWords(notice)}
          </Alert>
        )}
        {drawn.remarks.map((remark) => (
          <Text key={remark} size="sm" c="dimmed">
            {remark}
          </Text>
        ))}
      </div>
      <Refused key={laneOf(pair)} pair={pair} onDropped={onDropped} />
    </>
  );
}

/** The picture is dark, whatever the page is. */
function colourOf(labels: readonly string[], label: string): string {
  return labelColour(labels.indexOf(label), labels.length, "dark");
}

/** What else is drawn on the image: one's own regions of other labels, and those of other people. */
function useOthers({ annotations, author, pair, labels }: Props): readonly Outline[] {
  const { label } = pair;
  return useMemo(
    () =>
      annotations
        .filter((each) => each.label !== label || each.author !== author)
        .flatMap((each) => each.regions.map(({ points }) => ({ points, colour: colourOf(labels, each.label) }))),
    [annotations, author, label, labels],
  );
}
