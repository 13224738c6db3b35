import { expect, it } from "vitest";

import { noticeWords } from "./notices";

it("names the edges that cross by their corners", () => {
  const why = { reason: "crossing", first: [1, 2], second: [3, 4], at: [5, 5] } as const;
  expect(noticeWords({ kind: "refused", why })).toContain("from corner 1 to 2 crosses the one from 3 to 4");
});

it("says how much lay outside", () => {
  expect(noticeWords({ kind: "clipped", lost: 0.25, pieces: 1 })).toContain("25\u00a0%");
});
