import { expect, it } from "vitest";

import { dragged, endsOf, windowOf, type Values } from "./windows";

/** Values that lie evenly from 0 to 1000. */
const EVEN: Values = { quantiles: Array.from({ length: 101 }, (_, at) => 10 * at), own: null };

it("starts with the image's own window, else with the whole range", () => {
  expect(windowOf("own", { ...EVEN, own: { centre: 40, width: 80 } })).toEqual({ centre: 40, width: 80 });
  expect(windowOf("own", EVEN)).toEqual({ centre: 500, width: 1000 });
});

it("shows what lies between two quantiles", () => {
  expect(endsOf(windowOf("most", EVEN))).toEqual({ lower: 10, upper: 990 });
  expect(endsOf(windowOf("dark", EVEN))).toEqual({ lower: 10, upper: 600 });
});

it("never has a width of nothing, also where all pixels are the same", () => {
  const flat = { quantiles: Array.from({ length: 101 }, () => 7), own: null };
  expect(windowOf("whole", flat)).toEqual({ centre: 7, width: 1 });
});

it("widens to the right and rises downwards, 400 pixels for the whole range, within limits", () => {
  const window = { centre: 500, width: 500 };
  expect(dragged(window, [40, -20], EVEN)).toEqual({ centre: 450, width: 600 });
  expect(dragged(window, [-4000, 4000], EVEN)).toEqual({ centre: 1000, width: 1000 / 256 });
});
