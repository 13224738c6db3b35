/** Notes as the journal keeps them, and how they are sent. */
import type { Entry } from "@/lib/journal-entries";

import { answer, client } from "./client";
import { isRefusal } from "./refusal";
import type { components } from "./schema";

export type Note = components["schemas"]["NoteOut"];

/** What is said of one note: its words, or that it goes. */
export interface Noted {
  readonly project: string;
  readonly row: number;
  /** Of this browser's choice, 32 hexadecimal digits: sent twice, the note is stored once. */
  readonly key: string;
  /** Null: the note is deleted. */
  readonly text: string | null;
}

/** What the server says when it has it. */
export interface NoteSaved {
  readonly version: number;
  /** Null: it is gone. */
  readonly body: Note | null;
}

/** The beginning of the lanes of an image's notes; each note has a lane of its own. */
export function lanesOfNotes(project: string, row: number): string {
  return JSON.stringify([project, row, null]).slice(0, -1);
}

/** The name of a note's lane. */
export function laneOfNote({ project, row, key }: Noted): string {
  return JSON.stringify([project, row, null, key]);
}

/** A name for a new note. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What an entry says of a note; null: it is of something else, or saved already. */
export function notedIn({ body }: Pick<Entry, "body">): Noted | null {
  const isNoted = typeof body === "object" && body !== null && "key" in body && "text" in body && "row" in body;
  return isNoted ? (body as Noted) : null;
}

/** Send it; what was sent before changes nothing. */
export function sentNote(noted: Noted): Promise<NoteSaved> {
  return noted.text === null ? erased(noted) : written(noted, noted.text);
}

async function written({ project, row, key }: Noted, text: string): Promise<NoteSaved> {
  const note = await answer(
    client.POST("/api/projects/{project}/images/{row}/notes", { params: { path: { project, row } }, body: { text, key } }),
  );
  return { version: note.version, body: note };
}

async function erased({ project, row, key }: Noted): Promise<NoteSaved> {
  const notes = await answer(
    client.GET("/api/projects/{project}/images/{row}/notes", { params: { path: { project, row } } }),
  );
  const note = notes.find((each) => each.key === key);
  if (note !== undefined) await deleted(project, note);
  return { version: 0, body: null };
}

/** Delete a note; one that is gone already is as good. */
export async function deleted(project: string, { row, id, version }: Note): Promise<void> {
  const path = { project, row, note_id: id };
  try {
    await answer(
      client.DELETE("/api/projects/{project}/images/{row}/notes/{note_id}", { params: { path, query: { version } } }),
    );
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}
