import { useComputedColorScheme } from "@mantine/core";
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use as register } from "echarts/core";
import { useMemo, type ReactElement } from "react";

import { Chart } from "@/ui/Chart";

import { figureOption, overRounds, summaryOf } from "./figure-option";
import type { FigureName } from "./figure-rows";
import type { Metrics } from "./queries";

register([LineChart, GridComponent, TooltipComponent]);

interface Props {
  readonly metrics: readonly Metrics[];
  readonly figure: FigureName;
  readonly label: string | null;
}

/** One figure over the rounds, with its interval. */
export default function FigureChart({ metrics, figure, label }: Props): ReactElement {
  const scheme = useComputedColorScheme("dark");
  const found = useMemo(() => overRounds(metrics, figure, label), [metrics, figure, label]);
  const option = useMemo(() => figureOption(found, scheme), [found, scheme]);
  return <Chart option={option} summary={summaryOf(found, figure, label)} />;
}
