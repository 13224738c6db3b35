import { expect, it } from "vitest";

import { count, duration, figure, interval, share, size } from "./format";

it("writes a count with its thousands apart", () => {
  expect(count(11247)).toBe("11,247");
});

it("writes a dash for what is unknown, never 0", () => {
  expect([count(null), figure(Number.NaN), share(undefined), interval(0.1, null)]).toEqual([
    "–",
    "–",
    "–",
    "–",
  ]);
});

it("keeps a small share from looking like none", () => {
  expect([share(0), share(0.0004), share(0.0123), share(0.25)]).toEqual([
    "0\u00a0%",
    "< 0.1\u00a0%",
    "1.2\u00a0%",
    "25\u00a0%",
  ]);
});

it("writes figures and intervals with two decimals", () => {
  expect(figure(0.8749)).toBe("0.87");
  expect(interval(0.8, 0.9)).toBe("0.80–0.90");
});

it("writes durations as a person says them", () => {
  expect([duration(0.4), duration(59), duration(95), duration(120), duration(3660)]).toEqual([
    "0 s",
    "59 s",
    "1 min 35 s",
    "2 min",
    "1 h 1 min",
  ]);
});

it("writes sizes in the unit that fits", () => {
  expect([size(0), size(1536), size(5 * 1024 * 1024 * 1024)]).toEqual(["0 B", "1.5 kB", "5.0 GB"]);
});
