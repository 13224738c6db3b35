import { useComputedColorScheme } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { ChordChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { use as register } from "echarts/core";
import { useMemo, type ReactElement } from "react";

import type { Cooccurrence } from "@/api/queries";
import { Chart } from "@/ui/Chart";

import { chordOption, clicked, summary } from "./chord-option";

register([ChordChart, TooltipComponent]);

interface Props {
  readonly found: Cooccurrence;
  readonly chosen: string | null;
  readonly onChoose: (label: string | null) => void;
}

/** Which labels travel together; a click on an arc or a chord chooses a label. */
export default function Chord({ found, chosen, onChoose }: Props): ReactElement {
  const scheme = useComputedColorScheme("dark");
  const still = useReducedMotion();
  const option = useMemo(
    () => chordOption(found, { scheme, chosen, moves: !still }),
    [found, scheme, chosen, still],
  );
  return (
    <Chart
      option={option}
      summary={summary(found)}
      onClick={(event) => onChoose(clicked(event, chosen))}
    />
  );
}
