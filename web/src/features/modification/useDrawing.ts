/** The drawing of one image and one label, saved as it changes. */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";

import { laneOf, pendingOf, say, saidIn, useConfirmed, useLoggedIn, usePending, type Pair, type Saved } from "@/api/journal";
import type { Annotation } from "@/api/queries-annotating";
import { storedBy, type Stored } from "@/api/said";
import type { Step } from "@/geometry/actions";
import type { Drawing } from "@/geometry/drawing";
import type { Size } from "@/geometry/points";
import type { Entry } from "@/lib/journal-entries";

import type { Truth } from "./evidence";
import { next, opened, says, wordOf } from "./words";

/** What is drawn, and the way to change it. */
export interface Drawn {
  readonly drawing: Drawing;
  readonly act: (step: Step) => void;
  /** What the server said of the last save: that something was clipped, or looks odd. */
  readonly remarks: readonly string[];
}

/** What the drawing is of, and what the server holds of it. */
export interface Subject {
  readonly pair: Pair;
  readonly size: Size;
  readonly truth: Truth;
  /** One's own annotation; null: there is none. */
  readonly own: Annotation | null;
}

/** Keep one drawing; a component that calls this is made anew for another image or label. */
export function useDrawing(subject: Subject): Drawn {
  const { truth } = subject;
  const step = useMemo(() => next(truth), [truth]);
  const [drawing, dispatch] = useReducer(step, subject, firstOf);
  const act = useCallback((done: Step) => dispatch({ ...done, origin: "screen" }), []);
  const load = useCallback(
    ({ regions, verdict }: Stored) => dispatch({ by: "loaded", regions, verdict, origin: "server" }),
    [],
  );
  const remarks = useSaving(subject, drawing, load);
  return { drawing, act, remarks };
}

/** What waits in the journal is shown before what the server holds: it is newer. */
function firstOf({ pair, size, truth, own }: Subject): Drawing {
  return opened(size, waitingIn(pendingOf(pair)) ?? own, truth);
}

function waitingIn(entry: Entry | null): Stored | null {
  const said = entry === null ? null : saidIn(entry);
  return said === null ? null : storedBy(said.word);
}

function newerThan(version: number, own: Annotation | null): Annotation | null {
  return own !== null && own.version > version ? own : null;
}

function useSaving({ pair, own }: Subject, drawing: Drawing, load: (stored: Stored) => void): readonly string[] {
  const version = useRef(own?.version ?? 0);
  const said = useRef(drawing.change.number);
  const hasSaid = useRef(false);
  const [remarks, setRemarks] = useState<readonly string[]>([]);
  const isLoggedIn = useLoggedIn();
  const pending = usePending(pair);
  const lane = laneOf(pair);
  useConfirmed(
    useCallback(
      (other: Pair, saved: Saved) => {
        if (laneOf(other) !== lane) return;
        version.current = Math.max(version.current, saved.version);
        setRemarks(saved.notes);
      },
      [lane],
    ),
  );
  useEffect(() => {
    const { number, origin } = drawing.change;
    if (number === said.current) return;
    said.current = number;
    if (origin === "server") return;
    const word = wordOf(drawing);
    const isNew = version.current === 0 && !hasSaid.current && pendingOf(pair) === null;
    if (word.is === "withdrawn" && isNew) return;
    hasSaid.current = true;
    // Nobody is logged in: it is said as soon as somebody is.
    say(pair, word, { version: version.current }).catch(() => (said.current = -1));
  }, [drawing, pair, isLoggedIn]);
  useEffect(() => {
    // Changed here: what is on the screen is the newest there is.
    const isUntouched = drawing.change.origin === "server";
    const newer = pending === null ? newerThan(version.current, own) : null;
    if (newer !== null) version.current = newer.version;
    if (!isUntouched && newer === null) return;
    // From an earlier page, which the journal finds a moment after this one has opened; or saved in another window.
    const found = pending === null ? own : waitingIn(pending);
    if (found !== null && !says(drawing, found)) load(found);
  }, [drawing, load, own, pending]);
  return remarks;
}
