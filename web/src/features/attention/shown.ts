/** What the view shows: a ranking, and what its words need to know of the project. */
import type { Wanted } from "@/api/queries-looking";

export interface Shown extends Wanted {
  readonly project: string;
  /** All labels of the project, in its order. */
  readonly labels: readonly string[];
  /** The chosen label's place among them. */
  readonly at: number;
  /** Where labels come from, in words; null: not said. */
  readonly source: string | null;
  /** Who looks. */
  readonly me: string | null;
}
