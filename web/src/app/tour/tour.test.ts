import { afterEach, expect, it } from "vitest";

import { texts } from "@/lib/texts";

import { addressOf, rarest, STEPS, wordsOf, type Step, type StepName } from "./steps";
import { isAnswered, leaveTour, remember, startTour, stepTour, tour, type Memory } from "./tour";

const GROUND = { project: "chest x", label: "coin", round: 1 };

function step(name: StepName): Step {
  return STEPS.find((each) => each.name === name) ?? { name, view: "labels" };
}

afterEach(leaveTour);

it("leads through the five views in ten steps", () => {
  expect(STEPS.map(({ view }) => view)).toEqual([
    ...["labels", "labels", "panel", "attention", "attention", "attention"],
    ...["modification", "modification", "panel", "performance"],
  ]);
});

it("goes on, back and to its end", () => {
  stepTour(1);
  expect(tour.get()).toBeNull(); // nobody has started it
  startTour();
  stepTour(-1);
  expect(tour.get()).toBe(0);
  for (let at = 0; at < 9; at += 1) stepTour(1);
  expect(tour.get()).toBe(9);
  stepTour(1);
  expect(tour.get()).toBeNull();
});

it("chooses a label for the views that need one, and keeps one that is chosen", () => {
  expect(addressOf(step("order"), GROUND, new URLSearchParams("by=random"))).toEqual({
    pathname: "/projects/chest%20x/attention",
    search: "by=random&label=coin",
  });
  expect(addressOf(step("card"), GROUND, new URLSearchParams("label=ring&image=7&place=3")).search).toBe("label=ring");
  expect(addressOf(step("labels"), GROUND, new URLSearchParams()).search).toBe("");
});

it("ends at the receipt where a round has one", () => {
  expect(addressOf(step("compare"), GROUND, new URLSearchParams()).search).toBe("part=receipt");
  expect(addressOf(step("compare"), { ...GROUND, round: 0 }, new URLSearchParams()).search).toBe("");
});

it("names parameters to engineers alone", () => {
  const said = (isEngineer: boolean): string => STEPS.map((each) => texts[wordsOf(each, isEngineer)]).join(" ");
  const terms = /parameter|epoch|batch|learning rate|weight|loss|seed/i;
  expect(said(false)).not.toMatch(terms);
  expect(said(true)).toMatch(/every parameter/);
});

it("shows the rarest label that any image carries", () => {
  const labels = [
    { name: "common", positives: 90 },
    { name: "never", positives: 0 },
    { name: "rare", positives: 4 },
  ];
  expect(rarest(labels)).toBe("rare");
  expect(rarest([{ name: "never", positives: 0 }])).toBe("never");
  expect(rarest([])).toBeNull();
});

it("points at controls that the views mark", () => {
  const sources = Object.entries(
    import.meta.glob<string>("../../features/**/*.tsx", { query: "?raw", import: "default", eager: true }),
  );
  const missing = STEPS.filter(
    ({ name, view }) =>
      !sources.some(([path, source]) => path.includes(`/features/${view}/`) && source.includes(`tour="${name}"`)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

it("is offered to each user once", () => {
  const kept = new Map<string, string>();
  const memory = (): Memory => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
  remember("ada", memory);
  expect([isAnswered("ada", memory), isAnswered("bob", memory)]).toEqual([true, false]);
});

it("is offered where a browser keeps nothing, and does not break", () => {
  const memory = (): Memory => {
    throw new DOMException("forbidden", "SecurityError");
  };
  remember("ada", memory);
  expect(isAnswered("ada", memory)).toBe(false);
});
