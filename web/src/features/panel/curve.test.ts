import { expect, it } from "vitest";

import type { Job } from "@/api/queries";

import { epochsOf, NO_CURVE, withJob } from "./curve";

const JOB: Job = {
  id: "a1",
  step: "train",
  arguments: {},
  author: "ada",
  state: "running",
  phase: "training",
  done: 1,
  total: 1000,
  metrics: { loss: 1 },
  eta_s: null,
  created_at: "2026-01-01T00:00:00Z",
  started_at: null,
  finished_at: null,
  not_before: null,
  cancel_requested: false,
  attempt: 1,
  device: "cpu",
  failure: null,
  outcome: null,
};

it("follows a job, and forgets what a restart does again", () => {
  const steps = [1, 2, 3, 2].map((done): Job => ({ ...JOB, done, metrics: { loss: done / 10 } }));
  const curve = steps.reduce(withJob, NO_CURVE);
  expect(curve.points).toEqual([
    { step: 1, loss: 0.1 },
    { step: 2, loss: 0.2 },
  ]);
});

it("begins a curve anew with another phase, and keeps it where no loss is told", () => {
  const first = withJob(NO_CURVE, JOB);
  expect(withJob(first, { ...JOB, phase: "explaining", metrics: {} })).toBe(first);
  const next = withJob(first, { ...JOB, phase: "fine-tuning", done: 5 });
  expect(next.points).toEqual([{ step: 5, loss: 1 }]);
});

it("means two points into one when there are more than 400", () => {
  let curve = NO_CURVE;
  for (let done = 1; done <= 402; done += 1) curve = withJob(curve, { ...JOB, done, metrics: { loss: done } });
  expect(curve.points[0]).toEqual({ step: 2, loss: 1.5 });
  expect(curve.points.at(-1)).toEqual({ step: 402, loss: 402 });
  expect(curve.points.length).toBe(202);
});

it("reads epochs, with what was measured and without what was not", () => {
  const none = { score: null, tuneLoss: null, learningRate: null, gradientNorm: null };
  const whole = { epoch: 1, loss: 0.5, score: 0.9, tune_loss: 0.6, learning_rate: 1e-4, gradient_norm: 2 };
  expect(epochsOf([whole, { epoch: 2, loss: 0.4, score: null }, { odd: 1 }])).toEqual([
    { epoch: 1, loss: 0.5, score: 0.9, tuneLoss: 0.6, learningRate: 1e-4, gradientNorm: 2 },
    { epoch: 2, loss: 0.4, ...none },
  ]);
});
