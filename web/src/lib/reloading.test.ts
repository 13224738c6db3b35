import { expect, it } from "vitest";

import { mayReload } from "./reloading";

function memory(): () => Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return () => storage;
}

it("loads the page anew for a missing part, but not again and again", () => {
  const kept = memory();
  expect(mayReload(1_000_000, kept)).toBe(true);
  expect(mayReload(1_029_999, kept)).toBe(false);
  expect(mayReload(1_030_000, kept)).toBe(true);
});

it("does not load it anew where it cannot remember that it did", () => {
  const forbidden = (): Pick<Storage, "getItem" | "setItem"> => {
    throw new DOMException("forbidden", "SecurityError");
  };
  expect(mayReload(0, forbidden)).toBe(false);
});
