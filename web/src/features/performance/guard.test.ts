import { expect, it } from "vitest";

import { guardOf } from "./guard";

it("reads which labels are marked, and why", () => {
  const guard = { "Wide heart": { reason: "Wide heart is not found in any image any more", recall: 0 }, odd: 1 };
  expect(guardOf({ guard })).toEqual([
    { label: "Wide heart", reason: "Wide heart is not found in any image any more." },
  ]);
});
