import { expect, it } from "vitest";

import { LOOKS, lookOf, readLooks, scalingOf } from "./looks";

it("reads what was kept, and takes the default for what cannot be read", () => {
  expect(readLooks('{"isOn":false,"opacity":0.25,"threshold":2,"map":"viridis","by":"image"}')).toEqual({
    isOn: false,
    opacity: 0.25,
    threshold: 0,
    map: "viridis",
    by: "image",
  });
  expect(readLooks(null)).toEqual(LOOKS);
  expect(readLooks("{")).toEqual(LOOKS);
  expect(readLooks('"jet"')).toEqual(LOOKS);
});

it("paints on the label's scale unless each image's own is wanted", () => {
  expect(scalingOf(LOOKS, 4)).toEqual({ by: "label", scale: 4 });
  expect(scalingOf({ ...LOOKS, by: "image" }, 4)).toEqual({ by: "image" });
  expect(lookOf({ ...LOOKS, opacity: 0.5 }).opacity).toBe(0.5);
});
