import { expect, it } from "vitest";

import { SAVED, state } from "./saving";

it("says first what a person must act upon", () => {
  expect(state(SAVED)).toBe("saved");
  expect(state({ ...SAVED, waiting: 2 })).toBe("saving");
  expect(state({ ...SAVED, waiting: 2, reachable: false })).toBe("offline");
  expect(state({ ...SAVED, waiting: 2, reachable: false, trouble: "No space left on device." })).toBe("troubled");
  expect(state({ ...SAVED, waiting: 2, reachable: false, loggedIn: false })).toBe("logged-out");
  expect(state({ ...SAVED, waiting: 2, reachable: false, conflicts: 1, refused: 1 })).toBe("conflict");
  expect(state({ ...SAVED, waiting: 2, refused: 1 })).toBe("refused");
});

it("is saved when nothing waits, though the server is away", () => {
  expect(state({ ...SAVED, reachable: false })).toBe("saved");
});
