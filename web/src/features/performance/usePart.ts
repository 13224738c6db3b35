import { useCallback } from "react";
import { useSearchParams } from "react-router";

export const PARTS = ["rounds", "metrics", "grid", "receipt", "effort", "report"] as const;

export type Part = (typeof PARTS)[number];

const NAME = "part";

/** Which part of the view is shown, kept in the address like everything that is chosen. */
export function usePart(): readonly [Part, (part: Part) => void] {
  const [search, setSearch] = useSearchParams();
  const part = PARTS.find((each) => each === search.get(NAME)) ?? "rounds";
  const show = useCallback(
    (next: Part) =>
      setSearch((now) => {
        const changed = new URLSearchParams(now);
        if (next === "rounds") changed.delete(NAME);
        else changed.set(NAME, next);
        return changed;
      }),
    [setSearch],
  );
  return [part, show];
}
