import { useEffect, useRef, useState, type ReactElement } from "react";

import type { Look, Surface } from "./cornerstone";
import classes from "./modification.module.css";
import type { Raw } from "./raw";
import { onScreen, type ViewStore } from "./views";

interface Props {
  /** The picture; null: it is still on its way. */
  readonly raw: Raw | null;
  readonly look: Look;
  readonly view: ViewStore;
  /** A picture is painted. */
  readonly onShown: (row: number) => void;
}

// Large, and needed as soon as the view is there.
void import("./cornerstone").catch(() => undefined);

/** The mark in the browser's own timeline when a picture stands on the screen. */
const PAINTED = "image painted";

/** The picture itself, without anything over it. */
export function Picture({ raw, look, view, onShown }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const surface = useSurface(place, inside, view);
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
    surface?.look(look);
  }, [surface, look]);
  useEffect(() => {
    if (surface === null || raw === null) return undefined;
    let isGone = false;
    const painted = (): void => {
      if (isGone) return;
      performance.mark(PAINTED, { detail: { row: raw.row } });
      onShown(raw.row);
    };
    // Cornerstone paints with the next frame; the one after it has been on the screen.
    void surface.show(raw, latest.current).then(() => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return () => {
      isGone = true;
    };
  }, [surface, raw, onShown]);
  return (
    <div ref={place} className={classes.picture} data-hidden={raw === null} aria-hidden>
      <div ref={inside} className={classes.surface} />
    </div>
  );
}

type Element = Readonly<React.RefObject<HTMLDivElement | null>>;

/** Load the viewer, keep it as large as its place, and let it follow the view. */
function useSurface(place: Element, inside: Element, view: ViewStore): Surface | null {
  const [surface, setSurface] = useState<Surface | null>(null);
  useEffect(() => {
    const [outer, inner] = [place.current, inside.current];
    if (outer === null || inner === null) return undefined;
    let made: Surface | null = null;
    let isGone = false;
    const observer = new ResizeObserver(() => {
      const screen = { width: outer.clientWidth, height: outer.clientHeight };
      if (screen.width === 0 || screen.height === 0) return;
      laidOut(inner, screen.width, screen.height);
      view.set(onScreen(view.get(), screen));
      made?.resize();
    });
    observer.observe(outer);
    const leave = view.subscribe(() => made?.place(view.get().viewport));
    void import("./cornerstone").then(({ surfaceOn }) => {
      if (isGone) return;
      made = surfaceOn(inner);
      made.place(view.get().viewport);
      setSurface(made);
    });
    return () => {
      isGone = true;
      leave();
      observer.disconnect();
      setSurface(null);
      made?.destroy();
    };
  }, [place, inside, view]);
  return surface;
}

/** In device pixels, made smaller to fit: as sharp as the screen can be. */
function laidOut(element: HTMLDivElement, width: number, height: number): void {
  element.style.width = `${Math.round(width * devicePixelRatio)}px`;
  element.style.height = `${Math.round(height * devicePixelRatio)}px`;
  element.style.transform = `scale(${1 / devicePixelRatio})`;
}
