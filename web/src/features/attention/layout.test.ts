import { expect, it } from "vitest";

import { cardsMax, sizesFor, stepped } from "./layout";

it("puts as many cards beside one another as can be read", () => {
  // 216 px at least, 12 px between: 4 cards need 900 px, 5 need 1128 px.
  expect(sizesFor(900, 16)).toEqual({ columns: 4, side: 216, height: 216 + 140 + 12, gap: 12 });
  expect(sizesFor(1127, 16).columns).toBe(4);
  expect(sizesFor(1128, 16).columns).toBe(5);
  expect(sizesFor(100, 16)).toMatchObject({ columns: 1, side: 100 });
});

it("lays out 100,000 cards and says where it must stop", () => {
  const sizes = sizesFor(1128, 16);
  expect(cardsMax(sizes)).toBe(5 * Math.floor(15_000_000 / 368));
  expect(cardsMax(sizes)).toBeGreaterThan(100_000);
});

it("moves by one or by a line, and stays at the edges", () => {
  expect(stepped(5, "left", 4, 10)).toBe(4);
  expect(stepped(5, "right", 4, 10)).toBe(6);
  expect(stepped(5, "up", 4, 10)).toBe(1);
  expect(stepped(5, "down", 4, 10)).toBe(9);
  expect(stepped(6, "down", 4, 10)).toBe(6);
  expect(stepped(0, "left", 4, 10)).toBe(0);
  expect(stepped(5, "first", 4, 10)).toBe(0);
  expect(stepped(5, "last", 4, 10)).toBe(9);
});
