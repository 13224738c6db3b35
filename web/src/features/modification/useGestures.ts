/** The pointer over the picture: drawing, moving, window and level, two fingers. */
import { useEffect, useLayoutEffect, useMemo, useState, type MouseEvent, type PointerEvent, type RefObject } from "react";

import type { Step } from "@/geometry/actions";
import type { Drawing } from "@/geometry/drawing";
import { distance, offset, type Point } from "@/geometry/points";
import { lengthOnImage, toImage } from "@/geometry/viewport";
import { createStore } from "@/lib/store";

import { cellAt, reachOf } from "./overlay";
import { formOf, stepOfDoubleClick, stepOfPress, type ToolName } from "./tools";
import { moved, zoomed, type ViewStore } from "./views";
import type { Wire } from "./wires";

/** What the gestures need to know, and whom they tell. */
export interface Hand {
  readonly drawing: Drawing;
  readonly tool: ToolName;
  readonly wire: Wire | null;
  /** Of the brush, on the screen. */
  readonly brush_px: number;
  readonly erases: boolean;
  readonly view: ViewStore;
  readonly act: (step: Step) => void;
  readonly onWindow: (by: Point) => void;
  /** The pointer is over a place of the screen; null: it has left. */
  readonly onPointer: (at: Point | null) => void;
}

type Gesture =
  | { readonly is: "none" }
  | { readonly is: "drawing" }
  | { readonly is: "pan" | "window"; readonly last: Point }
  | { readonly is: "cells"; readonly ignored: boolean }
  | { readonly is: "pinch"; readonly apart: number; readonly middle: Point };

/** What the canvas listens with. */
export interface Listeners {
  readonly onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLCanvasElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onDoubleClick: (event: MouseEvent<HTMLCanvasElement>) => void;
  readonly onContextMenu: (event: MouseEvent<HTMLCanvasElement>) => void;
}

const WHEEL_ZOOM = 0.0015;

/** Listen to the pointer over a canvas. */
export function useGestures(canvas: RefObject<HTMLCanvasElement | null>, hand: Hand): Listeners {
  const [latest] = useState(() => createStore(hand));
  useLayoutEffect(() => latest.set(hand)); // before the next event of the pointer
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault(); // the page would scroll or zoom
      const { view } = latest.get();
      view.set(zoomed(view.get(), Math.exp(-event.deltaY * WHEEL_ZOOM), [event.offsetX, event.offsetY]));
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [canvas, latest]);
  return useMemo(() => listenersOf(latest.get), [latest]);
}

