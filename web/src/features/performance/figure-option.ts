/** One figure over the rounds, as ECharts wants it told. */
import type { LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";

import { figureIn, type Figure } from "@/lib/figures";
import { figure as shown } from "@/lib/format";
import type { Scheme } from "@/lib/label-colours";
import { text } from "@/lib/texts";

import type { FigureName } from "./figure-rows";
import type { Metrics } from "./queries";

export type FigureOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

/** A figure of one round. */
export interface RoundFigure {
  readonly round: number;
  readonly figure: Figure;
}

/** Return a figure of each round, of one label or (null) the mean over labels. */
export function overRounds(metrics: readonly Metrics[], name: FigureName, label: string | null): readonly RoundFigure[] {
  return metrics.map((each) => ({
    round: each.round,
    figure: figureIn(label === null ? each.macro : (each.labels[label] ?? null), name),
  }));
}

/** Say the diagram in one sentence, for those who do not see it. */
export function summaryOf(found: readonly RoundFigure[], name: FigureName, label: string | null): string {
  const values = found
    .map(({ round, figure }) =>
      text("performance.metrics.chart.value", {
        n: round,
        value: figure.value === null ? text("performance.metrics.few") : shown(figure.value),
      }),
    )
    .join(", ");
  return text("performance.metrics.chart.summary", {
    figure: text(`performance.metrics.${name}`),
    label: label ?? text("performance.metrics.macro"),
    values,
  });
}

export const INK = { dark: "#98a4ae", light: "#566370" } as const;
export const LINE = { dark: "#27313a", light: "#dde3e8" } as const;
export const PAPER = { dark: "#141a1f", light: "#ffffff" } as const;
export const COOL = { dark: "#7fd1c7", light: "#0b7266" } as const;

/** Return the diagram: the figure, and thinly the two ends of its interval. */
export function figureOption(found: readonly RoundFigure[], scheme: Scheme): FigureOption {
  const quiet = { color: INK[scheme] };
  const ends = [0, 1].map((end): LineSeriesOption => ({
    type: "line",
    name: text(end === 0 ? "performance.metrics.chart.low" : "performance.metrics.chart.high"),
    data: found.map(({ figure }) => figure.interval?.[end] ?? null),
    showSymbol: false,
    lineStyle: { width: 1, type: "dashed", color: INK[scheme] },
    itemStyle: { color: INK[scheme] },
  }));
  return {
    animation: false,
    grid: { left: 44, right: 20, top: 12, bottom: 32 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      valueFormatter: (value) => shown(typeof value === "number" ? value : null),
      backgroundColor: PAPER[scheme],
      borderColor: INK[scheme],
      textStyle: { color: INK[scheme], fontSize: 12 },
    },
    xAxis: {
      type: "category",
      data: found.map(({ round }) => text("performance.round.name", { n: round })),
      axisLabel: quiet,
    },
    yAxis: { type: "value", min: 0, max: 1, axisLabel: quiet, splitLine: { lineStyle: { color: LINE[scheme] } } },
    series: [
      ...ends,
      {
        type: "line",
        name: text("performance.metrics.chart.measured"),
        data: found.map(({ figure }) => figure.value),
        symbolSize: 9,
        lineStyle: { width: 2, color: COOL[scheme] },
        itemStyle: { color: COOL[scheme] },
      },
    ],
  };
}
