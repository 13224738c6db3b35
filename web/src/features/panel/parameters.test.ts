import { expect, it } from "vitest";

import { chosen, controlOf, faultOf, faults, shownDefault, type Parameter } from "./parameters";

function parameter(change: Partial<Parameter>): Parameter {
  return { name: "epochs", kind: "whole number", default: 10, meaning: "", choices: null, least: 1, most: null, ...change };
}

const RATE = parameter({ name: "learning_rate", kind: "number", default: null, least: 0 });
const AUGMENT = parameter({ name: "augment", kind: "yes or no", default: true, least: null });

it("sends only what differs from the default", () => {
  const all = [parameter({}), RATE, AUGMENT];
  expect(chosen(all, { epochs: "10", learning_rate: "1e-3", augment: true })).toEqual({ learning_rate: 0.001 });
  expect(chosen(all, { epochs: "12", learning_rate: "", augment: false })).toEqual({ epochs: 12, augment: false });
});

it("finds what cannot be used", () => {
  expect(faultOf(parameter({}), "2.5")).toBe("whole");
  expect(faultOf(parameter({}), "0")).toBe("least");
  expect(faultOf(parameter({ most: 20 }), "21")).toBe("most");
  expect(faultOf(parameter({}), "many")).toBe("number");
  expect(faultOf(parameter({}), "")).toBe("number");
  expect(faultOf(RATE, "")).toBeNull();
  expect(faults([parameter({}), RATE], { epochs: "0", learning_rate: "0.1" })).toBe(1);
});

it("asks for each in its own way, and shows the default", () => {
  expect([parameter({}), AUGMENT, parameter({ choices: { bce: "" } })].map(controlOf)).toEqual(["text", "switch", "choice"]);
  expect([parameter({}), AUGMENT, RATE].map(shownDefault)).toEqual(["10", true, ""]);
});
