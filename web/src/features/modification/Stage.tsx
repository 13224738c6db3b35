import { useCallback, useEffect, useRef, type KeyboardEvent, type ReactElement, type RefObject } from "react";

import type { Step } from "@/geometry/actions";
import type { Point } from "@/geometry/points";
import { text } from "@/lib/texts";

import classes from "./modification.module.css";
import { paint, wipe, type Scene } from "./overlay";
import { showsAnother, type ShownStore } from "./shown";
import { useGestures, type Hand } from "./useGestures";
import type { ViewStore } from "./views";

interface Props {
  readonly hand: Omit<Hand, "onPointer">;
  readonly scene: Omit<Scene, "pointer" | "brush_px">;
  readonly shown: ShownStore;
  /** The image that is drawn on: over another one's picture nothing is painted. */
  readonly row: number;
  /** What is drawn on, in words. */
  readonly name: string;
}

/** The drawing over the picture, and the pointer that draws it. */
export function Stage({ hand, scene, shown, row, name }: Props): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointer = useRef<Point | null>(null);
  const brush_px = hand.tool === "brush" ? hand.brush_px : null;
  const repaint = usePainting(canvas, { view: hand.view, shown, pointer }, { ...scene, brush_px, row });
  const onPointer = useCallback(
    (at: Point | null) => {
      pointer.current = at;
      repaint();
    },
    [repaint],
  );
  const listeners = useGestures(canvas, { ...hand, onPointer });
  return (
    <canvas
      ref={canvas}
      className={classes.stage}
      tabIndex={0}
      role="application"
      aria-roledescription={text("modification.stage.role")}
      aria-label={text("modification.stage", { name })}
      onKeyDown={(event) => nudge(event, hand)}
      {...listeners}
    />
  );
}

interface Ground {
  readonly view: ViewStore;
  readonly shown: ShownStore;
  readonly pointer: RefObject<Point | null>;
}

/** Paint with the next frame, once, whatever has changed until then. */
function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  { view, shown, pointer }: Ground,
  scene: Omit<Scene, "pointer"> & Pick<Props, "row">,
): () => void {
  const latest = useRef(scene);
  const frame = useRef(0);
  const repaint = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const element = canvas.current;
      if (element === null) return;
      const { screen, viewport } = view.get();
      const ratio = devicePixelRatio;
      laidOut(element, Math.round(screen.width * ratio), Math.round(screen.height * ratio));
      if (showsAnother(shown.get(), latest.current.row)) wipe(element);
      else paint(element, { ...latest.current, pointer: pointer.current }, viewport, ratio);
    });
  }, [canvas, view, shown, pointer]);
  useEffect(() => {
    latest.current = scene;
    repaint();
  });
  useEffect(() => view.subscribe(repaint), [view, repaint]);
  useEffect(() => shown.subscribe(repaint), [shown, repaint]);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    },
    [],
  );
  return repaint;
}

/** Setting a canvas's size wipes it, so only where it differs. */
function laidOut(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

const ARROWS: ReadonlyMap<string, Point> = new Map<string, Point>([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);
const FAR_PX = 10;

/** The arrows move the chosen region by one pixel of the image, with Shift by ten. */
function nudge(event: KeyboardEvent, { drawing, act }: Pick<Hand, "drawing" | "act">): void {
  const arrow = ARROWS.get(event.key);
  const region = drawing.selected;
  if (arrow === undefined || region === null || drawing.open !== null) return;
  event.preventDefault();
  const by = event.shiftKey ? FAR_PX : 1;
  const steps: readonly Step[] = [
    { by: "region-grabbed", region, at: [0, 0] },
    { by: "dragged", to: [arrow[0] * by, arrow[1] * by] },
    { by: "released" },
  ];
  steps.forEach(act);
}
