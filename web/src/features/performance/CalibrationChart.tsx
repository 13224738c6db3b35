import { useComputedColorScheme } from "@mantine/core";
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use as register } from "echarts/core";
import { useMemo, type ReactElement } from "react";

import { Chart } from "@/ui/Chart";

import { calibrationOption, calibrationSummary, type Bin } from "./calibration";

register([LineChart, GridComponent, TooltipComponent]);

interface Props {
  readonly bins: readonly Bin[];
  readonly label: string;
}

/** The calibration curve of a label. */
export default function CalibrationChart({ bins, label }: Props): ReactElement {
  const scheme = useComputedColorScheme("dark");
  const option = useMemo(() => calibrationOption(bins, scheme), [bins, scheme]);
  return <Chart option={option} summary={calibrationSummary(bins, label)} />;
}
