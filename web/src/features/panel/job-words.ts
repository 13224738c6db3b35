/** A job in words. */
import type { Job } from "@/api/queries";
import { count, duration, moment } from "@/lib/format";
import { text } from "@/lib/texts";

const STEPS = [
  ...(["train", "fine_tune", "continue", "rank", "evaluate", "pool_batch"] as const),
  ...(["import", "import_folder", "split"] as const),
] as const;

const LEARNING: ReadonlySet<string> = new Set<Step>(["train", "fine_tune", "continue"]);

type Step = (typeof STEPS)[number];

function stepOf({ step }: Job): Step | "unknown" {
  return STEPS.find((each) => each === step) ?? "unknown";
}

/** Whether a job makes a round. */
export function isLearning(job: Job): boolean {
  return LEARNING.has(job.step);
}

/** Whether a job brings images in. */
export function isImport(job: Job): boolean {
  return job.step === "import" || job.step === "import_folder";
}

/** Whether a job may still change. */
export function isActive({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

/** The round that a job is about; null: none. */
export function roundOf(job: Job): number | null {
  if (job.step === "train") return 0;
  const { round } = job.arguments;
  return typeof round === "number" ? round : null;
}

/** What a job does, such as "Fine-tuning of round 2". */
export function titleOf(job: Job): string {
  const what = text(`panel.job.${stepOf(job)}`);
  const n = roundOf(job);
  return n === null ? what : text("panel.job.round", { what, n });
}

/** Where it stands, such as "training: 120 of 900 · about 4 min left in this phase". */
export function progressOf(job: Job): string {
  if (job.state === "queued") return waitsFor(job);
  if (job.phase === null) return text("panel.job.starting");
  const { phase } = job;
  const now = text("panel.job.progress", { phase, done: count(job.done), total: count(job.total) });
  return job.eta_s === null ? now : `${now} · ${text("panel.job.eta", { time: duration(job.eta_s) })}`;
}

/** What a queued job waits for: a person, or a worker. */
function waitsFor({ not_before: until }: Job): string {
  return until === null ? text("panel.job.queued") : text("panel.job.asks", { at: moment(until) });
}

/** How far its phase has come, from 0 to 100. */
export function percentOf({ done, total }: Job): number {
  return total === 0 ? 0 : (100 * done) / total;
}

/** What to do about a job that ended without doing what it should; null: nothing. */
export function adviceOn(job: Job): string | null {
  if (job.state === "cancelled") return isLearning(job) ? text("panel.job.cancelled.do") : null;
  if (job.state !== "failed") return null;
  if (isImport(job) && causeOf(job) === "refused") return text("panel.job.failed.import");
  const cause = causeOf(job);
  return text(cause === null ? "panel.job.failed.do" : `panel.job.failed.${cause}`);
}

const CAUSES = ["diverged", "disk", "memory", "refused", "worker"] as const;

/** What kind of failure it was, as the server says; null: one that nobody expected. */
export function causeOf({ outcome }: Job): (typeof CAUSES)[number] | null {
  const cause = outcome?.["cause"];
  return CAUSES.find((each) => each === cause) ?? null;
}

/** How many seconds it took; null: it is not over. */
export function tookS({ started_at: from, finished_at: to }: Job): number | null {
  if (from === null || to === null) return null;
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
