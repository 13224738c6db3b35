import { expect, it } from "vitest";

import type { Point } from "@/geometry/points";

import { cornersOf } from "./corners";

it("says corners to a tenth of a pixel", () => {
  expect(cornersOf([[0, 0], [40.26, 0], [40.26, 9]])).toBe("0,0,40.3,0,40.3,9");
});

it("says a line of many corners with few", () => {
  const circle = Array.from({ length: 500 }, (_, at): Point => {
    const angle = (2 * Math.PI * at) / 500;
    return [100 + 50 * Math.cos(angle), 100 + 50 * Math.sin(angle)];
  });
  const said = cornersOf(circle).split(",").map(Number);
  expect(said.length).toBeLessThanOrEqual(80);
  expect(said.every((each) => each >= 50 && each <= 150)).toBe(true);
});
