import { expect, it } from "vitest";

import { grouped, matches, shown, type Stroke } from "./shortcuts";

const stroke = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

it("knows a letter with and without what is held", () => {
  expect(matches(stroke("z", { ctrlKey: true }), "Ctrl+Z")).toBe(true);
  expect(matches(stroke("z", { metaKey: true }), "Ctrl+Z")).toBe(true);
  expect(matches(stroke("Z", { ctrlKey: true, shiftKey: true }), "Ctrl+Z")).toBe(false);
  expect(matches(stroke("Z", { ctrlKey: true, shiftKey: true }), "Ctrl+Shift+Z")).toBe(true);
  expect(matches(stroke("z"), "Ctrl+Z")).toBe(false);
});

it("takes a sign that needs Shift as it is printed", () => {
  expect(matches(stroke("?", { shiftKey: true }), "?")).toBe(true);
  expect(matches(stroke("?"), "?")).toBe(true);
  expect(matches(stroke("+", { shiftKey: true }), "+")).toBe(true);
});

it("knows the space bar and the arrows", () => {
  expect(matches(stroke(" "), "Space")).toBe(true);
  expect(matches(stroke("ArrowLeft"), "ArrowLeft")).toBe(true);
  expect(matches(stroke("ArrowLeft", { altKey: true }), "ArrowLeft")).toBe(false);
});

it("knows Alt and a digit on a Mac, which prints another sign", () => {
  expect(matches(stroke("¡", { code: "Digit1", altKey: true }), "Alt+1")).toBe(true);
  expect(matches(stroke("¡", { code: "Digit1" }), "1")).toBe(false);
});

it("shows keys as they stand on a keyboard", () => {
  expect(shown("Ctrl+z")).toEqual(["Ctrl", "Z"]);
  expect(shown("ArrowUp")).toEqual(["↑"]);
});

it("groups for the sheet and shows a twin once", () => {
  const a = { keys: ["a"], title: "Accept", group: "Attention" };
  const b = { keys: ["?"], title: "Show this sheet", group: "Everywhere" };
  expect([...grouped([a, b, a])]).toEqual([
    ["Attention", [a]],
    ["Everywhere", [b]],
  ]);
});
