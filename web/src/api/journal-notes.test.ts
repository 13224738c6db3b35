// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { saving, SAVED } from "@/lib/saving";

import { connection } from "./connection";
import { closeJournal, journalOfPage, unconfirmedIn } from "./journal";
import { note } from "./journal-notes";
import { lanesOfNotes, newKey, notedIn, type Note } from "./noted";

const NOTES = "/api/projects/chest/images/7/notes";
const NOTED = { project: "chest", row: 7, key: "ab".repeat(16), text: "tube in place" };
let stored: Note[] = [];
let lines: string[] = [];
let isAway = false;

beforeEach(async () => {
  [stored, lines, isAway] = [[], [], false];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (isAway) throw new TypeError("network");
    const { pathname, search } = new URL(request.url);
    lines.push(`${request.method} ${pathname}${search}`);
    if (request.method === "GET") return Response.json(stored);
    if (request.method === "DELETE") {
      stored = [];
      return new Response(null, { status: 204 });
    }
    const { text, key } = (await request.json()) as { text: string; key: string };
    const written: Note = { id: 3, row: 7, author: "ada", key, text, version: 1, created_at: "", saved_at: "" };
    stored = [written];
    return Response.json(written, { status: 201 });
  });
  (await journalOfPage()).setAuthor("ada");
});
afterEach(async () => {
  await closeJournal();
  vi.unstubAllGlobals();
});

const sent = (): Promise<void> => vi.waitFor(() => expect(saving.get()).toEqual(SAVED));

it("writes a note, deletes it by what it is called, and brings it back", async () => {
  await note(NOTED);
  await sent();
  expect(stored).toMatchObject([{ key: NOTED.key, text: "tube in place" }]);
  await note({ ...NOTED, text: null });
  await sent();
  expect(lines).toEqual([`POST ${NOTES}`, `GET ${NOTES}`, `DELETE ${NOTES}/3?version=1`]);
  await note(NOTED);
  await sent();
  expect(stored).toHaveLength(1);
});

it("keeps a note that nobody answers, and sends nothing where it is deleted before", async () => {
  isAway = true;
  await note(NOTED);
  await vi.waitFor(() => expect(saving.get().reachable).toBe(false));
  expect(unconfirmedIn(lanesOfNotes("chest", 7)).map((entry) => notedIn(entry)?.text)).toEqual(["tube in place"]);
  expect(unconfirmedIn(lanesOfNotes("chest", 77))).toEqual([]);
  await note({ ...NOTED, text: null });
  isAway = false;
  connection.set("offline");
  connection.set("online");
  await sent();
  expect(stored).toEqual([]);
});

it("calls every note by a name of its own", () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});
