import { expect, it } from "vitest";

import { IDLE_MS, placeIn, Sittings } from "./effort";

function sittings(): Sittings {
  let count = 0;
  return new Sittings(0, () => `sitting-${(count += 1)}`);
}

it("counts from the image being shown to the save", () => {
  const clock = sittings();
  clock.sign(1_000, "image 1");
  clock.sign(5_000, "image 1");
  expect(clock.spent("17 Coin", 7_500, "image 1")).toEqual({ sitting: "sitting-1", active_s: 7.5 });
});

it("adds up what the saves of one sitting took, each label for itself", () => {
  const clock = sittings();
  expect(clock.spent("17 Coin", 2_000, "image 1").active_s).toBe(2);
  expect(clock.spent("17 Bubble", 5_000, "image 1").active_s).toBe(3);
  expect(clock.spent("17 Coin", 6_000, "image 1").active_s).toBe(3);
});

it("gives another image another sitting, which began with the sign before", () => {
  const clock = sittings();
  clock.sign(10_000, "image 1");
  expect(clock.spent("18 Coin", 14_000, "image 2")).toEqual({ sitting: "sitting-2", active_s: 4 });
});

it("lets the clock stand still while nobody moves", () => {
  const clock = sittings();
  clock.sign(1_000, "image 1");
  expect(clock.spent("17 Coin", 1_000 + 10 * IDLE_MS, "image 1").active_s).toBe(1 + IDLE_MS / 1_000);
});

it("counts nothing while the page is not seen", () => {
  const clock = sittings();
  clock.hide(3_000, "image 1");
  clock.show(20_000);
  expect(clock.spent("17 Coin", 21_000, "image 1").active_s).toBe(4);
});

it("knows an image by its row in whichever view, and a list by its view", () => {
  const path = "/projects/chest/";
  expect(placeIn(`${path}attention`, "?label=Coin&image=17")).toBe("/projects/chest 17");
  expect(placeIn(`${path}modification`, "?image=17&place=3")).toBe("/projects/chest 17");
  expect(placeIn(`${path}attention`, "?label=Coin")).toBe("/projects/chest/attention");
});
