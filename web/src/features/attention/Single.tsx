import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactElement, type RefObject } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { useRounds } from "@/api/queries";
import { mapsQuery, pictureOf, type RankedImage } from "@/api/queries-looking";
import { count } from "@/lib/format";
import { changeLooks, looks } from "@/lib/looks";
import { neighbour } from "@/lib/selection";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { useShortcuts } from "@/ui/shortcuts";
import { useStore } from "@/ui/useStore";

import classes from "./attention.module.css";
import { Against } from "./Against";
import { Choice } from "./FilterBar";
import { likenessOf, modificationOf } from "@/lib/filters";
import { PinAction } from "./PinAction";
import { Side } from "./Side";
import type { Shown } from "./shown";
import { toggle, useAcceptanceOf } from "./useAcceptance";
import { useHeatmap } from "@/ui/useHeatmap";
import { labelsInOrder } from "./words";

interface Props {
  readonly ranked: RankedImage;
  readonly shown: Shown;
  readonly total: number;
  /** The images before and after; null: there is none. */
  readonly previous: RankedImage | null;
  readonly next: RankedImage | null;
  /** Goes to the one before or after. */
  readonly onStep: (step: -1 | 1) => void;
  readonly onBack: () => void;
}

/** One image as large as the screen allows, with everything that is known of it. */
export function Single({ ranked, shown, total, previous, next, onStep, onBack }: Props): ReactElement {
  const { image } = ranked;
  const { project, round, label } = shown;
  const now = useStore(looks);
  const [chosen, setChosen] = useState({ row: image.row, label });
  const overlaid = chosen.row === image.row ? chosen.label : label; // another image begins anew
  const setOverlaid = (name: string): void => setChosen({ row: image.row, label: name });
  const [against, setAgainst] = useState<number | null>(null);
  const maps = useQuery(mapsQuery(project, round, [image.row])).data ?? null;
  const own = useHeatmap(maps, image.row, label, now);
  const acceptance = useAcceptanceOf(ranked, shown, own.evidence);
  const accept = (): void => void toggle(ranked, shown, acceptance);
  usePreloaded(shown, next);
  useKeys({ ranked, shown, accept, onBack, overlaid, setOverlaid, onStep });
  const place = useFocused();
  return (
    <div ref={place} className={classes.single} tabIndex={-1}>
      <div className={classes.left}>
        <div className={classes.tools}>
          <Button size="xs" variant="default" leftSection={<Glyph name="grid" size={15} />} onClick={onBack}>
            {text("attention.single.back")}
          </Button>
          <Step title={text("attention.single.previous")} glyph="left" isThere={previous !== null} onGo={() => onStep(-1)} />
          <span className={classes.faint}>
            {text("attention.single.place", { place: count(ranked.place + 1), total: count(total) })}
          </span>
          <Step title={text("attention.single.next")} glyph="right" isThere={next !== null} onGo={() => onStep(1)} />
          <PinAction project={project} row={image.row} label={label} />
          <OtherRound round={round} against={against} onChoose={setAgainst} />
        </div>
        <Against key={image.row} ranked={ranked} shown={shown} maps={maps} overlaid={overlaid} against={against} />
      </div>
      <Side
        ranked={ranked}
        shown={shown}
        maps={maps}
        overlaid={overlaid}
        onOverlay={setOverlaid}
        acceptance={acceptance}
        onAccept={accept}
      />
    </div>
  );
}

/** What was clicked in the grid is gone: the keyboard goes on here. */
function useFocused(): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  return place;
}

interface StepProps {
  readonly title: string;
  readonly glyph: "left" | "right";
  readonly isThere: boolean;
  readonly onGo: () => void;
}

function Step({ title, glyph, isThere, onGo }: StepProps): ReactElement {
  return (
    <Button size="xs" variant="default" aria-label={title} title={title} disabled={!isThere} onClick={onGo}>
      <Glyph name={glyph} size={15} />
    </Button>
  );
}

interface OtherRoundProps {
  readonly round: number;
  readonly against: number | null;
  readonly onChoose: (round: number | null) => void;
}

/** The round whose heatmap is laid beside this one's. */
function OtherRound({ round, against, onChoose }: OtherRoundProps): ReactElement | null {
  const { data: rounds = [] } = useRounds();
  const others = rounds.filter((each) => each.state === "ready" && each.round !== round);
  if (others.length === 0) return null;
  return (
    <Choice
      title={text("attention.against")}
      value={String(against)}
      choices={[
        ["null", text("attention.against.none")],
        ...others.map(({ round: n }) => [String(n), text("attention.against.round", { n })] as const),
      ]}
      onChoose={(value) => onChoose(value === "null" ? null : Number(value))}
    />
  );
}

/** The image that comes next is fetched while a person looks at this one. */
function usePreloaded({ project, round }: Shown, next: RankedImage | null): void {
  const cache = useQueryClient();
  const row = next?.image.row;
  useEffect(() => {
    if (row === undefined) return;
    cache.query(mapsQuery(project, round, [row])).catch(() => undefined); // asked again when it is opened
    new Image().src = pictureOf(project, row, 2048, "rendering");
  }, [cache, project, round, row]);
}

interface Keys extends Pick<Props, "ranked" | "shown" | "onStep" | "onBack"> {
  readonly accept: () => void;
  readonly overlaid: string;
  readonly setOverlaid: (label: string) => void;
}

function useKeys(keys: Keys): void {
  const { ranked, shown, accept, onStep, onBack, overlaid, setOverlaid } = keys;
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const group = text("attention.keys");
  const order = labelsInOrder(shown.labels, ranked.image, shown.label);
  const modifyTo = modificationOf(search, { row: ranked.image.row, place: ranked.place }, shown);
  const likeTo = likenessOf(search, { row: ranked.image.row, region: null }, shown.label);
  useShortcuts([
    { keys: ["ArrowRight"], title: text("attention.keys.right"), group, run: () => onStep(1) },
    { keys: ["ArrowLeft"], title: text("attention.keys.left"), group, run: () => onStep(-1) },
    { keys: ["a"], title: text("attention.keys.accept"), group, run: accept },
    { keys: ["m"], title: text("attention.keys.modify"), group, run: () => void navigate(modifyTo, { relative: "path" }) },
    { keys: ["s"], title: text("attention.keys.like"), group, run: () => void navigate(likeTo, { relative: "path" }) },
    { keys: ["h"], title: text("attention.keys.heat"), group, run: () => changeLooks({ isOn: !looks.get().isOn }) },
    { keys: ["l"], title: text("attention.keys.labels"), group, run: () => setOverlaid(neighbour(order, overlaid, 1) ?? shown.label) },
    { keys: ["Escape"], title: text("attention.single.back"), group, run: onBack },
  ]);
}
