/** What the guard found: labels that became worse than chance can explain. */
import type { Round } from "@/api/queries";
import { sentence } from "@/lib/texts";

/** A label that is marked, and why. */
export interface Marked {
  readonly label: string;
  readonly reason: string;
}

/** Read what the guard found in a round. */
export function guardOf({ guard }: Pick<Round, "guard">): readonly Marked[] {
  return Object.entries(guard).flatMap(([label, found]) => {
    if (typeof found !== "object" || found === null || !("reason" in found)) return [];
    return typeof found.reason === "string" ? [{ label, reason: sentence(found.reason) }] : [];
  });
}
