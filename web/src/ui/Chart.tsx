/** One ECharts diagram as SVG. Import it lazily: ECharts is large. */
import { init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef, type ReactElement } from "react";

import classes from "./Chart.module.css";

register([SVGRenderer]);

/** What was clicked: ECharts' own words, as far as we use them. */
export interface Clicked {
  readonly name: string;
  readonly dataType?: string | undefined;
  readonly seriesName?: string | undefined;
  readonly dataIndex: number;
  readonly data?: unknown;
}

interface Props {
  /** The whole diagram; it replaces the last one. */
  readonly option: EChartsCoreOption;
  /** What the diagram shows, in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly onClick?: (clicked: Clicked) => void;
}

/** Draw a diagram as large as its place; its series must have been registered with `use`. */
export function Chart({ option, summary, onClick }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const click = useRef(onClick);
  useEffect(() => {
    click.current = onClick;
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = init(element, null, { renderer: "svg" });
    chart.current = made;
    made.on("click", (event) => click.current?.(event as Clicked));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  return <div ref={place} className={classes.chart} role="img" aria-label={summary} />;
}
