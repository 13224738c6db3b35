/**
 * Going to another image: its picture comes first, the page beside it follows.
 *
 * The picture is shown in the key's own task, long before the panel could be made anew. Until the
 * page has followed, nothing that a person does may reach what still stands there for the image
 * before: whatever is done lets the page follow first, so that it is done to the image that is seen.
 */

/** A way to another image that the page may not have gone yet. */
export interface Turning {
  /** The picture is shown; `follow` brings the page after it, at once. */
  readonly begin: (follow: () => void) => void;
  /** Let the page follow now, where it has not yet. */
  readonly settle: () => void;
  readonly isUnderWay: () => boolean;
  /** Let the page follow before anything that a person does, until told to stop. */
  readonly listen: () => () => void;
}

/** A page that nobody looks at paints no frame; it follows all the same. */
const PATIENCE_MS = 250;
const DEEDS = [
  ...["pointerdown", "pointermove", "pointerup", "mousedown", "click", "dblclick", "contextmenu"],
  ...["keydown", "beforeinput", "input", "wheel", "touchstart", "touchmove"],
] as const;

/** Nothing is under way. */
export function createTurning(): Turning {
  let pending: (() => void) | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    const follow = pending;
    pending = null;
    clearTimeout(patience);
    follow?.();
  };
  return {
    settle,
    begin: (follow) => {
      settle();
      pending = follow;
      patience = setTimeout(settle, PATIENCE_MS);
    },
    isUnderWay: () => pending !== null,
    listen: () => {
      const stop = new AbortController();
      const how = { capture: true, passive: true, signal: stop.signal } as const;
      for (const kind of DEEDS) addEventListener(kind, (event) => isDeed(event) && settle(), how);
      return () => {
        stop.abort();
        pending = null;
        clearTimeout(patience);
      };
    },
  };
}

/** A pointer that only passes over the page does nothing to it. */
function isDeed(event: Event): boolean {
  return event.type !== "pointermove" || (event instanceof PointerEvent && event.buttons !== 0);
}
