import { ActionIcon, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState, type PointerEvent, type ReactElement, type RefObject } from "react";

import { pictureOf, type ImageFacts } from "@/api/queries-looking";
import type { Point, Size } from "@/geometry/points";
import { fitted, panned, zoomedAt, type Viewport } from "@/geometry/viewport";
import { lookOf, type Looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { Glyph, type GlyphName } from "@/ui/Glyph";
import { HeatmapCanvas } from "@/ui/HeatmapCanvas";
import { useShortcuts } from "@/ui/shortcuts";

import classes from "./attention.module.css";
import { Nothing } from "./Picture";
import type { Heat } from "@/ui/useHeatmap";

const SIDE = 2048;
const CANVAS = 384;
const STEP = 1.25;

interface Props {
  readonly project: string;
  readonly image: ImageFacts;
  readonly looks: Looks;
  readonly heat: Heat;
  /** Another round's heatmap, right of the divider; null: none. */
  readonly right: Heat | null;
  /** Where the divider is, in [0, 1] of the image's width. */
  readonly divider: number;
  /** What is shown, in a sentence. */
  readonly summary: string;
}

/** One image as large as the screen allows; it can be zoomed and moved. */
export function Stage({ project, image, looks, heat, right, divider, summary }: Props): ReactElement {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const { view, zoom, move, fit } = useViewport(image, { width, height });
  const screen = useWheel(zoom);
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 1) move([event.movementX, event.movementY]);
  };
  return (
    <div className={classes.staged}>
      <div ref={screen} className={classes.stage} role="img" aria-label={summary} onPointerMove={onMove} onDoubleClick={fit}>
        <div ref={ref} className={classes.half}>
          <div
            className={classes.sheet}
            style={{
              width: image.width * view.scale,
              height: image.height * view.scale,
              transform: `translate(${view.x}px, ${view.y}px)`,
            }}
          >
            <img className={classes.image} src={pictureOf(project, image.row, SIDE, "rendering")} alt="" draggable={false} />
            {looks.isOn && <Half heat={heat} looks={looks} from={0} to={right === null ? 1 : divider} />}
            {looks.isOn && right !== null && <Half heat={right} looks={looks} from={divider} to={1} />}
            {right !== null && <span className={classes.divider} style={{ left: `${100 * divider}%` }} />}
          </div>
        </div>
        {looks.isOn && right === null && <Nothing heat={heat} looks={looks} />}
      </div>
      <Zooms onZoom={(factor) => zoom(factor)} onFit={fit} />
    </div>
  );
}

interface HalfProps {
  readonly heat: Heat;
  readonly looks: Looks;
  readonly from: number;
  readonly to: number;
}

/** A heatmap over the part of the image between two shares of its width. */
function Half({ heat, looks, from, to }: HalfProps): ReactElement | null {
  if (heat.heatmap === null) return null;
  return (
    <div className={classes.half} style={{ clipPath: `inset(0 ${100 * (1 - to)}% 0 ${100 * from}%)` }}>
      <HeatmapCanvas heatmap={heat.heatmap} look={lookOf(looks)} side={CANVAS} />
    </div>
  );
}

interface Viewed {
  readonly view: Viewport;
  /** Without a point: about the middle. */
  readonly zoom: (factor: number, at?: Point) => void;
  readonly move: (by: Point) => void;
  readonly fit: () => void;
}

/** Where the image lies: fitted until somebody zooms or moves it. */
function useViewport(image: Size, screen: Size): Viewed {
  const [held, setHeld] = useState<Viewport | null>(null);
  const view = held ?? fitted(image, screen);
  const middle: Point = [screen.width / 2, screen.height / 2];
  return {
    view,
    zoom: (factor, at = middle) => setHeld((now) => zoomedAt(now ?? view, at, factor, image, screen)),
    move: (by) => setHeld((now) => panned(now ?? view, by, image, screen)),
    fit: () => setHeld(null),
  };
}

/** A wheel zooms about where it is; the page itself stays. */
function useWheel(zoom: Viewed["zoom"]): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => {
    const found = element.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      latest.current(event.deltaY < 0 ? STEP : 1 / STEP, [event.clientX - left, event.clientY - top]);
    };
    found?.addEventListener("wheel", onWheel, { passive: false });
    return () => found?.removeEventListener("wheel", onWheel);
  }, []);
  return element;
}

interface ZoomsProps {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

function Zooms({ onZoom, onFit }: ZoomsProps): ReactElement {
  const group = text("attention.keys");
  const buttons: readonly (readonly [GlyphName, readonly string[], string, () => void])[] = [
    ["plus", ["+", "="], text("attention.zoom.in"), () => onZoom(STEP)],
    ["minus", ["-"], text("attention.zoom.out"), () => onZoom(1 / STEP)],
    ["fit", ["0"], text("attention.zoom.fit"), onFit],
  ];
  useShortcuts(buttons.map(([, keys, title, run]) => ({ keys, title, group, run })));
  return (
    <div className={classes.zooms}>
      {buttons.map(([glyph, , title, run]) => (
        <Tooltip key={glyph} label={title} position="left">
          <ActionIcon variant="default" aria-label={title} onClick={run}>
            <Glyph name={glyph} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
