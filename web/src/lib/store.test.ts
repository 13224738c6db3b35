import { expect, it, vi } from "vitest";

import { createStore } from "./store";

it("tells watchers of a change, not of the same value, and not after they left", () => {
  const store = createStore("saved");
  const watcher = vi.fn();
  const leave = store.subscribe(watcher);

  store.set("saving");
  store.set("saving");
  leave();
  store.set("saved");

  expect(watcher).toHaveBeenCalledTimes(1);
  expect(store.get()).toBe("saved");
});
