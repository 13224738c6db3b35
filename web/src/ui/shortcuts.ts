/** Shortcuts of what is on the page now: they work, and the sheet shows them. */
import { useEffect, useRef } from "react";

import { matches, type Shortcut } from "@/lib/shortcuts";
import { createStore } from "@/lib/store";

interface Bound extends Shortcut {
  readonly run: (event: KeyboardEvent) => void;
}

/** Those that work now; the newest part of the page comes last and is asked first. */
export const bound = createStore<readonly Bound[]>([]);

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "range", "button", "submit"].includes(target.type);
  return TYPING.has(target.tagName);
}

const MOVING = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** Sliders and radio buttons are moved by the keys that elsewhere lead from one thing to the next. */
function isMoved(target: EventTarget | null, key: string): boolean {
  const moves = target instanceof HTMLInputElement && ["range", "radio"].includes(target.type);
  return moves && MOVING.has(key);
}

/** Find the shortcut that a key means and run it; none while a person types or a dialog is open. */
function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target) || isMoved(event.target, event.key)) return;
  if (document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
  const meant = bound.get().findLast((each) => each.keys.some((keys) => matches(event, keys)));
  if (meant === undefined) return;
  event.preventDefault();
  meant.run(event);
}

let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", onKey);
}

/** Let shortcuts work as long as the part of the page that calls this is there. */
export function useShortcuts(shortcuts: readonly Bound[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = JSON.stringify(shortcuts.map(({ keys, title, group }) => ({ keys, title, group })));
  useEffect(() => {
    listen();
    const mine = (JSON.parse(names) as readonly Shortcut[]).map((each, at): Bound => ({
      ...each,
      run: (event) => latest.current[at]?.run(event),
    }));
    bound.set([...bound.get(), ...mine]);
    return () => bound.set(bound.get().filter((each) => !mine.includes(each)));
  }, [names]);
}