function listenersOf(now: () => Hand): Listeners {
  const fingers = new Map<number, Point>();
  let gesture: Gesture = { is: "none" };
  const end = (event: PointerEvent<HTMLCanvasElement>): void => {
    fingers.delete(event.pointerId);
    if (gesture.is === "drawing") now().act({ by: "released" });
    gesture = { is: "none" };
  };
  return {
    onPointerDown: (event) => {
      const at = placeOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.focus({ preventScroll: true });
      if (event.pointerType === "touch") fingers.set(event.pointerId, at);
      gesture = fingers.size === 2 ? pinchOf(fingers) : begun(now(), event, at);
    },
    onPointerMove: (event) => {
      const at = placeOf(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at);
      gesture = fingers.size === 2 ? pinched(now(), gesture, fingers) : continued(now(), gesture, event, at);
      now().onPointer(at);
      event.currentTarget.style.cursor = cursorOf(now(), at);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => now().onPointer(null),
    onDoubleClick: (event) => doubled(now(), placeOf(event)),
    onContextMenu: (event) => event.preventDefault(),
  };
}

function placeOf({ nativeEvent }: MouseEvent): Point {
  return [nativeEvent.offsetX, nativeEvent.offsetY];
}

function imagePoint({ view }: Hand, at: Point): Point {
  return toImage(view.get().viewport, at);
}

function cursorOf({ tool, drawing, view }: Hand, at: Point): string {
  const { viewport } = view.get();
  return formOf(tool, drawing, toImage(viewport, at), reachOf(viewport, false));
}

/** The middle button always moves the picture, the right one always changes the window. */
function begun(hand: Hand, event: PointerEvent, at: Point): Gesture {
  const is = BUTTONS[event.button] ?? hand.tool;
  if (is === "pan" || is === "window") return { is, last: at };
  if (is === "cells") return cellsBegun(hand, at);
  return drawingBegun(hand, event, at);
}

/** The button that is pressed, in the browser's numbers: the middle one, the right one. */
const BUTTONS: Readonly<Partial<Record<number, "pan" | "window">>> = { 1: "pan", 2: "window" };

function drawingBegun(hand: Hand, event: PointerEvent, at: Point): Gesture {
  const { viewport } = hand.view.get();
  const point = toImage(viewport, at);
  const tolerance_px = reachOf(viewport, event.pointerType === "touch");
  const step = stepOfPress(hand.drawing, {
    tool: hand.tool,
    at: point,
    tolerance_px,
    radius_px: lengthOnImage(viewport, hand.brush_px),
    erases: hand.erases !== event.altKey,
    leg: hand.tool === "livewire" ? (hand.wire?.legTo(hand.drawing, point, tolerance_px) ?? []) : [],
  });
  if (step !== null) hand.act(step);
  return { is: "drawing" };
}

function cellsBegun(hand: Hand, at: Point): Gesture {
  const cell = cellAt(imagePoint(hand, at), hand.drawing.image);
  if (cell === null) return { is: "none" };
  const ignored = !hand.drawing.content.ignored.includes(cell);
  hand.act({ by: "cells-set", cells: [cell], ignored });
  return { is: "cells", ignored };
}

function continued(hand: Hand, gesture: Gesture, event: PointerEvent, at: Point): Gesture {
  switch (gesture.is) {
    case "none":
    case "pinch":
      preview(hand, at);
      return { is: "none" };
    case "drawing":
      dragAlong(hand, event, at);
      return gesture;
    case "cells": {
      const cell = cellAt(imagePoint(hand, at), hand.drawing.image);
      if (cell !== null) hand.act({ by: "cells-set", cells: [cell], ignored: gesture.ignored });
      return gesture;
    }
    case "pan":
      hand.view.set(moved(hand.view.get(), offset(gesture.last, at)));
      return { ...gesture, last: at };
    case "window":
      hand.onWindow(offset(gesture.last, at));
      return { ...gesture, last: at };
  }
}

/** A pen reports more places than frames: lines are drawn through all of them. */
function dragAlong(hand: Hand, event: PointerEvent, at: Point): void {
  preview(hand, at);
  const tool = hand.drawing.open?.tool;
  const places = tool === "freehand" || tool === "brush" ? placesOf(event, at) : [at];
  for (const place of places) hand.act({ by: "dragged", to: imagePoint(hand, place) });
}

function placesOf({ nativeEvent }: PointerEvent, at: Point): readonly Point[] {
  const events = nativeEvent.getCoalescedEvents();
  return events.length > 1 ? events.map(({ offsetX, offsetY }): Point => [offsetX, offsetY]) : [at];
}

/** Corner by corner: show what a click would add. */
function preview(hand: Hand, at: Point): void {
  const { open } = hand.drawing;
  if (open === null || !("legs" in open)) return;
  const { viewport } = hand.view.get();
  const point = toImage(viewport, at);
  const wire = open.tool === "livewire" ? hand.wire : null;
  const leg = wire === null ? [point] : wire.legTo(hand.drawing, point, reachOf(viewport, false));
  hand.act({ by: "corner-previewed", leg });
}

function doubled(hand: Hand, at: Point): void {
  const isByCorners = hand.drawing.open !== null && "legs" in hand.drawing.open;
  // A click that closed a polygon may be the first of two: the corner it made must stay.
  if (!isByCorners && hand.tool !== "select") return;
  const { viewport } = hand.view.get();
  const step = stepOfDoubleClick(hand.drawing, toImage(viewport, at), reachOf(viewport, false));
  if (step !== null) hand.act(withWayBack(step, hand));
}

/** Livewire closes along the edges too. */
export function withWayBack(step: Step, { drawing, wire }: Pick<Hand, "drawing" | "wire">): Step {
  if (step.by !== "polygon-closed" || drawing.open?.tool !== "livewire" || wire === null) return step;
  return { ...step, leg: wire.wayBack(drawing) };
}

function pinchOf(fingers: ReadonlyMap<number, Point>): Gesture {
  const [a = [0, 0], b = [0, 0]] = fingers.values();
  return { is: "pinch", apart: Math.max(distance(a, b), 1), middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] };
}

/** Two fingers zoom and move; what the first had begun is given up. */
function pinched(hand: Hand, before: Gesture, fingers: ReadonlyMap<number, Point>): Gesture {
  const after = pinchOf(fingers);
  if (before.is !== "pinch" || after.is !== "pinch") {
    if (hand.drawing.open !== null && !("legs" in hand.drawing.open)) hand.act({ by: "cancelled" });
    return after;
  }
  const view = moved(hand.view.get(), offset(before.middle, after.middle));
  hand.view.set(zoomed(view, after.apart / before.apart, after.middle));
  return after;
}
