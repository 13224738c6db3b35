/** The curve of a training, as ECharts wants it told. */
import type { LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";

import { figure } from "@/lib/format";
import type { Scheme } from "@/lib/label-colours";
import { text } from "@/lib/texts";

import type { Curve, Epoch } from "./curve";

export type CurveOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

type Place = readonly [x: number, y: number];

/** What is drawn; `unit` says what stands below the axis. */
export interface Lines {
  readonly loss: readonly Place[];
  /** The same error on images it does not learn from. */
  readonly tune: readonly Place[];
  readonly score: readonly Place[];
  readonly unit: "step" | "epoch";
}

/**
 * Return the lines of a training.
 *
 * Steps that were seen as they came are drawn as steps, and the epochs where they ended; of a
 * training that nobody watched only the epochs are known.
 *
 * @param epochsMax how many epochs it was planned to have; null: unknown.
 */
export function linesOf(curve: Curve, epochs: readonly Epoch[], epochsMax: number | null): Lines {
  const [first] = curve.points;
  const stepsPerEpoch = epochsMax === null ? null : curve.total / epochsMax;
  if (first === undefined || curve.points.length < 2)
    return { loss: epochs.map((each) => [each.epoch, each.loss]), tune: tuneAt(epochs, 1), score: scoresAt(epochs, 1), unit: "epoch" };
  if (stepsPerEpoch === null)
    return { loss: curve.points.map(({ step, loss }) => [step, loss]), tune: [], score: [], unit: "step" };
  const earlier = epochs
    .map((each): Place => [each.epoch * stepsPerEpoch, each.loss])
    .filter(([step]) => step < first.step);
  const steps = curve.points.map(({ step, loss }): Place => [step, loss]);
  const [tune, score] = [tuneAt(epochs, stepsPerEpoch), scoresAt(epochs, stepsPerEpoch)];
  return { loss: [...earlier, ...steps], tune, score, unit: "step" };
}

function tuneAt(epochs: readonly Epoch[], stepsPerEpoch: number): readonly Place[] {
  return epochs.flatMap(({ epoch, tuneLoss }) => (tuneLoss === null ? [] : [[epoch * stepsPerEpoch, tuneLoss] as const]));
}

function scoresAt(epochs: readonly Epoch[], stepsPerEpoch: number): readonly Place[] {
  return epochs.flatMap(({ epoch, score }) => (score === null ? [] : [[epoch * stepsPerEpoch, score] as const]));
}

const INK = { dark: "#98a4ae", light: "#566370" } as const;
const GRID = { dark: "#27313a", light: "#dde3e8" } as const;
const PAPER = { dark: "#141a1f", light: "#ffffff" } as const;
const WARM = { dark: "#ffb454", light: "#9a5b00" } as const;
const COOL = { dark: "#7fd1c7", light: "#0b7266" } as const;

/** Return the diagram: the error falls on the left axis, the score rises on the right one. */
export function curveOption({ loss, tune, score, unit }: Lines, scheme: Scheme): CurveOption {
  const quiet = { axisLabel: { color: INK[scheme] }, splitLine: { lineStyle: { color: GRID[scheme] } } };
  return {
    animation: false, // it is redrawn twice a second
    grid: { left: 44, right: 44, top: 12, bottom: 40 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      valueFormatter: (value) => figure(typeof value === "number" ? value : null, 3),
      backgroundColor: PAPER[scheme],
      borderColor: INK[scheme],
      textStyle: { color: INK[scheme], fontSize: 12 },
    },
    xAxis: {
      type: "value",
      min: "dataMin",
      max: "dataMax",
      minInterval: 1,
      name: text(`panel.curve.${unit}`),
      nameLocation: "middle",
      nameGap: 24,
      nameTextStyle: { color: INK[scheme] },
      axisLabel: { color: INK[scheme] },
      splitLine: { show: false },
    },
    yAxis: [
      { type: "value", scale: true, splitNumber: 3, ...quiet },
      { type: "value", min: 0, max: 1, splitNumber: 2, show: score.length > 0, ...quiet, splitLine: { show: false } },
    ],
    series: [
      { ...lineOf(text("panel.curve.loss"), loss, WARM[scheme]), showSymbol: loss.length < 3 },
      { ...lineOf(text("panel.curve.tune"), tune, INK[scheme], "dotted"), symbol: "rect" },
      { ...lineOf(text("panel.curve.score"), score, COOL[scheme], "dashed"), symbol: "diamond", yAxisIndex: 1 },
    ],
  };
}

function lineOf(name: string, places: readonly Place[], color: string, type: "solid" | "dotted" | "dashed" = "solid"): LineSeriesOption {
  const data = places.map((each) => [...each]);
  return { type: "line", name, data, symbolSize: 7, lineStyle: { width: 2, type, color }, itemStyle: { color } };
}
