import { expect, it } from "vitest";

import { calibrated } from "./predictions";

it("lays the threshold on one half: odds of 1/3 over odds of 1/9 are 3 to 1", () => {
  expect(calibrated(0.1, 0.1)).toBeCloseTo(0.5, 9);
  expect(calibrated(0.25, 0.1)).toBeCloseTo(0.75, 9);
});

it("keeps what is certain, whatever the threshold", () => {
  expect(calibrated(0, 0.3)).toBe(0);
  expect(calibrated(1, 0.3)).toBe(1);
});
