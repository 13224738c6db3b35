import { useEffect, useRef, type ReactElement } from "react";

import type { Grid } from "@/lib/heatmap";
import { painted, type Look } from "@/lib/painting";

import classes from "./HeatmapCanvas.module.css";

interface Props {
  /** In [0, 1], on its own grid. */
  readonly heatmap: Grid;
  readonly look: Look;
  /** Pixels on each side; the browser's own scaling does the rest. */
  readonly side?: number;
}

/** A heatmap over the whole of the box that it is in; what it shows is said in words beside it. */
export function HeatmapCanvas({ heatmap, look, side = 128 }: Props): ReactElement {
  const place = useRef<HTMLCanvasElement>(null);
  const { colours, opacity, threshold } = look;
  useEffect(() => {
    const context = place.current?.getContext("2d");
    if (!context) return;
    const pixels = context.createImageData(side, side);
    painted(pixels, heatmap, { colours, opacity, threshold });
    context.putImageData(pixels, 0, 0);
  }, [heatmap, colours, opacity, threshold, side]);
  return <canvas ref={place} className={classes.canvas} width={side} height={side} aria-hidden />;
}
