import { expect, it } from "vitest";

import { cardsOf, quickestOf } from "./architectures";
import type { Parameter } from "./parameters";

const ARCHITECTURE: Parameter = {
  name: "architecture",
  kind: "text",
  default: "dense",
  meaning: "the network that learns",
  choices: { small: "quick", dense: "usual", own: "added" },
  least: null,
  most: null,
};
const COSTS = {
  small: { training_s: 20, prediction_s: 4, memory_mib: 300 },
  dense: { training_s: 200, prediction_s: 40, memory_mib: 2500 },
};

it("puts the usual one first, and compares the time with the quickest: 200 s is 10 times 20 s", () => {
  const cards = cardsOf([ARCHITECTURE], COSTS);
  expect(cards.map(({ name, slower, usual }) => [name, slower, usual])).toEqual([
    ["dense", 10, true],
    ["small", 1, false],
    ["own", null, false],
  ]);
  expect(quickestOf(cards)).toBe("small");
});

it("says nothing of costs that nobody measured", () => {
  const cards = cardsOf([ARCHITECTURE], {});
  expect(cards.map(({ cost, slower }) => [cost, slower])).toEqual(Array(3).fill([null, null]));
  expect(quickestOf(cards)).toBeNull();
});
