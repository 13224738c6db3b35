import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { csrfToken, loginEnded } from "@/api/client";
import { closeJournal, journalOfPage, pendingOf } from "@/api/journal";
import type { Step } from "@/geometry/actions";

import { useDrawing, type Drawn, type Subject } from "./useDrawing";

const PAIR = { project: "chest", row: 17, label: "Coin" };
const SUBJECT: Subject = { pair: PAIR, size: { width: 100, height: 100 }, truth: 1, own: null };
const BOX: readonly Step[] = [
  { by: "box-begun", at: [10, 10] },
  { by: "dragged", to: [40, 50] },
  { by: "released" },
];
const CORNERS = [[10, 10], [40, 10], [40, 50], [10, 50]];

let sent: { method: string; body: { version: number; verdict: string; regions: unknown[] } | null }[] = [];
let isAway = false;

beforeEach(async () => {
  sent = [];
  isAway = false;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (isAway) throw new TypeError("network");
    const words = await request.text();
    sent.push({ method: request.method, body: words === "" ? null : (JSON.parse(words) as never) });
    return Response.json({ version: sent.length, annotation: null, notes: ["It covers much."], next: null });
  });
  (await journalOfPage()).setAuthor("ada");
});
afterEach(async () => {
  await closeJournal();
  indexedDB.deleteDatabase("medebiaser-journal");
  vi.unstubAllGlobals();
  csrfToken.set(null);
  loginEnded.set(false);
});

function open(subject: Subject = SUBJECT): { readonly now: () => Drawn; readonly leave: () => void } {
  const { result, unmount } = renderHook(() => useDrawing(subject));
  return { now: () => result.current, leave: unmount };
}

function draw({ now }: { readonly now: () => Drawn }, steps: readonly Step[] = BOX): void {
  for (const step of steps) act(() => now().act(step));
}

it("saves a box when the pointer is let go, and not before", async () => {
  const page = open();
  draw(page, BOX.slice(0, 2));
  expect(sent).toEqual([]);
  draw(page, BOX.slice(2));

  await waitFor(() => expect(page.now().remarks).toEqual(["It covers much."]));
  expect(sent[0]?.body).toMatchObject({ version: 0, verdict: "corrected", regions: [{ points: CORNERS, relevance: "relevant" }] });
});

it("takes back on the server what is undone, on the version that it got", async () => {
  const page = open();
  draw(page);
  await waitFor(() => expect(page.now().remarks).toHaveLength(1));
  draw(page, [{ by: "undone" }]);
  await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(["PUT", "DELETE"]));
});

it("says nothing where nothing was ever said", () => {
  const page = open();
  draw(page, [...BOX.slice(0, 2), { by: "cancelled" }]);
  expect(pendingOf(PAIR)).toBeNull();
  expect(sent).toEqual([]);
});

it("shows after a reload what the server has not got yet", async () => {
  isAway = true;
  const page = open();
  draw(page);
  await waitFor(() => expect(pendingOf(PAIR)).not.toBeNull());
  page.leave();

  expect(open().now().drawing.content.regions.map(({ points }) => points)).toEqual([CORNERS]);
});

it("shows what was saved in another window, unless something is drawn here", () => {
  const own = { ...PAIR, author: "ada", verdict: "cannot tell", regions: [], version: 1, saved_at: "", withdrawn: false } as const;
  const { result, rerender } = renderHook((subject: Subject) => useDrawing(subject), { initialProps: SUBJECT });
  rerender({ ...SUBJECT, own: { ...own, regions: [] } });
  expect(result.current.drawing.content.verdict).toBe("cannot tell");
});
