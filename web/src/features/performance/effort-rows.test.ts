import { expect, it } from "vitest";

import { effortCsv, effortRows, meanInterval, remarksOf, roundOf, seconds, whoseOf } from "./effort-rows";
import type { Work } from "./queries";

const ADA: Work = {
  author: "ada",
  round: 1,
  images: 2,
  labels: 3,
  corrected: 2,
  accepted: 1,
  nothing_to_mark: 0,
  label_is_wrong: 0,
  cannot_tell: 0,
  total_s: 30,
  timed: 2,
  estimated: 1,
  median_s: 9.5,
  mean_s: 10,
  mean_s_ci: null,
};
const BEN: Work = { ...ADA, author: "ben", labels: 6, timed: 6, estimated: 0, mean_s_ci: [4.04, 8] };
const ALL: Work = { ...ADA, author: null, labels: 9 };
const NEXT: Work = { ...ADA, round: null };
const EFFORT = { gap_s: [1, 120], rows: [ADA, BEN, NEXT], rounds: [ALL, { ...NEXT, author: null }] };

it("sums up where several physicians worked for a round", () => {
  expect(effortRows(EFFORT).map((each) => [whoseOf(each), roundOf(each)])).toEqual([
    ["ada", "Round 1"],
    ["ben", "Round 1"],
    ["All together", "Round 1"],
    ["ada", "For the next round"],
  ]);
});

it("says seconds, their interval, and what is not known of them", () => {
  expect([seconds(9.46), seconds(null)]).toEqual(["9.5 s", "–"]);
  expect([meanInterval(ADA), meanInterval(BEN)]).toEqual([null, "4.0–8.0 s"]);
  expect(remarksOf(ADA)).toBe("1 without a time; 1 by the time between saves");
  expect(remarksOf(BEN)).toBe("");
});

it("writes a row for each physician and round", () => {
  const { columns, rows } = effortCsv(EFFORT);
  expect(rows.map((row) => [row[columns.indexOf("author")], row[columns.indexOf("round")]])).toEqual([
    ["ada", 1],
    ["ben", 1],
    ["ada", null],
  ]);
  expect(rows[1]?.[columns.indexOf("mean_s_high")]).toBe(8);
});
