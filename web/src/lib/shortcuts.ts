/**
 * Keys and what they mean.
 *
 * A combination is written as a person reads it: `?`, `ArrowLeft`, `Ctrl+Z`, `Shift+Tab`, `Alt+1`.
 * Letters are matched by what they print, so that they work on every keyboard. `Ctrl` also
 * means ⌘ on a Mac.
 */

export interface Shortcut {
  /** Combinations that do the same; the first is the one that is shown most prominently. */
  readonly keys: readonly string[];
  readonly title: string;
  /** The heading under which the sheet shows it. */
  readonly group: string;
}

/** The part of a keyboard event that matters. */
export interface Stroke {
  readonly key: string;
  /** The place on the keyboard, such as `Digit1`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Whether a key was meant by a combination. */
export function matches(stroke: Stroke, combination: string): boolean {
  const parts = partsOf(combination);
  const wanted = parts.at(-1) ?? "";
  const needs = (modifier: string): boolean => parts.slice(0, -1).includes(modifier);
  return (
    isKey(stroke, wanted, needs("Alt")) &&
    needs("Ctrl") === (stroke.ctrlKey || stroke.metaKey) &&
    needs("Alt") === stroke.altKey &&
    (isSign(wanted) || needs("Shift") === stroke.shiftKey)
  );
}

/** With Alt held a Mac prints other signs; there the place on the keyboard counts. */
function isKey(stroke: Stroke, wanted: string, alt: boolean): boolean {
  if (alt && [`Digit${wanted}`, `Key${wanted.toUpperCase()}`].includes(stroke.code)) return true;
  return stroke.key.toLowerCase() === (wanted === "Space" ? " " : wanted.toLowerCase());
}

function partsOf(combination: string): readonly string[] {
  return combination === "+" ? ["+"] : combination.split("+");
}

/** `?` and the like already say whether Shift is held. */
function isSign(key: string): boolean {
  return key.length === 1 && key.toLowerCase() === key.toUpperCase();
}

const NAMES = new Map([
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["Escape", "Esc"],
]);

/** Return the keys of a combination as they are shown. */
export function shown(combination: string): readonly string[] {
  return partsOf(combination).map(
    (key) => NAMES.get(key) ?? (key.length === 1 ? key.toUpperCase() : key),
  );
}

/** Put shortcuts under their headings, both in the order in which they came; twins are left out. */
export function grouped(shortcuts: readonly Shortcut[]): ReadonlyMap<string, readonly Shortcut[]> {
  const groups = new Map<string, Shortcut[]>();
  for (const each of shortcuts) {
    const group = groups.get(each.group) ?? [];
    if (!group.some((other) => other.title === each.title)) group.push(each);
    groups.set(each.group, group);
  }
  return groups;
}
