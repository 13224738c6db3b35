import { expect, it } from "vitest";

import type { Entry } from "@/lib/journal-entries";

import { bothOf, versionsOf } from "./deciding";

const TRIANGLE = [[0, 0], [9, 0], [9, 9]] as const;
const OTHER = [[20, 20], [29, 20], [29, 29]] as const;
const said = (points: readonly (readonly [number, number])[]) => ({
  project: "chest",
  row: 7,
  label: "Coin",
  next: null,
  word: { is: "drawn", verdict: "corrected", regions: [{ relevance: "relevant", points }] },
});
const theirs = { verdict: "corrected", regions: [{ relevance: "relevant", points: OTHER }], withdrawn: false, saved_at: "2026-01-01" };
const entry = (stored: unknown, points: readonly (readonly [number, number])[] = TRIANGLE): Entry =>
  ({ id: 1, body: said(points), state: { is: "conflict", version: 3, stored } }) as unknown as Entry;

it("shows what was drawn last on the one side and what is stored on the other", () => {
  const last = { ...entry(null, OTHER), id: 2, state: { is: "waiting" } } as Entry;
  expect(versionsOf(entry(theirs), null)).toMatchObject({ mine: { regions: [{ points: TRIANGLE }] }, theirs, saved_at: "2026-01-01" });
  expect(versionsOf(entry(theirs), last)?.mine?.regions[0]?.points).toEqual(OTHER);
});

it("shows nothing on the side of one that was taken back", () => {
  expect(versionsOf(entry({ ...theirs, withdrawn: true }), null)?.theirs).toEqual({ verdict: null, regions: [] });
  expect(versionsOf(entry(null), null)?.theirs).toEqual({ verdict: null, regions: [] });
});

it("keeps the regions of both, each once", () => {
  const found = versionsOf(entry(theirs), null);
  const word = found === null ? null : bothOf(found);
  expect(word).toEqual({
    is: "drawn",
    verdict: "corrected",
    regions: [
      { relevance: "relevant", points: OTHER },
      { relevance: "relevant", points: TRIANGLE },
    ],
  });
});

it("says nothing together where one side draws nothing, or both the same", () => {
  const nothing = { mine: { verdict: "cannot tell", regions: [] }, theirs: { verdict: "corrected", regions: theirs.regions } } as const;
  const same = versionsOf(entry(theirs, OTHER), null);
  expect(bothOf(nothing as never)).toBeNull();
  expect(same === null ? null : bothOf(same)).toBeNull();
});
