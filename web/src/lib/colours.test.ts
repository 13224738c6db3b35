import { describe, expect, test } from "vitest";

import { COLOUR_MAPS, colourOf, colourTable, gradientOf } from "./colours";

/** Lightness of a colour as CIE L*, from 0 to 100. */
function lightnessOf(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

describe.each(COLOUR_MAPS)("%s", (map) => {
  const table = colourTable(map);
  const lightness = Array.from({ length: 256 }, (_, at) =>
    lightnessOf(...(Array.from(table.subarray(3 * at, 3 * at + 3)) as [number, number, number])),
  );

  test("has 256 colours, each lighter than the one before", () => {
    expect(table).toHaveLength(768);
    for (let at = 1; at < 256; at += 1) expect(Number(lightness[at])).toBeGreaterThan(Number(lightness[at - 1]) - 0.35);
  });

  test("grows evenly: a quarter of the way is a quarter of the lightness, within 8 of 100", () => {
    const [first = 0, last = 0] = [lightness[0], lightness[255]];
    for (const share of [0.25, 0.5, 0.75]) {
      const expected = first + share * (last - first);
      expect(Math.abs(Number(lightness[Math.round(255 * share)]) - expected)).toBeLessThan(8);
    }
  });
});

test("inferno runs from black to pale yellow, viridis from purple to yellow", () => {
  expect([colourOf("inferno", 0), colourOf("inferno", 1)]).toEqual(["rgb(0 0 4)", "rgb(252 255 164)"]);
  expect([colourOf("viridis", 0), colourOf("viridis", 1)]).toEqual(["rgb(68 1 84)", "rgb(253 231 37)"]);
});

test("what is beyond the ends takes the end's colour", () => {
  expect([colourOf("grey", -3), colourOf("grey", 7)]).toEqual(["rgb(0 0 0)", "rgb(255 255 255)"]);
});

test("a legend of three stops", () => {
  expect(gradientOf("grey", 3)).toBe("linear-gradient(to right, rgb(0 0 0), rgb(128 128 128), rgb(255 255 255))");
});
