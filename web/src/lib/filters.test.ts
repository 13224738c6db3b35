import { expect, it } from "vitest";

import { likeIn, modificationOf, openedIn, readFilters, withLike, withPlace, writeFilters } from "./filters";

const search = (words: string): URLSearchParams => new URLSearchParams(words);

it("reads filters, and lets everything through where none is named", () => {
  expect(readFilters(search(""))).toEqual({ split: "review", correct: null, annotated: null });
  expect(readFilters(search("split=train&correct=false&annotated=true"))).toEqual({
    split: "train",
    correct: false,
    annotated: true,
  });
  expect(readFilters(search("split=test&correct=yes"))).toEqual({ split: "review", correct: null, annotated: null });
});

it("goes back to the grid when a filter changes, and keeps what is chosen", () => {
  const before = search("label=Coin&image=7&place=3&correct=true");
  expect(writeFilters(before, { annotated: false }).toString()).toBe("label=Coin&correct=true&annotated=false");
  expect(writeFilters(before, { correct: null }).toString()).toBe("label=Coin");
});

it("opens an image by its row; its place may have to be found", () => {
  expect(openedIn(search("image=7&place=3"))).toEqual({ row: 7, place: 3 });
  expect(openedIn(search("image=7"))).toEqual({ row: 7, place: null });
  expect(openedIn(search("image=7&place=x"))).toEqual({ row: 7, place: null });
  expect(openedIn(search("place=3"))).toBeNull();
  expect(withPlace(search("by=dual"), { row: 7, place: 3 }).toString()).toBe("by=dual&image=7&place=3");
});

it("leads to the modification view with label, round, ranking and place", () => {
  const to = modificationOf(search("round=2&split=train"), { row: 7, place: 3 }, { label: "Air rim", by: "triage" });
  expect(to).toBe("../modification?round=2&split=train&image=7&place=3&label=Air+rim&by=triage");
});

it("searches for images like one or like its region, and goes back to the order of before", () => {
  const found = withLike(search("label=Coin&by=dual&image=7&place=3"), { row: 7, region: "0,0,9,0,9,9" });
  expect(found.toString()).toBe("label=Coin&by=similar&like=7&region=0%2C0%2C9%2C0%2C9%2C9");
  expect(likeIn(found)).toEqual({ row: 7, region: "0,0,9,0,9,9" });
  expect(likeIn(search("like=x"))).toBeNull();
  expect(withLike(found, null).toString()).toBe("label=Coin");
});
