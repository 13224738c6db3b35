import type { ReactElement, ReactNode } from "react";

import type { ImageFacts } from "@/api/queries-looking";
import { text } from "@/lib/texts";
import { figure } from "@/lib/format";
import { lookOf, type Looks } from "@/lib/looks";
import { HeatmapCanvas } from "@/ui/HeatmapCanvas";

import classes from "./attention.module.css";
import type { Heat } from "@/ui/useHeatmap";

interface Props {
  readonly image: ImageFacts;
  readonly source: string;
  readonly heat: Heat;
  readonly looks: Looks;
  readonly children?: ReactNode;
}

/** An image in a square, whole, with its heatmap over exactly the image. */
export function Picture({ image, source, heat, looks, children }: Props): ReactElement {
  const { width, height } = image;
  const isWide = width >= height;
  return (
    <span className={classes.square}>
      <span
        className={classes.box}
        style={{ aspectRatio: `${width} / ${height}`, [isWide ? "width" : "height"]: "100%" }}
      >
        <img className={classes.image} src={source} alt="" draggable={false} />
        {looks.isOn && heat.heatmap !== null && <HeatmapCanvas heatmap={heat.heatmap} look={lookOf(looks)} />}
      </span>
      {looks.isOn && <Nothing heat={heat} looks={looks} />}
      {children}
    </span>
  );
}

/** What a heatmap that is not painted would have to say; it is never a picture. */
export function Nothing({ heat, looks }: Pick<Props, "heat" | "looks">): ReactElement | null {
  const words = nothingWords(heat, looks);
  return words === null ? null : <span className={classes.nothing}>{words}</span>;
}

/** The same in words; null: there is something to see. */
export function nothingWords({ evidence }: Heat, { threshold }: Looks): string | null {
  if (evidence === "some") return null;
  if (evidence === null) return text("attention.heat.missing");
  return evidence === "none" ? text("attention.heat.none") : text("attention.heat.below", { from: figure(threshold) });
}
