// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { saving, SAVED } from "@/lib/saving";

import { csrfToken, loginEnded } from "./client";
import { connection } from "./connection";
import { closeJournal, journalOfPage, pendingOf, say, saidIn } from "./journal";

const PAIR = { project: "chest", row: 17, label: "Coin" };
const sent: { method: string; address: string; body: unknown }[] = [];
let reply: () => Response | Promise<Response>;

beforeEach(async () => {
  sent.length = 0;
  reply = () => Response.json({ version: sent.length, annotation: null, notes: [], next: null });
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const words = await request.text();
    sent.push({ method: request.method, address: pathname + search, body: words === "" ? null : JSON.parse(words) });
    return reply();
  });
  (await journalOfPage()).setAuthor("ada");
});
afterEach(async () => {
  await closeJournal();
  vi.unstubAllGlobals();
  csrfToken.set(null);
  loginEnded.set(false);
});

it("sends each word to its route, on the version that the one before it got", async () => {
  await say(PAIR, { is: "accepted", round: 2 }, { version: 0 });
  await vi.waitFor(() => expect(pendingOf(PAIR)).toBeNull());
  await say(PAIR, { is: "drawn", verdict: "nothing to mark", regions: [] }, { version: 0 });
  await vi.waitFor(() => expect(pendingOf(PAIR)).toBeNull());
  await say(PAIR, { is: "withdrawn" }, { version: 0 });
  await vi.waitFor(() => expect(pendingOf(PAIR)).toBeNull());

  const images = "/api/projects/chest/images/17";
  const effort = { sitting: expect.stringMatching(/^[0-9a-z-]{8,40}$/) as string, active_s: expect.any(Number) as number };
  expect(sent).toEqual([
    { method: "PUT", address: `${images}/acceptance?label=Coin`, body: { round: 2, version: 0, next: null, effort } },
    {
      method: "PUT",
      address: `${images}/annotations?label=Coin`,
      body: { verdict: "nothing to mark", regions: [], version: 1, next: null, effort },
    },
    { method: "DELETE", address: `${images}/annotations?label=Coin&version=2`, body: null },
  ]);
  expect(saving.get()).toEqual(SAVED);
});

it("keeps what nobody answers, says so, and sends it when the server is back", async () => {
  reply = () => Promise.reject(new TypeError("network"));
  await say(PAIR, { is: "accepted", round: null }, { version: 3 });
  await vi.waitFor(() => expect(saving.get()).toMatchObject({ waiting: 1, reachable: false }));
  const waiting = pendingOf(PAIR);
  expect(waiting === null ? null : saidIn(waiting)?.word).toEqual({ is: "accepted", round: null });

  reply = () => Response.json({ version: 4, annotation: null, notes: [], next: null });
  connection.set("online");
  await vi.waitFor(() => expect(saving.get()).toMatchObject({ waiting: 0, reachable: true }));
});

it("leaves a conflict and a refusal to a person, with what the server says", async () => {
  reply = () =>
    Response.json({ status: 409, title: "Conflict", detail: "saved elsewhere", stored: { version: 5 } }, { status: 409 });
  await say(PAIR, { is: "accepted", round: null }, { version: 3 });
  await vi.waitFor(() => expect(saving.get().conflicts).toBe(1));
  expect(pendingOf(PAIR)?.state).toEqual({ is: "conflict", version: 5, stored: { version: 5 } });

  reply = () => Response.json({ status: 423, title: "Locked", detail: "no heatmap yet" }, { status: 423 });
  await say({ ...PAIR, row: 18 }, { is: "accepted", round: null }, { version: 0 });
  await vi.waitFor(() => expect(saving.get().refused).toBe(1));
  expect(pendingOf({ ...PAIR, row: 18 })?.state).toEqual({ is: "refused", status: 423, detail: "No heatmap yet." });
  expect(saving.get().decide).toEqual(PAIR);
});

it("takes back what was never sent without troubling anybody", async () => {
  const pair = { ...PAIR, row: 19 };
  const journal = await journalOfPage();
  journal.setOnline(false);
  reply = () => Response.json({ status: 404, detail: "nothing is stored" }, { status: 404 });
  await say(pair, { is: "accepted", round: 2 }, { version: 0 });
  await say(pair, { is: "withdrawn" }, { version: 0 });
  journal.setOnline(true);
  await vi.waitFor(() => expect(pendingOf(pair)).toBeNull());
  expect(sent.map(({ method }) => method)).toEqual(["DELETE"]);
});
