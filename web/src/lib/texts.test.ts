import { expect, it } from "vitest";

import { plural, sentence, text, texts } from "./texts";

it("fills in the values", () => {
  expect(text("app.title", { view: "Labels", project: "phantoms" })).toBe(
    "Labels · phantoms · MEDebiaser",
  );
});

it("chooses the form that fits the count", () => {
  expect(plural("saving.conflicts", 1)).toBe("1 conflict");
  expect(plural("saving.conflicts", 0)).toBe("0 conflicts");
});

it("has both forms of every plural", () => {
  const keys = new Set<string>(Object.keys(texts));
  const lonely = [...keys].filter(
    (key) => key.endsWith(".other") && !keys.has(key.replace(/\.other$/, ".one")),
  );
  expect(lonely).toEqual([]);
});

it("makes a sentence of what the server says", () => {
  expect(sentence("no such label; check the name")).toBe("No such label; check the name.");
  expect(sentence("Is it there?")).toBe("Is it there?");
});
