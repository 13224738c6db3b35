import { useEffect, useRef, useState, type ReactElement } from "react";

import type { Surface } from "./cornerstone";
import classes from "./modification.module.css";
import type { Raw } from "./raw";
import type { ShownStore } from "./shown";
import { onScreen, type ViewStore } from "./views";

interface Props {
  readonly shown: ShownStore;
  /** Whether there is a picture; else it is still on its way. */
  readonly isThere: boolean;
  readonly view: ViewStore;
  /** A picture is painted. */
  readonly onShown: (row: number) => void;
}

// Large, and needed as soon as the view is there.
void import("./cornerstone").catch(() => undefined);

/** The mark in the browser's own timeline when a picture stands on the screen. */
const PAINTED = "image painted";

/** The picture itself, without anything over it. */
export function Picture({ shown, isThere, view, onShown }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const surface = useSurface(place, inside, view);
  useEffect(() => (surface === null ? undefined : following(surface, shown, onShown)), [surface, shown, onShown]);
  return (
    <div ref={place} className={classes.picture} data-hidden={!isThere} aria-hidden>
      <div ref={inside} className={classes.surface} />
    </div>
  );
}

/** Let the viewer show what is to be shown, until told to stop. */
function following(surface: Surface, shown: ShownStore, onShown: Props["onShown"]): () => void {
  let last: Raw | null = null;
  const painted = (raw: Raw) => (): void => {
    if (last !== raw) return; // another one has come since
    performance.mark(PAINTED, { detail: { row: raw.row } });
    onShown(raw.row);
  };
  const follow = (): void => {
    const { raw, look } = shown.get();
    if (raw !== null && raw === last) surface.look(look);
    else if (raw !== null) {
      // Cornerstone paints with the next frame; the one after it has been on the screen.
      void surface.show(raw, look).then(() => requestAnimationFrame(() => requestAnimationFrame(painted(raw))));
    }
    last = raw;
  };
  follow();
  const leave = shown.subscribe(follow);
  return () => {
    last = null;
    leave();
  };
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
