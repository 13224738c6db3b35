/** How a round stands: answers on test, what it relies on, and whether it is getting better. */
import { figureIn, type Figure } from "@/lib/figures";
import { count } from "@/lib/format";
import { text } from "@/lib/texts";

import type { Metrics } from "./queries";

/** Answers on test images, one for each image and label. */
export interface Counts {
  readonly correct: number;
  readonly incorrect: number;
}

/** How far the probability moves when the finding is hidden, and when everything else is. */
export interface Reliance {
  readonly region: Figure;
  readonly context: Figure;
  readonly regions: number;
}

/** One round. */
export interface Standing {
  readonly round: number;
  readonly counts: Counts;
  readonly reliance: Reliance | null;
}

type Unread = Readonly<Record<string, unknown>>;

function objectIn(found: unknown, name: string): Unread | null {
  if (typeof found !== "object" || found === null) return null;
  const value = (found as Unread)[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Unread) : null;
}

function numberIn(found: Unread | null | undefined, name: string): number {
  const value = found?.[name];
  return typeof value === "number" ? value : 0;
}

/** Read how a round stands on a label; null: on all. */
export function standingOf(metrics: Metrics, label: string | null): Standing {
  const counted = Object.entries(metrics.labels).flatMap(([name, each]) =>
    label === null || name === label ? [each] : [],
  );
  return {
    round: metrics.round,
    counts: {
      correct: counted.reduce((sum, each) => sum + numberIn(each, "correct"), 0),
      incorrect: counted.reduce((sum, each) => sum + numberIn(each, "incorrect"), 0),
    },
    reliance: relianceIn(metrics.reliance, label),
  };
}

function relianceIn(found: Unread, label: string | null): Reliance | null {
  const mine = label === null ? objectIn(found, "all") : objectIn(objectIn(found, "labels"), label);
  const regions = numberIn(mine, "regions");
  if (regions === 0) return null;
  return { region: figureIn(mine, "region_change"), context: figureIn(mine, "context_change"), regions };
}

const CHANGED_MIN = 0.005;

/** A change of a probability in points: -.123 is "−12.3". */
export function points(value: number): string {
  const shown = (100 * value).toFixed(1);
  if (Number(shown) === 0) return "0.0";
  return shown.startsWith("-") ? `\u2212${shown.slice(1)}` : `+${shown}`;
}

/** Say in words what has changed from the first round to the last one. */
export function trendOf(standings: readonly Standing[]): readonly string[] {
  const [first, last] = [standings[0], standings.at(-1)];
  if (first === undefined || last === undefined || first === last) return [text("performance.trend.one")];
  const counts = last.counts.correct - first.counts.correct;
  const said = [countsIn(first, last, counts), looksIn(first.reliance, last.reliance)];
  if (counts >= 0) return said;
  const isWorse = changeOf(first.reliance, last.reliance) >= CHANGED_MIN;
  return [...said, text(isWorse ? "performance.trend.neither" : "performance.trend.both")];
}

/** How far reliance on the findings has shrunk; 0 where it is unknown. */
function changeOf(first: Reliance | null, last: Reliance | null): number {
  const [before, after] = [first, last].map((each) => each?.region.value ?? null);
  return typeof before === "number" && typeof after === "number" ? after - before : 0;
}

function countsIn(first: Standing, last: Standing, more: number): string {
  const from = first.round;
  const [before, after] = [count(first.counts.correct), count(last.counts.correct)];
  if (more === 0) return text("performance.trend.counts.same", { from, after });
  return text(`performance.trend.counts.${more > 0 ? "more" : "fewer"}`, { from, before, after });
}

/** The more the probability falls when the finding is hidden, the more the model relies on it. */
function looksIn(first: Reliance | null, last: Reliance | null): string {
  const [before, after] = [first, last].map((each) => each?.region.value ?? null);
  if (typeof before !== "number" || typeof after !== "number") return text("performance.trend.looks.unknown");
  if (Math.abs(after - before) < CHANGED_MIN) return text("performance.trend.looks.same");
  const values = { before: points(before), after: points(after) };
  return text(after < before ? "performance.trend.looks.better" : "performance.trend.looks.worse", values);
}
