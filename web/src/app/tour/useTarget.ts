import { useEffect, useState } from "react";

import { isSame, type Box } from "./placing";

const PATIENCE_MS = 4000;

/** Where a control is now; `missing`: the page has had its time and does not show it. */
export interface Target {
  readonly box: Box | null;
  readonly isMissing: boolean;
}

const AWAITED: Target = { box: null, isMissing: false };

/**
 * Follow a control of the page, wherever scrolling, loading and the window's size take it.
 *
 * Looks once per frame, as only that hears of everything that moves it.
 */
export function useTarget(selector: string): Target {
  const [target, setTarget] = useState(AWAITED);
  useEffect(() => {
    let frame = 0;
    let isShown = false;
    const since_ms = performance.now();
    const look = (now_ms: number): void => {
      const element = visible(selector);
      if (element !== null && !isShown) {
        isShown = true;
        element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: pace() });
      }
      const box = element === null ? null : boxOf(element);
      const isMissing = box === null && now_ms - since_ms > PATIENCE_MS;
      setTarget((before) => (isSame(before.box, box) && before.isMissing === isMissing ? before : { box, isMissing }));
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [selector]);
  return target;
}

/** The first that has an extent: what is hidden is not shown to anybody. */
function visible(selector: string): Element | null {
  return [...document.querySelectorAll(selector)].find((each) => each.getClientRects().length > 0) ?? null;
}

/** What can be seen of it: no card needs to know how far a table goes on below the screen. */
function boxOf(element: Element): Box {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const x = Math.max(0, left);
  const y = Math.max(0, top);
  return { left: x, top: y, width: Math.min(innerWidth, right) - x, height: Math.min(innerHeight, bottom) - y };
}

function pace(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
