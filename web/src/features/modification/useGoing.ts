/** Which image is looked at: the address says it, and the page goes ahead of the address. */
import { useState } from "react";
import { flushSync } from "react-dom";
import { useSearchParams } from "react-router";

import { withPlace } from "@/lib/filters";
import { whole } from "@/lib/selection";

/** An image, and where it stood when it was last seen; null: the address does not say. */
export interface Goal {
  readonly row: number | null;
  readonly place: number | null;
}

/** Where one has gone while the address still is one of those that were `passed`. */
interface Ahead {
  readonly goal: Goal;
  readonly address: string;
  readonly passed: readonly string[];
}

/**
 * Go from image to image.
 *
 * The router follows some moments later. Going is done when it returns: whatever a person does next
 * is done to the image that one has gone to.
 */
export function useGoing(): readonly [Goal, (row: number, place: number) => void] {
  const [search, setSearch] = useSearchParams();
  const [ahead, setAhead] = useState<Ahead | null>(null);
  const address = search.toString();
  const isAhead = ahead?.passed.includes(address) ?? false;
  if (ahead !== null && !isAhead) setAhead(null); // it has been followed, or left for something else
  const go = (row: number, place: number): void => {
    const next = withPlace(search, { row, place });
    const passed = ahead !== null && isAhead ? [...ahead.passed, ahead.address] : [address];
    flushSync(() => setAhead({ goal: { row, place }, address: next.toString(), passed }));
    setSearch(next, { replace: true });
  };
  return [ahead !== null && isAhead ? ahead.goal : goalIn(search), go];
}

function goalIn(search: URLSearchParams): Goal {
  return { row: whole(search.get("image")), place: whole(search.get("place")) };
}
