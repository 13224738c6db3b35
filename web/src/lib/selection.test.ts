import { expect, it } from "vitest";

import { neighbour, NOTHING, read, write } from "./selection";

it("reads what the address holds", () => {
  const address = new URLSearchParams("label=Pleural%20thickening&round=2&by=entropy&image=17");
  expect(read(address)).toEqual({ label: "Pleural thickening", round: 2, by: "entropy", image: 17 });
});

it("takes what cannot be read as not chosen", () => {
  expect(read(new URLSearchParams("label=&round=-1&image=1e3&other=x"))).toEqual(NOTHING);
});

it("changes one part and leaves the rest of the address alone", () => {
  const address = new URLSearchParams("label=cyst&image=3&correct=false");
  expect(write(address, { image: null, round: 0 }).toString()).toBe(
    "label=cyst&correct=false&round=0",
  );
});

it("goes round the end of the labels", () => {
  const names = ["a", "b", "c"];
  expect(neighbour(names, "c", 1)).toBe("a");
  expect(neighbour(names, "a", -1)).toBe("c");
  expect(neighbour(names, null, 1)).toBe("a");
  expect(neighbour(names, null, -1)).toBe("c");
  expect(neighbour([], null, 1)).toBeNull();
});
