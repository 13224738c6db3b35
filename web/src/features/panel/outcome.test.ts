import { expect, it } from "vitest";

import { outcomeOf } from "./outcome";

it("reads what an import did", () => {
  const found = outcomeOf({
    imported: 30,
    already: 2,
    refused_count: 1,
    refused: [{ file: "a.png", reason: "empty" }, "odd"],
    missing_count: 0,
    missing: [],
    warnings: ["no patient column"],
    regions: { added: 4, already: 1 },
  });
  expect(found).toEqual({
    imported: 30,
    already: 2,
    refusedCount: 1,
    refused: [{ file: "a.png", reason: "empty" }],
    missingCount: 0,
    missing: [],
    warnings: ["no patient column"],
    regions: 4,
  });
});

it("knows the outcome of another job", () => {
  expect(outcomeOf({ round: 0, state: "ready" })).toBeNull();
  expect(outcomeOf(null)).toBeNull();
});
