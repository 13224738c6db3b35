/** Calibration as ECharts wants it told: do 7 of 10 images rated .7 carry the label? */
import type { LineSeriesOption } from "echarts/charts";

import { count, figure } from "@/lib/format";
import type { Scheme } from "@/lib/label-colours";
import { text } from "@/lib/texts";

import type { CsvTable } from "./csv";
import { COOL, INK, LINE, PAPER, type FigureOption } from "./figure-option";
import type { Calibration } from "./queries";

/** One tenth of the probabilities: their mean, the share that carries the label, and of how many images. */
export interface Bin {
  readonly predicted: number;
  readonly observed: number;
  readonly images: number;
}

/** The bins of a label; none where it has no known truth. */
export function binsOf({ labels }: Calibration, label: string): readonly Bin[] {
  const found = labels[label];
  return (found?.predicted ?? []).map((predicted, at) => ({
    predicted,
    observed: found?.observed[at] ?? Number.NaN,
    images: found?.counts[at] ?? 0,
  }));
}

/** Say the diagram in one sentence, for those who do not see it. */
export function calibrationSummary(bins: readonly Bin[], label: string): string {
  const values = bins
    .map(({ predicted, observed, images }) =>
      text("performance.calibration.value", { p: figure(predicted), share: figure(observed), n: count(images) }),
    )
    .join("; ");
  return text("performance.calibration.summary", { label, values });
}

/** Return all curves as a table. */
export function calibrationCsv(found: Calibration): CsvTable {
  return {
    columns: ["round", "label", "predicted", "observed", "images"],
    rows: Object.keys(found.labels).flatMap((label) =>
      binsOf(found, label).map(({ predicted, observed, images }) => [found.round, label, predicted, observed, images]),
    ),
  };
}

const DOT_PX = { least: 5, most: 18 } as const;

/** Return the diagram: a dot for each bin, larger for more images, and the line on which they should lie. */
export function calibrationOption(bins: readonly Bin[], scheme: Scheme): FigureOption {
  const most = Math.max(1, ...bins.map(({ images }) => images));
  const size = (images: number): number => DOT_PX.least + (DOT_PX.most - DOT_PX.least) * Math.sqrt(images / most);
  const quiet = { color: INK[scheme] };
  const grid = { splitLine: { lineStyle: { color: LINE[scheme] } }, axisLabel: quiet, nameTextStyle: quiet };
  const diagonal: LineSeriesOption = {
    type: "line",
    name: text("performance.calibration.ideal"),
    data: [
      [0, 0],
      [1, 1],
    ],
    showSymbol: false,
    lineStyle: { width: 1, type: "dashed", color: INK[scheme] },
    itemStyle: { color: INK[scheme] },
  };
  return {
    animation: false,
    grid: { left: 56, right: 24, top: 16, bottom: 46 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      valueFormatter: (value) => figure(typeof value === "number" ? value : null),
      backgroundColor: PAPER[scheme],
      borderColor: INK[scheme],
      textStyle: { color: INK[scheme], fontSize: 12 },
    },
    xAxis: { type: "value", min: 0, max: 1, name: text("performance.calibration.x"), nameLocation: "middle", nameGap: 28, ...grid },
    yAxis: { type: "value", min: 0, max: 1, name: text("performance.calibration.y"), nameLocation: "middle", nameGap: 36, ...grid },
    series: [
      diagonal,
      {
        type: "line",
        name: text("performance.metrics.chart.measured"),
        data: bins.map(({ predicted, observed, images }) => ({ value: [predicted, observed], symbolSize: size(images) })),
        symbol: "circle",
        lineStyle: { width: 2, color: COOL[scheme] },
        itemStyle: { color: COOL[scheme] },
      },
    ],
  };
}
