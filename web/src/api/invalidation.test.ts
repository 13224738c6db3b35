import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { eventOf, type ServerEvent } from "./events";
import { keyOf, KINDS, progressed, TOUCHED, touches } from "./invalidation";

const event = (kind: string, content: Record<string, unknown> = {}): ServerEvent => ({
  kind,
  project: "chest",
  content,
});

it("touches what an annotation changes, in its own project only", () => {
  const saved = event("annotation saved", { row: 3 });
  expect(touches(saved, keyOf("chest", "annotations", 3))).toBe(true);
  expect(touches(saved, keyOf("chest", "ranking", "cyst"))).toBe(true);
  expect(touches(saved, keyOf("chest", "jobs"))).toBe(false);
  expect(touches(saved, keyOf("skin", "annotations", 3))).toBe(false);
  expect(touches(saved, ["session"])).toBe(false);
});

it("touches every project after events were missed", () => {
  expect(touches(event("reset"), keyOf("skin", "images"))).toBe(true);
  expect(touches(event("reset"), ["session"])).toBe(false);
});

it("knows every word of the server that concerns a project", () => {
  const records = readFileSync("../src/medebiaser/records/server.py", "utf-8");
  const actions = /class Action\(StrEnum\):([\s\S]*?)\n\n\n/.exec(records)?.[1] ?? "";
  const words = [...actions.matchAll(/ = "([a-z ]+)"/g)].map(([, word]) => word ?? "");
  const elsewhere =
    /^(user|password|role|token|log|backup|workspace|weights|network)/; // nothing of a project is shown from these

  expect(words.length).toBeGreaterThan(30);
  const missing = words.filter((word) => !elsewhere.test(word) && !TOUCHED.has(word));
  expect(missing).toEqual([]);
  const withoutAudit = ["pin maps"]; // an epoch's: nobody did it
  expect([...TOUCHED.keys()].filter((word) => !words.includes(word) && !withoutAudit.includes(word))).toEqual([]);
});

it("listens to progress and to missed events", () => {
  expect(KINDS).toContain("job");
  expect(KINDS).toContain("reset");
});

it("reads an event as the server sends it", () => {
  const data = '{"project":"chest","at":"2026-11-20T17:00:00Z","content":{"row":3}}';
  expect(eventOf("annotation saved", data)).toEqual(event("annotation saved", { row: 3 }));
  expect(eventOf("reset", "not json")).toEqual({ kind: "reset", project: null, content: {} });
});

it("moves the job that an event reports on, and no other", () => {
  const job = { id: "a1", state: "running", done: 3, total: 10, author: "ada" };
  const report = event("job", { job: "a1", state: "running", done: 4, eta_s: 9 });
  expect(progressed(job, report)).toEqual({ ...job, done: 4 });
  expect(progressed({ ...job, id: "b2" }, report).done).toBe(3);
});
