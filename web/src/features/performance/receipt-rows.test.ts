import { expect, it } from "vitest";

import type { Receipt } from "./queries";
import { contextDirection, correctionRows, directionOf, meanOf, receiptCsv, relianceDirection, untouchedRows } from "./receipt-rows";

const RECEIPT: Receipt = {
  round: 1,
  parent: 0,
  untouched: [
    { row: 3, label: "Coin", truth: 1, probability_before: 0.2, probability_after: 0.6, attention_moved: 0.5 },
    { label: "Coin" },
  ],
  corrections: [
    {
      row: 9,
      label: "Lump",
      probability_before: 0.1,
      probability_after: 0.4,
      iou_before: 0,
      iou_after: 0.2,
      energy_inside_before: null,
      energy_inside_after: 0.3,
      region_change_before: -0.05,
      region_change_after: -0.4,
      context_change_before: -0.3,
      context_change_after: 0.01,
      reliance_reason: null,
    },
  ],
};

it("reads both parts of a receipt", () => {
  expect(untouchedRows(RECEIPT)).toEqual([
    { row: 3, label: "Coin", truth: 1, probability: { before: 0.2, after: 0.6 }, moved: 0.5 },
  ]);
  expect(correctionRows(RECEIPT)[0]?.energy).toEqual({ before: null, after: 0.3 });
});

it("counts a probability that falls further without the region as right", () => {
  const [lump] = correctionRows(RECEIPT);
  expect(lump?.region).toEqual({ before: -0.05, after: -0.4 });
  expect(lump === undefined ? null : relianceDirection(lump.region)).toBe("right");
  expect(relianceDirection({ before: -0.4, after: -0.1 })).toBe("wrong");
  expect(lump === undefined ? null : contextDirection(lump.context)).toBe("right");
  expect(contextDirection({ before: 0.1, after: -0.3 })).toBe("wrong");
  expect(contextDirection({ before: null, after: -0.3 })).toBeNull();
  expect(relianceDirection({ before: null, after: -0.1 })).toBeNull();
});

it("says why reliance could not be measured", () => {
  const unmeasured = { ...RECEIPT, corrections: [{ row: 9, label: "Lump", reliance_reason: "nothing was marked" }] };
  expect(correctionRows(unmeasured)[0]).toMatchObject({ region: { before: null, after: null }, unmeasured: "nothing was marked" });
});

it("says whether a probability went towards the truth", () => {
  expect(directionOf({ before: 0.2, after: 0.6 }, 1)).toBe("right");
  expect(directionOf({ before: 0.2, after: 0.6 }, 0)).toBe("wrong");
  expect(directionOf({ before: 0.2, after: 0.203 }, 0)).toBeNull();
  expect(directionOf({ before: 0.2, after: 0.6 }, null)).toBeNull();
});

it("means what is known before and after", () => {
  expect(meanOf([{ before: 0.1, after: 0.3 }, { before: 0.3, after: 0.7 }, { before: null, after: 1 }])).toEqual({
    before: 0.2,
    after: 0.5,
  });
  expect(meanOf([])).toBeNull();
});

it("writes a row for each pair", () => {
  const { columns, rows } = receiptCsv(RECEIPT);
  expect(rows.map((row) => row[1])).toEqual(["untouched", "correction"]);
  expect(rows[1]?.[columns.indexOf("iou_after")]).toBe(0.2);
  expect(rows[1]?.[columns.indexOf("region_change_after")]).toBe(-0.4);
  expect(rows[0]?.[columns.indexOf("attention_moved")]).toBe(0.5);
});
