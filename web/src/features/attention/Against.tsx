import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { mapsQuery, type RankedImage } from "@/api/queries-looking";
import { figure, share } from "@/lib/format";
import { ofLabel, probabilityOf, type Maps } from "@/lib/heatmap";
import { looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { useStore } from "@/ui/useStore";

import classes from "./attention.module.css";
import { nothingWords } from "./Picture";
import type { Shown } from "./shown";
import { Stage } from "./Stage";
import { useHeatmap } from "@/ui/useHeatmap";
import { calibrated } from "./words";

interface Props {
  readonly ranked: RankedImage;
  readonly shown: Shown;
  readonly maps: Maps | null;
  readonly overlaid: string;
  /** Another round; null: none. */
  readonly against: number | null;
}

/** The image with one round's heatmap, or with two of them and a slider between before and after. */
export function Against({ ranked, shown, maps, overlaid, against }: Props): ReactElement {
  const { image } = ranked;
  const { project, round } = shown;
  const now = useStore(looks);
  const [divider, setDivider] = useState(0.5);
  const others = useQuery(mapsQuery(project, against ?? round, [image.row])).data ?? null;
  const shownHeat = useHeatmap(maps, image.row, overlaid, now);
  const otherHeat = useHeatmap(others, image.row, overlaid, now);
  const evidence = now.isOn ? (nothingWords(shownHeat, now) ?? text("attention.single.evidence")) : text("attention.single.off");
  const common = { project, image, looks: now, divider };
  const summary = text("attention.single.picture", { row: image.row, label: overlaid, evidence });
  if (against === null) return <Stage {...common} heat={shownHeat} right={null} summary={summary} />;
  const own = { round, heat: shownHeat, maps };
  const other = { round: against, heat: otherHeat, maps: others };
  const [left, right] = against < round ? [other, own] : [own, other];
  const words = ({ round: n, heat, maps: held }: typeof own): string =>
    [sideWords(n, held, image.row, overlaid), now.isOn ? nothingWords(heat, now) : null]
      .filter((each) => each !== null)
      .join(" · ");
  return (
    <>
      <Stage {...common} heat={left.heat} right={right.heat} summary={summary} />
      <div className={classes.slider}>
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * divider)}
          aria-label={text("attention.against.slider", { left: left.round, right: right.round })}
          aria-valuetext={share(divider)}
          onChange={(event) => setDivider(event.currentTarget.valueAsNumber / 100)}
        />
        <div className={classes.ends}>
          <span>{words(left)}</span>
          <span>{words(right)}</span>
        </div>
      </div>
    </>
  );
}

function sideWords(round: number, maps: Maps | null, row: number, label: string): string {
  const own = maps === null ? null : probabilityOf(maps, row, label);
  const threshold = maps === null ? null : ofLabel(maps, "thresholds", label);
  return text("attention.against.side", {
    n: round,
    p: text("attention.predicted", { p: figure(calibrated(own, threshold)) }),
  });
}
