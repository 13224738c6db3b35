/** The losses of a training as they come: what is drawn, and what they mean in words. */
import type { Job, Round } from "@/api/queries";

/** The mean loss of a few steps; `step` counts all steps of the training. */
export interface Point {
  readonly step: number;
  readonly loss: number;
}

/** One finished epoch; null: not measured. `score` is the mean ROC AUC on `tune`. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly score: number | null;
  readonly tuneLoss: number | null;
  readonly learningRate: number | null;
  readonly gradientNorm: number | null;
}

/** The curve of one attempt of a job. */
export interface Curve {
  readonly phase: string | null;
  readonly total: number;
  readonly points: readonly Point[];
}

export const NO_CURVE: Curve = { phase: null, total: 0, points: [] };

const POINTS_MAX = 400;

/** Add where a job stands now; another phase begins another curve. */
export function withJob(curve: Curve, job: Job): Curve {
  const loss = job.metrics["loss"];
  if (typeof loss !== "number" || !Number.isFinite(loss)) return curve;
  const isSame = curve.phase === job.phase && curve.total === job.total;
  const points = isSame ? curve.points : [];
  const last = points.at(-1);
  if (last !== undefined && job.done === last.step) return curve;
  const kept = points.filter((each) => each.step < job.done); // after a restart it goes back
  return { phase: job.phase, total: job.total, points: thinned([...kept, { step: job.done, loss }]) };
}

/** Too many points become half as many, two by two. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= POINTS_MAX) return points;
  return points.flatMap((point, at) => {
    if (at % 2 === 0) return at === points.length - 1 ? [point] : [];
    const before = points[at - 1] ?? point;
    return [{ step: point.step, loss: (before.loss + point.loss) / 2 }];
  });
}

/** Read the epochs of a round. */
export function epochsOf(history: Round["history"]): readonly Epoch[] {
  return history.flatMap((found) => {
    const [epoch, loss] = [numberIn(found["epoch"]), numberIn(found["loss"])];
    if (epoch === null || loss === null) return [];
    return [
      {
        epoch,
        loss,
        score: numberIn(found["score"]),
        tuneLoss: numberIn(found["tune_loss"]),
        learningRate: numberIn(found["learning_rate"]),
        gradientNorm: numberIn(found["gradient_norm"]),
      },
    ];
  });
}

function numberIn(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
