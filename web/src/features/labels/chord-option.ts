/** The chord diagram of co-occurrence, as ECharts wants it told. */
import type { ChordSeriesOption } from "echarts/charts";
import type { ComposeOption } from "echarts/core";
import type { TooltipComponentOption } from "echarts/components";

import type { Cooccurrence } from "@/api/queries";
import { count } from "@/lib/format";
import { labelColour, type Scheme } from "@/lib/label-colours";
import { plural, text } from "@/lib/texts";

import { pairsOf, type Pair } from "./companions";

export type ChordOption = ComposeOption<ChordSeriesOption | TooltipComponentOption>;

const INK = { dark: "#dfe5ea", light: "#17202a" } as const;
const PAPER = { dark: "#141a1f", light: "#ffffff" } as const;
const FAINT = 0.07;

interface Look {
  readonly scheme: Scheme;
  /** The label that is chosen; null: all are shown alike. */
  readonly chosen: string | null;
  readonly moves: boolean;
}

/** Return the diagram: arcs in the labels' colours, chords as wide as the pair is frequent. */
export function chordOption(found: Cooccurrence, look: Look): ChordOption {
  const pairs = pairsOf(found);
  const together = new Set(pairs.flatMap((pair) => [pair.source, pair.target]));
  const k = found.labels.length;
  return {
    animation: look.moves,
    animationDuration: 350,
    tooltip: {
      renderMode: "richText", // the other mode writes style attributes, which the server forbids
      formatter: (point) => (Array.isArray(point) ? "" : said(found, point)),
      backgroundColor: PAPER[look.scheme],
      borderColor: INK[look.scheme],
      borderWidth: 1,
      textStyle: { color: INK[look.scheme], fontSize: 13 },
    },
    series: [
      {
        type: "chord",
        radius: ["62%", "68%"],
        padAngle: 3,
        minAngle: 4,
        data: found.labels.map((name, at) => ({
          name,
          value: together.has(name) ? 0 : 1,
          itemStyle: {
            color: labelColour(at, k, look.scheme),
            opacity: isLit(name, pairs, look.chosen) ? 1 : 0.3,
          },
          label: {
            color: INK[look.scheme],
            opacity: isLit(name, pairs, look.chosen) ? 1 : 0.55,
            fontWeight: name === look.chosen ? "bold" : "normal",
          },
        })),
        links: pairs.map((pair) => ({
          source: pair.source,
          target: pair.target,
          value: pair.count,
          lineStyle: { color: endOf(pair, look.chosen), opacity: opacityOf(pair, look.chosen) },
        })),
        label: {
          show: true,
          position: "outside",
          fontSize: 12,
          lineHeight: 14,
          overflow: "break",
          width: 60,
        },
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.8 } },
        blur: {
          lineStyle: { opacity: FAINT },
          itemStyle: { opacity: 0.3 },
          label: { opacity: 0.55 },
        },
      },
    ],
  };
}

/** A chord has the colour of the chosen label, or passes from one label's to the other's. */
function endOf(pair: Pair, chosen: string | null): "source" | "target" | "gradient" {
  if (pair.source === chosen) return "source";
  return pair.target === chosen ? "target" : "gradient";
}

function opacityOf(pair: Pair, chosen: string | null): number {
  if (chosen === null) return 0.35;
  return pair.source === chosen || pair.target === chosen ? 0.7 : FAINT;
}

/** Whether a label is the chosen one or comes with it. */
function isLit(name: string, pairs: readonly Pair[], chosen: string | null): boolean {
  if (chosen === null || name === chosen) return true;
  return pairs.some(
    ({ source, target }) =>
      (source === chosen && target === name) || (target === chosen && source === name),
  );
}

/** What ECharts tells of the place under the pointer. */
interface Pointed {
  readonly dataType?: string | undefined;
  readonly name: string;
  readonly data?: unknown;
}

/** Return what the tooltip says of an arc or of a chord. */
export function said(found: Cooccurrence, { dataType, name, data }: Pointed): string {
  if (dataType === "edge" && isChord(data))
    return `${text("labels.chord.pair", { a: data.source, b: data.target })}\n${plural("labels.images", data.value)}`;
  const at = found.labels.indexOf(name);
  return `${name}\n${plural("labels.images", found.counts[at]?.[at] ?? 0)}`;
}

/** Return the label that a click on an arc or a chord chooses; of a chord the one that is not chosen yet. */
export function clicked({ dataType, name, data }: Pointed, chosen: string | null): string | null {
  if (dataType === "edge") {
    if (!isChord(data)) return null;
    return data.source === chosen ? data.target : data.source;
  }
  return name === chosen || name === "" ? null : name;
}

interface ChordData {
  readonly source: string;
  readonly target: string;
  readonly value: number;
}

function isChord(data: unknown): data is ChordData {
  return typeof data === "object" && data !== null && "source" in data && "target" in data;
}

/** Say the diagram in one sentence, for those who do not see it. */
export function summary(found: Cooccurrence): string {
  const [most] = pairsOf(found).toSorted((a, b) => b.count - a.count);
  if (most === undefined) return text("labels.chord.none");
  return text("labels.chord.summary", { a: most.source, b: most.target, n: count(most.count) });
}
