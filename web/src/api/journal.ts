/**
 * The journal of this page, wired: what a physician says is written down first, then sent, and
 * the frame always says where it stands.
 *
 *     await say({ project, row, label }, { is: "accepted", round }, { version });
 *
 * `lib/journal.ts` holds the rules; here are the server's routes, who is logged in, and hooks.
 */
import { useEffect, useSyncExternalStore } from "react";

import { browserSurroundings, Journal, type Confirmation, type JournalStatus } from "@/lib/journal";
import { replyTo, type Entry, type Reply } from "@/lib/journal-entries";
import { openStorage } from "@/lib/journal-storage";
import { saving, SAVED } from "@/lib/saving";
import { createStore } from "@/lib/store";
import { text } from "@/lib/texts";

import { answer, client, loginEnded } from "./client";
import { connection } from "./connection";
import { effortOf, watchEffort } from "./effort";
import { notedIn, sentNote } from "./noted";
import { isRefusal, Refusal } from "./refusal";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Saved = Schemas["SavedOut"];
export type Verdict = Schemas["Verdict"];
export type RegionIn = Schemas["RegionIn"];
export type NextIn = Schemas["NextIn"];
type EffortIn = Schemas["EffortIn"];

/** What is spoken of: one image and one label. */
export interface Pair {
  readonly project: string;
  readonly row: number;
  readonly label: string;
}

/** What a physician says of it; each says all that there is to say. */
export type Word =
  | { readonly is: "drawn"; readonly verdict: Verdict; readonly regions: readonly RegionIn[] }
  /** The heatmap of a round is taken as it is; null: of the current one. */
  | { readonly is: "accepted"; readonly round: number | null }
  | { readonly is: "withdrawn" };

/** What was seen when it was said. */
export interface Seen {
  /** One's own annotation's; 0 where there was none. */
  readonly version: number;
  /** What to return of the image that follows; the reply is given to `useConfirmed`. */
  readonly next?: NextIn;
}

/** What the journal keeps of it. */
export interface Said extends Pair {
  readonly word: Word;
  readonly next: NextIn | null;
  /** How long it took; an older page did not measure that. */
  readonly effort?: EffortIn | null;
}

const DATABASE = "medebiaser-journal";

/** Where everything stands, anew with each change; null: the journal is not open yet. */
const standing = createStore<JournalStatus | null>(null);

let opening: Promise<Journal> | null = null;
let opened: Journal | null = null;

/** The journal of this page; it is opened once. */
export function journalOfPage(): Promise<Journal> {
  opening ??= open();
  return opening;
}

async function open(): Promise<Journal> {
  const factory = (globalThis as { indexedDB?: IDBFactory }).indexedDB;
  const journal = new Journal(browserSurroundings(await openStorage(DATABASE, factory), send));
  const tell = (): void => {
    const status = journal.status();
    standing.set(status);
    const { waiting, reachable, loggedIn, trouble, durable, others, conflicts, refused } = status;
    const first = [...conflicts, ...refused].map(saidIn).find((said) => said !== null) ?? null;
    const decide = first === null ? null : { project: first.project, row: first.row, label: first.label };
    const counts = { conflicts: conflicts.length, refused: refused.length };
    saving.set({ waiting, reachable, loggedIn, trouble, durable, others, ...counts, decide });
  };
  journal.watch(tell);
  const tryNow = (): void => journal.setOnline(true);
  connection.subscribe(() => {
    if (connection.get() === "online") tryNow();
  });
  addEventListener("online", tryNow);
  addEventListener("beforeunload", (event) => {
    if (!journal.status().durable && journal.status().waiting > 0) event.preventDefault();
  });
  opened = journal;
  tell();
  return journal;
}

/** The name of a pair's lane; the same in every window. */
export function laneOf({ project, row, label }: Pair): string {
  return JSON.stringify([project, row, label]);
}

/**
 * Write down what a physician says, then send it.
 *
 * @returns as soon as it is written; from then on it cannot be lost.
 */
export async function say(pair: Pair, word: Word, seen: Seen): Promise<Entry> {
  const lane = laneOf(pair);
  const effort = effortOf(lane); // now: the next image may be on the screen a moment later
  const journal = await journalOfPage();
  const { project, row, label } = pair;
  const body: Said = { project, row, label, word, next: seen.next ?? null, effort };
  const onto = journal.pending(lane)?.id ?? null;
  return journal.record({ lane, body, base: seen.version, onto, replaces: true });
}

