import { expect, it } from "vitest";

import { anImage, ranked } from "./examples";
import { calibrated, cardWords, factsOf, labelsInOrder, ownOf, sourceWords, truthWords } from "./words";

it("says what is known of the patient, and that nothing is", () => {
  expect(factsOf(anImage({ sex: "F", age_years: 61.9, view: "PA", laterality: "L" }))).toBe("F · 61 years · PA · side L");
  expect(factsOf(anImage({}))).toBe("age, sex and view unknown");
});

it("says where the truth comes from", () => {
  expect(truthWords(1)).toBe("truth: present");
  expect(sourceWords(1, 1, "the report, text-mined")).toBe("from the report, text-mined");
  expect(sourceWords(0, 0, null)).toBe("as imported");
  expect(sourceWords(0, 1, "the report, text-mined")).toBe("after a physician's word");
  expect(sourceWords(null, null, "the report")).toBe("");
});

it("says a card in one sentence", () => {
  const image = ranked({ place: 4, probability: 0.084, truth: 1, correct: false }, { row: 17 });
  const words = "Image 17, place 5: predicted 0.08, truth: present, incorrect";
  expect(cardWords(image, null)).toBe(words);
  const said = { ...image, annotated: true, accepted: true, notes: 1 };
  expect(cardWords(said, "no positive evidence")).toBe(`${words}, no positive evidence, accepted, 1 note`);
});

it("moves the threshold to one half", () => {
  // odds .2/.8 = 1/4 against a threshold of the same odds: 1 : 1.
  expect(calibrated(0.2, 0.2)).toBeCloseTo(0.5);
  // odds 1 : 1 against 1 : 4 are 4 : 1.
  expect(calibrated(0.5, 0.2)).toBeCloseTo(0.8);
  expect(calibrated(0.3, null)).toBe(0.3);
  expect(calibrated(null, 0.2)).toBeNull();
  expect(calibrated(1, 0.2)).toBe(1);
});

it("finds one's own annotation", () => {
  const badge = { author: "ada", verdict: "accepted", version: 2, saved_at: "" } as const;
  expect(ownOf([{ ...badge, author: "eve" }, badge], "ada")).toBe(badge);
  expect(ownOf([badge], null)).toBeNull();
});

it("puts the chosen label first and what the image carries next", () => {
  const image = anImage({ labels: [0, 1, null, 1] });
  expect(labelsInOrder(["a", "b", "c", "d"], image, "c")).toEqual(["c", "b", "d", "a"]);
});
