import { expect, it } from "vitest";

import { pagesOf } from "./pages";

const ROWS = Array.from({ length: 130 }, (_, at) => 1_000 + at);

it("asks for the pages that are on the screen and for no other", () => {
  expect(pagesOf(ROWS, 0, 5).map((page) => [page[0], page.length])).toEqual([[1_000, 60]]);
  expect(pagesOf(ROWS, 58, 61).map((page) => page[0])).toEqual([1_000, 1_060]);
  expect(pagesOf(ROWS, 125, 140).map((page) => [page[0], page.length])).toEqual([[1_120, 10]]);
  expect(pagesOf([], 0, 0)).toEqual([]);
});
