import { expect, it } from "vitest";

import type { Cooccurrence } from "@/api/queries";

import { chordOption, clicked, said, summary } from "./chord-option";

const FOUND: Cooccurrence = {
  split: null,
  labels: ["a", "b", "c"],
  images: 20,
  counts: [
    [10, 4, 0],
    [4, 4, 0],
    [0, 0, 5],
  ],
  shares: [
    [1, 0.4, 0],
    [1, 1, 0],
    [0, 0, 1],
  ],
};
const EDGE = { dataType: "edge", name: "a > b", data: { source: "a", target: "b", value: 4 } };

it("says what is under the pointer", () => {
  expect(said(FOUND, EDGE)).toBe("a with b\n4 images");
  expect(said(FOUND, { dataType: "node", name: "a" })).toBe("a\n10 images");
});

it("chooses the arc that is clicked, and lets go of it on a second click", () => {
  expect(clicked({ dataType: "node", name: "a" }, null)).toBe("a");
  expect(clicked({ dataType: "node", name: "a" }, "a")).toBeNull();
});

it("follows a chord to its other end", () => {
  expect(clicked(EDGE, null)).toBe("a");
  expect(clicked(EDGE, "a")).toBe("b");
  expect(clicked(EDGE, "b")).toBe("a");
});

it("dims what does not come with the chosen label", () => {
  const option = chordOption(FOUND, { scheme: "dark", chosen: "c", moves: false });
  const [series] = Array.isArray(option.series) ? option.series : [];
  const data = (series?.data ?? []) as readonly { itemStyle: { opacity: number } }[];
  const links = (series?.links ?? []) as readonly { lineStyle: { opacity: number } }[];
  expect(data.map((each) => each.itemStyle.opacity)).toEqual([0.3, 0.3, 1]);
  expect(links.map((each) => each.lineStyle.opacity)).toEqual([0.07]);
});

it("says the diagram in a sentence", () => {
  expect(summary(FOUND)).toBe("Labels that appear together; most often a with b, on 4 images.");
});
