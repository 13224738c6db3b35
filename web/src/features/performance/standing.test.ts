import { expect, it } from "vitest";

import type { Metrics } from "./queries";
import { points, standingOf, trendOf, type Standing } from "./standing";

function metrics(change: Partial<Metrics>): Metrics {
  return {
    round: 0,
    split: "test",
    images: 10,
    patients: 5,
    labels: { Coin: { correct: 8, incorrect: 2 }, Lump: { correct: 5, incorrect: 5 } },
    macro: {},
    reliance: {
      all: { regions: 9, region_change: -0.1, region_change_ci: [-0.2, 0], context_change: 0.01 },
      labels: { Coin: { regions: 2, region_change: null, reason: "not enough cases: 2 of 5 regions" } },
    },
    groups: {},
    change_from_parent: null,
    words: {},
    ...change,
  };
}

function standing(round: number, correct: number, region: number | null): Standing {
  const figure = (value: number | null) => ({ value, interval: null, reason: null });
  return {
    round,
    counts: { correct, incorrect: 100 - correct },
    reliance: region === null ? null : { region: figure(region), context: figure(0), regions: 9 },
  };
}

it("adds the answers over labels, and reads what it relies on", () => {
  const all = standingOf(metrics({}), null);
  expect(all.counts).toEqual({ correct: 13, incorrect: 7 });
  expect(all.reliance?.region).toEqual({ value: -0.1, interval: [-0.2, 0], reason: null });
});

it("reads one label, where there are too few regions too", () => {
  const coin = standingOf(metrics({}), "Coin");
  expect(coin.counts).toEqual({ correct: 8, incorrect: 2 });
  expect(coin.reliance?.region).toEqual({ value: null, interval: null, reason: "not enough cases: 2 of 5 regions" });
  expect(standingOf(metrics({}), "Lump").reliance).toBeNull();
});

it("says what has changed since the first round", () => {
  expect(trendOf([standing(0, 60, -0.02), standing(2, 64, -0.123)])).toEqual([
    "Since round 0, the correct answers on test have risen from 60 to 64.",
    "The model relies more on the marked findings: hiding them moves the probability by \u221212.3 points now, by \u22122.0 before.",
  ]);
});

it("says that fewer correct answers need not be bad", () => {
  const said = trendOf([standing(0, 60, -0.1), standing(1, 55, -0.101)]);
  expect(said[0]).toContain("fallen from 60 to 55");
  expect(said[1]).toContain("hardly changed");
  expect(said[2]).toContain("need not be bad");
});

it("excuses nothing where the model also relies less on the findings", () => {
  const said = trendOf([standing(0, 60, -0.1), standing(1, 55, -0.02)]);
  expect(said[1]).toContain("relies less");
  expect(said[2]).toContain("no better");
});

it("says so where there is one round, or no region", () => {
  expect(trendOf([standing(0, 60, null)])).toHaveLength(1);
  expect(trendOf([standing(0, 60, null), standing(1, 60, -0.1)])[1]).toContain("cannot be said");
});

it("writes a change in points with its sign", () => {
  expect([points(-0.123), points(0.05), points(-0.0001)]).toEqual(["\u221212.3", "+5.0", "0.0"]);
});
