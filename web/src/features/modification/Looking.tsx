import { Text } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState, type ReactElement } from "react";

import { decided } from "@/api/deciding";
import { laneOf, type Pair } from "@/api/journal";
import type { Project } from "@/api/queries";
import type { ImageFacts, RankedImage } from "@/api/queries-looking";
import type { Size } from "@/geometry/points";
import { heatmapOf, mapOf, ofLabel, type Grid } from "@/lib/heatmap";
import { looks, scalingOf, type Looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { ErrorFace, LoadingFace } from "@/ui/Faces";
import { useStore } from "@/ui/useStore";

import { Annotating } from "./Annotating";
import { FilterWords } from "./FilterWords";
import { heatPicture } from "./heat";
import { LabelBlock } from "./LabelBlock";
import classes from "./modification.module.css";
import { Notes } from "./Notes";
import { Paging } from "./Paging";
import { Picture } from "./Picture";
import type { Holding } from "./Toolbar";
import type { ShownStore } from "./shown";
import type { Order, Placed } from "./useOrder";
import { useConfirmedAnnotations, usePreload, useSight, type Sight } from "./useSight";
import { useTurning } from "./useTurning";
import { useWindowing, type Windowing } from "./useWindowing";
import { createView, type ViewStore } from "./views";

interface Props {
  readonly order: Order;
  readonly placed: Placed;
  readonly row: number;
  readonly project: Project;
  readonly author: string;
  readonly onGo: (row: number, place: number) => void;
  readonly onLabel: (label: string) => void;
}

const FIRST: Holding = { tool: "box", brush_px: 18, erases: false };

/** The large viewer: picture, tools and panel stay while images come and go. */
export function Looking(props: Props): ReactElement {
  const { order, placed, row, author } = props;
  const sight = useSight(order.project, order.wanted.round, row, placed.here);
  const [view] = useState(createView);
  const windowing = useWindowing(sight.raw);
  const generations = useGenerations();
  const size = useSize(sight.image);
  const { shown, painted, onPainted, turn } = useTurning({ project: order.project, row, raw: sight.raw, size, view, windowing });
  useConfirmedAnnotations(author);
  usePreload(order.project, order.wanted.round, neighboursOf(placed), painted === row);
  const onGo = (to: number, place: number): void => turn(to, () => props.onGo(to, place));
  return (
    <div className={classes.page}>
      <Picture shown={shown} isThere={sight.raw !== null} view={view} onShown={onPainted} />
      <Awaited sight={sight} isShown={sight.raw !== null && painted !== null} />
      <Annotated {...props} {...{ sight, size, view, shown, windowing, generations, onGo }} />
    </div>
  );
}

/** What stands in the picture's place until it is there. */
function Awaited({ sight, isShown }: { readonly sight: Sight; readonly isShown: boolean }): ReactElement | null {
  const what = text("modification.image.what");
  if (sight.error === null && isShown) return null;
  return (
    <div className={classes.face}>
      {sight.error === null ? <LoadingFace what={what} /> : <ErrorFace what={what} error={sight.error} retry={sight.refetch} />}
    </div>
  );
}

interface AnnotatedProps extends Props {
  readonly sight: Sight;
  readonly size: Size | null;
  readonly view: ViewStore;
  readonly shown: ShownStore;
  readonly windowing: Windowing;
  readonly generations: Generations;
}

/** The tools and the panel, as soon as it is known what is drawn already. */
function Annotated(props: AnnotatedProps): ReactElement | null {
  const { order, placed, row, project, author, sight, size, generations } = props;
  const { label } = order.wanted;
  const [holding, setHolding] = useState(FIRST);
  const hold = useCallback((change: Partial<Holding>) => setHolding((before) => ({ ...before, ...change })), []);
  const map = useMemo(() => (sight.maps === null ? null : mapOf(sight.maps, row, label)), [sight.maps, row, label]);
  const heat = useHeat(sight, map, label, holding.tool === "cells");
  const pair = useMemo(() => ({ project: order.project, row, label }), [order.project, row, label]);
  const go = (to: RankedImage | null): void => {
    if (to !== null) props.onGo(to.image.row, to.place);
  };
  if (size === null || sight.annotations === null || sight.image === null) return null;
  return (
    <Annotating
      key={`${laneOf(pair)} ${generations.of(pair)}`}
      pair={pair}
      labels={project.labels}
      size={size}
      truth={sight.image.labels[project.labels.indexOf(label)] ?? null}
      annotations={sight.annotations}
      author={author}
      raw={sight.raw}
      map={map}
      heat={heat}
      holding={holding}
      hold={hold}
      view={props.view}
      shown={props.shown}
      windowing={props.windowing}
      onNext={() => go(placed.after)}
      onPrevious={() => go(placed.before)}
      onDropped={() => generations.anew(pair)}
      head={(finish) => <Head {...props} finish={finish} />}
      foot={<Notes project={order.project} row={row} author={author} />}
    />
  );
}

function neighboursOf({ before, after }: Placed): readonly number[] {
  return [after, before].flatMap((each) => (each === null ? [] : [each.image.row]));
}

/** The same object until the size is another one. */
function useSize(image: ImageFacts | null): Size | null {
  const width = image?.width ?? 0;
  const height = image?.height ?? 0;
  return useMemo(() => (width > 0 && height > 0 ? { width, height } : null), [width, height]);
}

/** The heatmap painted, as it is wanted to look; null: it is off, or there is nothing to see. */
function useHeat(sight: Sight, map: Grid | null, label: string, hasCells: boolean): HTMLCanvasElement | null {
  const now = useStore(looks);
  const scale = sight.maps === null ? null : ofLabel(sight.maps, "scales", label);
  return useMemo(() => painted(map, scale, now, hasCells), [map, scale, now, hasCells]);
}

function painted(map: Grid | null, scale: number | null, now: Looks, hasCells: boolean): HTMLCanvasElement | null {
  if (map === null || !now.isOn) return null;
  const scaling = (scale ?? 0) > 0 ? scalingOf(now, scale) : ({ by: "image" } as const);
  const isSeen = heatmapOf(map, scaling).values.some((value) => value > 0);
  return isSeen ? heatPicture(map, scaling, now, hasCells) : null;
}

interface Generations {
  readonly of: (pair: Pair) => number;
  readonly anew: (pair: Pair) => void;
}

/** How often a drawing was given up for what is stored: each time it is opened anew. */
function useGenerations(): Generations {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  const anew = useCallback((pair: Pair) => {
    const lane = laneOf(pair);
    setCounts((before) => new Map(before).set(lane, (before.get(lane) ?? 0) + 1));
  }, []);
  useEffect(
    () =>
      decided.subscribe(() => {
        const last = decided.get();
        if (last !== null) anew(last.pair);
      }),
    [anew],
  );
  return { of: (pair) => counts.get(laneOf(pair)) ?? 0, anew };
}

interface HeadProps extends Props {
  readonly sight: Sight;
  readonly finish: (then: () => void) => void;
}

/** Where one is in the order, what image this is, and which label is drawn for. */
function Head({ order, placed, row, project, author, onGo, onLabel, sight, finish }: HeadProps): ReactElement {
  const { image } = sight;
  const mine = sight.annotations?.filter((each) => each.author === author) ?? [];
  return (
    <>
      <Paging placed={placed} onGo={(to, place) => finish(() => onGo(to, place))} />
      <FilterWords wanted={order.wanted} />
      <Text size="xs" c="dimmed">
        {text("modification.image", { row })}
        {image !== null && factsOf(image).map((fact) => ` · ${fact}`)}
      </Text>
      <LabelBlock
        labels={project.labels}
        label={order.wanted.label}
        truths={image?.labels ?? []}
        source={project.label_source}
        row={row}
        maps={sight.maps}
        here={placed.here}
        annotated={new Set(mine.map((each) => each.label))}
        onChoose={(label) => finish(() => onLabel(label))}
      />
    </>
  );
}

function factsOf({ sex, age_years, view, laterality, width, height, bit_depth }: ImageFacts): readonly string[] {
  const age = age_years === null ? null : text("modification.fact.age", { n: Math.floor(age_years) });
  const pixels = text("modification.fact.pixels", { width, height, bits: bit_depth });
  return [sex, age, view, laterality, pixels].filter((each) => each !== null && each !== "") as string[];
}
