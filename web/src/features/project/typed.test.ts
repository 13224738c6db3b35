import { expect, it } from "vitest";

import { bodyOf, labelsOf, NOTHING_TYPED, twice } from "./typed";

it("takes one label from each line and leaves empty lines out", () => {
  expect(labelsOf(" Effusion \n\nHernia\n")).toEqual(["Effusion", "Hernia"]);
  expect(labelsOf("")).toEqual([]);
});

it("finds a label that is listed twice", () => {
  expect(twice(["a", "b", "a"])).toBe("a");
  expect(twice(["a", "b"])).toBeNull();
});

it("sends what was typed, and pairs only what is a label", () => {
  const typed = { ...NOTHING_TYPED, name: " chest ", labels: "Nodule", paired: ["Nodule", "gone"], source: " " };
  expect(bodyOf(typed)).toEqual({
    name: "chest",
    labels: ["Nodule"],
    activation: "sigmoid",
    paired_labels: ["Nodule"],
    cue_columns: [],
    label_source: null,
  });
});
