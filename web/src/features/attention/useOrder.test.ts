// @vitest-environment jsdom
import { expect, it } from "vitest";

import type { Ranking } from "@/api/queries-looking";

import { ranked } from "./examples";
import { pagesOf, seenOf } from "./useOrder";

function page(images: number): Ranking {
  return {
    round: 0, by: "triage", label: "Coin", split: "review", fresh: true, ranked_at: "", total: 9, start: 0, next: null,
    images: Array.from({ length: images }, () => ranked({})),
  };
}

it("asks for the pages of sixty that hold what is on the screen", () => {
  expect(pagesOf({ first: 0, last: 60 })).toEqual([0]);
  expect(pagesOf({ first: 59, last: 61 })).toEqual([0, 1]);
  expect(pagesOf({ first: 99_990, last: 100_000 })).toEqual([1666]);
  expect(pagesOf({ first: 0, last: 0 })).toEqual([0]);
});

it("finds the pages on the screen where filters left them short", () => {
  const pages = [page(3), page(0), page(5), page(2)];
  expect(seenOf(pages, { first: 2, last: 4 })).toEqual([pages[0], pages[2]]);
  expect(seenOf(pages, { first: 8, last: 20 })).toEqual([pages[3]]);
});
