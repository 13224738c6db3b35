import { expect, it } from "vitest";

import type { RankedImage } from "@/api/queries-looking";

import { aroundOf, pageStart } from "./order";

const at = (row: number): RankedImage => ({ image: { row } }) as RankedImage;

it("finds the neighbours of an image, also across the pages' borders", () => {
  const pages = [[at(9)], [at(4), at(7)], [at(1)]];
  expect(aroundOf(pages, 7)).toEqual({ before: at(4), here: at(7), after: at(1) });
  expect(aroundOf(pages, 9)).toEqual({ before: null, here: at(9), after: at(4) });
  expect(aroundOf(pages, 1)).toEqual({ before: at(7), here: at(1), after: null });
});

it("knows no neighbours of an image that the order does not hold", () => {
  expect(aroundOf([[at(9)]], 5)).toEqual({ before: null, here: null, after: null });
});

it("asks for the page in which a place lies", () => {
  expect([0, 49, 50, 149].map((place) => pageStart(place, 50))).toEqual([0, 0, 50, 100]);
});

it("knows the neighbours of an image that a filter keeps back, by its place", () => {
  const standing = (row: number, place: number): RankedImage => ({ ...at(row), place });
  const pages = [[standing(9, 2), standing(4, 5)], [standing(7, 11)]];
  expect(aroundOf(pages, 1, 6)).toEqual({ before: standing(4, 5), here: null, after: standing(7, 11) });
  expect(aroundOf(pages, 1, 0)).toEqual({ before: null, here: null, after: standing(9, 2) });
});
