import { expect, it } from "vitest";

import { retryDelayMs, shouldRetry } from "./cache";
import { Refusal, Unreachable } from "./refusal";

it("asks again only where that may help", () => {
  expect(shouldRetry(0, new Unreachable(null))).toBe(true);
  expect(shouldRetry(0, new Refusal(503, null))).toBe(true);
  expect(shouldRetry(0, new Refusal(404, null))).toBe(false);
  expect(shouldRetry(4, new Unreachable(null))).toBe(false);
});

it("waits as long as the server says, else twice as long each time", () => {
  expect(retryDelayMs(0, new Refusal(429, null, 7))).toBe(7000);
  expect([0, 1, 2].map((n) => retryDelayMs(n, new Unreachable(null)))).toEqual([500, 1000, 2000]);
  expect(retryDelayMs(10, new Unreachable(null))).toBe(10_000);
});
