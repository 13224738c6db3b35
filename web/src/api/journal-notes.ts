/** Notes through the journal: written down in this browser first, then sent. */
import { useEffect, useMemo } from "react";

import type { Entry } from "@/lib/journal-entries";

import { journalOfPage, unconfirmedIn, useStanding } from "./journal";
import { laneOfNote, lanesOfNotes, notedIn, type Note, type Noted } from "./noted";

/** Write down what is said of a note, then send it. */
export async function note(noted: Noted): Promise<Entry> {
  const journal = await journalOfPage();
  const lane = laneOfNote(noted);
  const onto = journal.pending(lane)?.id ?? null;
  return journal.record({ lane, body: noted, base: 0, onto, replaces: true });
}

/** A note that the server has not confirmed yet. */
export interface WaitingNote extends Noted {
  readonly entry: Entry;
}

/** What was said last of each of an image's notes and is not confirmed yet. */
export function useWaitingNotes(project: string, row: number): readonly WaitingNote[] {
  const standing = useStanding();
  return useMemo(() => {
    const last = new Map<string, WaitingNote>();
    if (standing === null) return [];
    for (const entry of unconfirmedIn(lanesOfNotes(project, row))) {
      const noted = notedIn(entry);
      if (noted !== null) last.set(noted.key, { ...noted, entry });
    }
    return [...last.values()];
  }, [standing, project, row]);
}

/** Hear of this window's notes as the server confirms them; `saved` is null where one is gone. */
export function useNoted(listener: (noted: Noted, saved: Note | null) => void): void {
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isGone = false;
    void journalOfPage().then((journal) => {
      if (isGone) return;
      stop = journal.onConfirmed(({ entry, body }) => {
        const noted = notedIn(entry);
        if (noted !== null) listener(noted, body as Note | null);
      });
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, [listener]);
}
