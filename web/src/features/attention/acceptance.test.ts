// @vitest-environment jsdom
import { expect, it } from "vitest";

import type { Saved } from "@/api/journal";
import type { Ranking } from "@/api/queries-looking";
import type { Entry, EntryState } from "@/lib/journal-entries";

import { confirmedIn, obstacle, standingOf } from "./acceptance";
import { ranked } from "./examples";

const PAIR = { project: "chest", row: 7, label: "Coin" };
const BADGE = { author: "ada", verdict: "accepted", version: 3, saved_at: "2026-01-01T00:00:00Z" } as const;

function waiting(is: "accepted" | "withdrawn" | "drawn", state: EntryState = { is: "waiting" }): Entry {
  const word = is === "drawn" ? { is, verdict: "corrected", regions: [] } : { is, round: null };
  const body = { ...PAIR, word, next: null };
  return { id: 5, author: "ada", lane: "", window: "w", body, base: 0, onto: null, replaces: true, made_at_ms: 0, follows: null, state };
}

it("goes by what was said last: in the journal, else on the server", () => {
  expect(standingOf([BADGE], "ada", null)).toEqual({ is: "accepted", version: 3 });
  expect(standingOf([BADGE], "eve", null)).toEqual({ is: "none", version: 0 });
  expect(standingOf([BADGE], "ada", waiting("withdrawn"))).toEqual({ is: "withdrawing" });
  expect(standingOf([], "ada", waiting("accepted"))).toEqual({ is: "accepting" });
  expect(standingOf([], "ada", waiting("drawn"))).toEqual({ is: "saying" });
  const refused = waiting("accepted", { is: "refused", status: 423, detail: "No heatmap yet." });
  expect(standingOf([], "ada", refused)).toEqual({ is: "refused", entry: 5, why: "No heatmap yet." });
});

it("lets a heatmap be accepted where there is one, on an image that carries the label", () => {
  const none = { is: "none", version: 0 } as const;
  expect(obstacle(none, 1, "some", "Coin")).toBeNull();
  expect(obstacle(none, 0, "some", "Coin")).toContain("does not carry Coin");
  expect(obstacle(none, null, "some", "Coin")).toContain("does not carry Coin");
  expect(obstacle(none, 1, "none", "Coin")).toContain("no positive evidence");
  expect(obstacle(none, 1, null, "Coin")).toContain("no heatmap");
});

it("never overwrites a correction by a key, and takes an acceptance back by one", () => {
  expect(obstacle({ is: "said", version: 1, verdict: "corrected" }, 1, "some", "Coin")).toContain("“corrected”");
  expect(obstacle({ is: "accepted", version: 1 }, 1, "some", "Coin")).toBeNull();
  expect(obstacle({ is: "accepting" }, 1, "some", "Coin")).toBeNull();
  expect(obstacle({ is: "withdrawing" }, 1, "some", "Coin")).toBeNull();
  expect(obstacle({ is: "withdrawing" }, 1, "none", "Coin")).toContain("no positive evidence");
  expect(obstacle({ is: "saying" }, 1, "some", "Coin")).not.toBeNull();
});

it("shows a confirmed word on the page at once, beside those of others", () => {
  const eves = { ...BADGE, author: "eve", verdict: "corrected" } as const;
  const page: Ranking = {
    round: 0, by: "triage", label: "Coin", split: "review", fresh: true, ranked_at: "", total: 1, start: 0, next: null,
    images: [ranked({ annotations: [eves], annotated: true }, { row: 7 })],
  };
  const annotation = { row: 7, label: "Coin", author: "ada", verdict: "accepted", regions: [], version: 1, saved_at: "s", withdrawn: false } as const;
  const saved: Saved = { version: 1, annotation: { ...annotation, regions: [] }, notes: [], next: null, next_obstacle: null };

  const after = confirmedIn(page, PAIR, saved, "ada");
  expect(after.images[0]).toMatchObject({ accepted: true, annotated: true });
  expect(after.images[0]?.annotations.map((each) => each.author)).toEqual(["eve", "ada"]);

  const back = confirmedIn(after, PAIR, { ...saved, annotation: null, version: 2 }, "ada");
  expect(back.images[0]).toMatchObject({ accepted: false, annotated: true });
  expect(confirmedIn(page, { ...PAIR, label: "Lump" }, saved, "ada")).toBe(page);
});
