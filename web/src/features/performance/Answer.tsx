import type { ReactElement } from "react";

import { useProjectName } from "@/api/queries";
import type { ImageFacts } from "@/api/queries-looking";
import { figure } from "@/lib/format";
import type { Maps } from "@/lib/heatmap";
import { lookOf, looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { HeatmapCanvas } from "@/ui/HeatmapCanvas";
import { useHeatmap } from "@/ui/useHeatmap";
import { useStore } from "@/ui/useStore";

import { thumbnailOf } from "./addresses";
import classes from "./performance.module.css";
import type { Cell } from "./queries";

const THUMBNAIL_PX = 128;
const HEAT_PX = 84;

interface Props {
  readonly image: ImageFacts;
  readonly label: string;
  readonly cell: Cell;
  /** null: heatmaps are off, or not there. */
  readonly maps: Maps | null;
}

/** What a round says of an image: a green or red border, an icon, the probability, and where it looked. */
export function Answer({ image, label, cell: { correct, probability }, maps }: Props): ReactElement {
  if (correct === null)
    return (
      <span role="cell" className={classes.answer} data-correct="unknown">
        {text("performance.grid.unknown")}
      </span>
    );
  return (
    <span role="cell" className={classes.answer} data-correct={correct}>
      <Heated image={image} label={label} maps={maps} />
      <span className={correct ? classes.good : classes.bad}>
        <Glyph name={correct ? "check" : "cross"} size={16} />
        {text(correct ? "performance.grid.correct" : "performance.grid.incorrect")}
        <span className={classes.faint}>{figure(probability)}</span>
      </span>
    </span>
  );
}

/** The image in a square, whole, with the heatmap over exactly the image. */
function Heated({ image, label, maps }: Omit<Props, "cell">): ReactElement {
  const project = useProjectName();
  const now = useStore(looks);
  const { heatmap, evidence } = useHeatmap(maps, image.row, label, now);
  const longest = image.width >= image.height ? "width" : "height";
  return (
    <span className={classes.square}>
      <span className={classes.whole} style={{ aspectRatio: `${image.width} / ${image.height}`, [longest]: "100%" }}>
        <img src={thumbnailOf(project, image.row, THUMBNAIL_PX)} alt="" loading="lazy" decoding="async" />
        {heatmap !== null && <HeatmapCanvas heatmap={heatmap} look={lookOf(now)} side={HEAT_PX} />}
      </span>
      {evidence === "none" && <span className={classes.nothing}>{text("performance.grid.heat.none")}</span>}
    </span>
  );
}
