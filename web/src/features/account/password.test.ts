import { expect, it } from "vitest";

import { faults } from "./password";

it("asks for twelve characters, twice the same", () => {
  expect(faults({ present: "x", new: "eleven char", again: "eleven char" })).toEqual({
    new: "At least 12 characters.",
    again: null,
  });
  expect(faults({ present: "x", new: "twelve chars", again: "twelve charz" })).toEqual({
    new: null,
    again: "The two are not the same.",
  });
  expect(faults({ present: "x", new: "twelve chars", again: "twelve chars" })).toEqual({
    new: null,
    again: null,
  });
});
