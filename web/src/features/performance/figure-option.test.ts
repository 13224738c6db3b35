import { expect, it } from "vitest";

import { overRounds, summaryOf } from "./figure-option";
import type { Metrics } from "./queries";

function metrics(round: number, auc: number | null): Metrics {
  return {
    round,
    split: "test",
    images: 1,
    patients: 1,
    labels: { Coin: { auc, reason: auc === null ? "not enough cases" : null } },
    macro: { auc: 0.5, auc_ci: [0.4, 0.6] },
    reliance: {},
    groups: {},
    change_from_parent: null,
    words: {},
  };
}

it("takes the mean where no label is chosen", () => {
  expect(overRounds([metrics(0, 0.9)], "auc", null)).toEqual([
    { round: 0, figure: { value: 0.5, interval: [0.4, 0.6], reason: null } },
  ]);
});

it("says every value, and where there is none", () => {
  const found = overRounds([metrics(0, 0.875), metrics(1, null)], "auc", "Coin");
  expect(summaryOf(found, "auc", "Coin")).toBe("ROC AUC of Coin: round 0 0.88, round 1 not enough cases.");
});