/** Send one entry; a refusal and a broken network are replies too. */
export async function send(entry: Entry): Promise<Reply> {
  const [said, noted] = [saidIn(entry), notedIn(entry)];
  try {
    if (noted !== null) return { is: "saved", ...(await sentNote(noted)) };
    if (said === null) return { is: "refused", status: 422, detail: text("journal.unreadable") };
    const saved = await answered(said, entry.base);
    return { is: "saved", version: saved.version, body: saved };
  } catch (error) {
    return replyOf(error);
  }
}

function answered({ project, row, label, word, next, effort = null }: Said, version: number): Promise<Pick<Saved, "version">> {
  const path = { project, row };
  switch (word.is) {
    case "drawn":
      return answer(
        client.PUT("/api/projects/{project}/images/{row}/annotations", {
          params: { path, query: { label } },
          body: { verdict: word.verdict, regions: [...word.regions], version, next, effort },
        }),
      );
    case "accepted":
      return answer(
        client.PUT("/api/projects/{project}/images/{row}/acceptance", {
          params: { path, query: { label } },
          body: { round: word.round, version, next, effort },
        }),
      );
    case "withdrawn":
      return answer(
        client.DELETE("/api/projects/{project}/images/{row}/annotations", {
          params: { path, query: { label, version } },
        }),
      ).catch((error: unknown) => nothingThere(error, version));
  }
}

/** Said and taken back before it was ever sent: there is nothing to withdraw, which is what is wanted. */
function nothingThere(error: unknown, version: number): Saved {
  if (version === 0 && isRefusal(error, 404)) return { version, annotation: null, notes: [], next: null, next_obstacle: null };
  throw error;
}

function replyOf(error: unknown): Reply {
  if (!(error instanceof Refusal)) return { is: "unreachable", retry_after_ms: null, why: null };
  const { status, message, problem, retryAfterS } = error;
  const retry_after_ms = retryAfterS === null ? null : 1000 * retryAfterS;
  return replyTo({ status, detail: message, stored: problem?.stored ?? null, retry_after_ms });
}

/** What an entry says; null: it is saved already, or of a program that wrote otherwise. */
export function saidIn({ body }: Entry): Said | null {
  const isSaid = typeof body === "object" && body !== null && "word" in body && "row" in body;
  return isSaid ? (body as Said) : null;
}

/** What was said last of a pair and is not confirmed yet: to show after a reload too. */
export function pendingOf(pair: Pair): Entry | null {
  return opened?.pending(laneOf(pair)) ?? null;
}

/** What was said in some lanes and is not confirmed yet, oldest first. */
export function unconfirmedIn(beginning: string): readonly Entry[] {
  return opened?.unconfirmed(beginning) ?? [];
}

/** Where all changes stand, with those that wait for a person; null: not known yet. */
export function useStanding(): JournalStatus | null {
  return useSyncExternalStore(standing.subscribe, standing.get);
}

/** Whether somebody is logged in to send for. */
export function useLoggedIn(): boolean {
  return useSyncExternalStore(standing.subscribe, () => standing.get()?.loggedIn ?? false);
}

/** What was said last of a pair and is not confirmed yet; null: nothing. */
export function usePending(pair: Pair): Entry | null {
  return useSyncExternalStore(standing.subscribe, () => pendingOf(pair));
}

/** Hear of this window's changes as the server confirms them, with its replies. */
export function useConfirmed(listener: (said: Pair, saved: Saved) => void): void {
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isGone = false;
    void journalOfPage().then((journal) => {
      if (isGone) return;
      stop = journal.onConfirmed((confirmation) => hear(confirmation, listener));
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, [listener]);
}

function hear({ entry, body }: Confirmation, listener: (said: Pair, saved: Saved) => void): void {
  const [project, row, label] = JSON.parse(entry.lane) as [string, number, string | null];
  if (label === null) return; // a note's
  listener({ project, row, label }, body as Saved);
}

/** Let the journal send for whoever is logged in, as long as the part that calls this is there. */
export function useJournal(author: string): void {
  const ended = useSyncExternalStore(loginEnded.subscribe, loginEnded.get);
  useEffect(() => {
    void journalOfPage().then((journal) => {
      journal.setAuthor(author);
      if (ended) journal.pause();
    });
  }, [author, ended]);
  useEffect(() => () => void journalOfPage().then((journal) => journal.setAuthor(null)), [author]);
  useEffect(watchEffort, [author]);
}

/** Forget the journal that is open: for tests, each of which is another page. */
export async function closeJournal(): Promise<void> {
  (await opening)?.close();
  opening = opened = null;
  standing.set(null);
  saving.set(SAVED);
}
