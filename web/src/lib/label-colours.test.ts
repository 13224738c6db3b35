import { expect, it } from "vitest";

import { labelColour, type Scheme } from "./label-colours";

type Triple = readonly [number, number, number];

/** Linear red, green and blue of `#rrggbb`. */
function linearOf(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

const times = (matrix: readonly Triple[], [x, y, z]: Triple): Triple =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

/** Colour vision without red, green or blue cones, after Machado et al. 2009, and full vision. */
const VISIONS: readonly (readonly Triple[])[] = [
  [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
];

function oklabOf(linear: Triple): Triple {
  const cones = times(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]],
    linear.map((each) => Math.min(Math.max(each, 0), 1)) as unknown as Triple,
  ).map(Math.cbrt) as unknown as Triple;
  return times(
    [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]],
    cones,
  );
}

/** The least distance between any two of the first K colours, in any vision. */
function leastDistance(k: number, scheme: Scheme): number {
  const colours = Array.from({ length: k }, (_, at) => linearOf(labelColour(at, k, scheme)));
  const distances = VISIONS.flatMap((vision) => {
    const seen = colours.map((colour) => oklabOf(times(vision, colour)));
    return seen.flatMap((a, at) => seen.slice(at + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])));
  });
  return Math.min(...distances);
}

function contrastWith(ground: string, colour: string): number {
  const light = (hex: string): number => {
    const [red, green, blue] = linearOf(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [a, b] = [light(ground), light(colour)];
  return Math.max(a, b) / Math.min(a, b);
}

it("gives every label of a project its own colour, in both themes", () => {
  for (const k of [1, 2, 5, 7, 14, 20, 40])
    for (const scheme of ["dark", "light"] as const) {
      const colours = Array.from({ length: k }, (_, at) => labelColour(at, k, scheme));
      expect(new Set(colours).size).toBe(k);
      expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
    }
});

it("tells labels apart in every kind of colour vision", () => {
  // .02 is about what an eye can just tell.
  for (const scheme of ["dark", "light"] as const) {
    expect(leastDistance(5, scheme)).toBeGreaterThan(0.1);
    expect(leastDistance(14, scheme)).toBeGreaterThan(0.045);
  }
});

it("stands out from the ground by 3 : 1", () => {
  for (let at = 0; at < 16; at += 1) {
    expect(contrastWith("#242424", labelColour(at, 16, "dark"))).toBeGreaterThanOrEqual(3);
    expect(contrastWith("#ffffff", labelColour(at, 16, "light"))).toBeGreaterThanOrEqual(3);
  }
});

it("goes on round the circle of hues: oklch(0.78 0.13 200), red least, for the seventeenth of 34", () => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(labelColour(16, 32, "dark").slice(at, at + 2), 16),
  );
  expect(red).toBeLessThan(60);
  expect(Math.abs(green - blue)).toBeLessThan(30);
});
