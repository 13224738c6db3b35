import { expect, it } from "vitest";

import { figureCsv, figureRows, groupCsv, groupRows, pairedCsv, pairedOf, verdictOf, worstOfEach } from "./figure-rows";
import type { Metrics } from "./queries";

const METRICS: Metrics = {
  round: 1,
  split: "test",
  images: 10,
  patients: 5,
  labels: {
    Coin: { positives: 7, auc: 0.9, auc_ci: [0.8, 0.95] },
    Lump: { positives: 2, auc: null, reason: "not enough cases: 2 positives" },
  },
  macro: { auc: 0.9, auc_ci: [0.8, 0.95] },
  reliance: {},
  groups: {
    sex: {
      Coin: { worst_group_auc: 0.4, worst_group_auc_ci: [0.2, 0.6], worst_pair: { positives_from: "M", negatives_from: "F" } },
      Lump: { worst_group_auc: null, worst_pair: null },
    },
  },
  change_from_parent: {
    parent: 0,
    labels: { Coin: { difference: 0.1, interval: [0.02, 0.2], adjusted_p_value: 0.03, reason: null } },
    macro: { difference: 0.1, interval: [-0.1, 0.2], adjusted_p_value: 0.3, reason: null },
  },
  words: {},
};
const AUC = 4;

it("gives a row for each label and one for their mean", () => {
  const rows = figureRows(METRICS);
  expect(rows.map((row) => row.name)).toEqual(["Coin", "Lump", null]);
  expect(rows[0]?.figures[AUC]).toEqual({ value: 0.9, interval: [0.8, 0.95], reason: null });
  expect(rows[1]?.figures[AUC]).toMatchObject({ value: null, reason: "not enough cases: 2 positives" });
});

it("writes each figure with both ends of its interval", () => {
  const { columns, rows } = figureCsv([METRICS]);
  const at = columns.indexOf("auc");
  expect(columns.slice(at, at + 3)).toEqual(["auc", "auc_low", "auc_high"]);
  expect(rows[0]?.slice(at, at + 3)).toEqual([0.9, 0.8, 0.95]);
  expect(rows[2]?.[1]).toBe("macro");
});

it("reads the paired test and judges it", () => {
  const paired = pairedOf(METRICS);
  expect(paired?.parent).toBe(0);
  expect(paired?.rows.map((row) => [row.name, row.verdict])).toEqual([
    ["Coin", "better"],
    [null, "open"],
  ]);
  expect(pairedOf({ ...METRICS, change_from_parent: null })).toBeNull();
});

it("calls a difference one only where interval and p-value agree", () => {
  expect(verdictOf([-0.2, -0.1], 0.01)).toBe("worse");
  expect(verdictOf([0.1, 0.2], 0.05)).toBe("open");
  expect(verdictOf([-0.1, 0.2], 0.01)).toBe("open");
  expect(verdictOf(null, null)).toBe("open");
});

it("lists worst groups where there are enough cases", () => {
  expect(groupRows(METRICS)).toEqual([
    {
      by: "sex",
      label: "Coin",
      worst: { value: 0.4, interval: [0.2, 0.6], reason: null },
      positivesFrom: "M",
      negativesFrom: "F",
    },
  ]);
});

it("writes the paired test and the worst groups with the ends of their intervals", () => {
  const paired = pairedOf(METRICS);
  expect(paired === null ? [] : pairedCsv(1, paired).rows).toEqual([
    [1, 0, "Coin", 0.1, 0.02, 0.2, 0.03, null],
    [1, 0, "macro", 0.1, -0.1, 0.2, 0.3, null],
  ]);
  expect(groupCsv(1, groupRows(METRICS)).rows).toEqual([[1, "Coin", "sex", 0.4, 0.2, 0.6, "M", "F"]]);
});

it("keeps the lowest of each label's groups for paper", () => {
  const [bySex] = groupRows(METRICS);
  if (bySex === undefined) throw new Error("no group");
  const byView = { ...bySex, by: "view", worst: { ...bySex.worst, value: 0.3 } };
  const other = { ...bySex, label: "Rim", worst: { ...bySex.worst, value: 0.9 } };
  expect(worstOfEach([bySex, byView, other]).map(({ label, by }) => [label, by])).toEqual([
    ["Coin", "view"],
    ["Rim", "sex"],
  ]);
});
