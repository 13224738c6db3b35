/** Where one's own word about a heatmap stands, and whether it may be accepted by a key. */
import { saidIn, type Pair, type Saved, type Verdict } from "@/api/journal";
import type { Badge, RankedImage, Ranking } from "@/api/queries-looking";
import type { Entry } from "@/lib/journal-entries";
import type { Evidence } from "@/lib/heatmap";
import { text } from "@/lib/texts";

import { ownOf } from "./words";

/** `version`: the one to build upon; 0: nothing is saved. */
export type Standing =
  | { readonly is: "none"; readonly version: number }
  | { readonly is: "accepted"; readonly version: number }
  | { readonly is: "said"; readonly version: number; readonly verdict: Verdict }
  /** Written down in this browser, and not confirmed yet. */
  | { readonly is: "accepting" | "withdrawing" | "saying" }
  | { readonly is: "conflict" }
  | { readonly is: "refused"; readonly entry: number; readonly why: string };

/** What counts is what was said last: what waits in the journal, else what the server holds. */
export function standingOf(badges: readonly Badge[], me: string | null, pending: Entry | null): Standing {
  if (pending !== null) return waitingAs(pending);
  const own = ownOf(badges, me);
  if (own === null) return { is: "none", version: 0 };
  return own.verdict === "accepted"
    ? { is: "accepted", version: own.version }
    : { is: "said", version: own.version, verdict: own.verdict };
}

function waitingAs(pending: Entry): Standing {
  const { state } = pending;
  if (state.is === "conflict") return { is: "conflict" };
  if (state.is === "refused") return { is: "refused", entry: pending.id, why: state.detail };
  return { is: DOING[saidIn(pending)?.word.is ?? "drawn"] };
}

const DOING = { accepted: "accepting", withdrawn: "withdrawing", drawn: "saying" } as const;

/** What a heatmap has to show; null: there is none yet. */
export type Seen = Evidence | null;

/** Why a heatmap cannot be accepted by a key; null: it can, or its acceptance can be taken back. */
export function obstacle(standing: Standing, carried: 0 | 1 | null, seen: Seen, label: string): string | null {
  if (standing.is === "accepted" || standing.is === "accepting") return null;
  if (standing.is === "none" || standing.is === "withdrawing") return unacceptable(carried, seen, label);
  if (standing.is === "said") return text("attention.accept.said", { verdict: standing.verdict });
  if (standing.is === "refused") return text("attention.accept.refused", { why: standing.why });
  return text(WAITING[standing.is]);
}

const WAITING = {
  saying: "saving.saving",
  conflict: "attention.accept.conflict",
} as const;

function unacceptable(carried: 0 | 1 | null, seen: Seen, label: string): string | null {
  if (carried !== 1) return text("attention.accept.absent", { label });
  if (seen === null) return text("attention.accept.missing");
  return seen === "none" ? text("attention.accept.none") : null;
}

/** A page of a ranking as it is after the server confirmed a word; others stay the same object. */
export function confirmedIn(page: Ranking, pair: Pair, saved: Saved, me: string | null): Ranking {
  if (page.label !== pair.label || !page.images.some(({ image }) => image.row === pair.row)) return page;
  const images = page.images.map((each) =>
    each.image.row === pair.row ? withWord(each, saved, me) : each,
  );
  return { ...page, images };
}

function withWord(ranked: RankedImage, { annotation, version }: Saved, me: string | null): RankedImage {
  const others = ranked.annotations.filter((each) => each.author !== me);
  const annotations =
    annotation === null
      ? others
      : [...others, { author: annotation.author, verdict: annotation.verdict, version, saved_at: annotation.saved_at }];
  return {
    ...ranked,
    annotations,
    annotated: annotations.length > 0,
    accepted: annotations.some((each) => each.verdict === "accepted"),
  };
}
