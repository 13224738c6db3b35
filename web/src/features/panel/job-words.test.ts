import { expect, it } from "vitest";

import type { Job } from "@/api/queries";

import { adviceOn, percentOf, progressOf, titleOf, tookS } from "./job-words";

const JOB: Job = {
  id: "a1",
  step: "fine_tune",
  arguments: { round: 2 },
  author: "ada",
  state: "running",
  phase: "fine-tuning",
  done: 50,
  total: 250,
  metrics: {},
  eta_s: 95,
  created_at: "2026-01-01T00:00:00Z",
  started_at: "2026-01-01T00:00:10Z",
  finished_at: null,
  not_before: null,
  cancel_requested: false,
  attempt: 1,
  device: "cpu",
  failure: null,
  outcome: null,
};

it("says what a job does and where it stands", () => {
  expect(titleOf(JOB)).toBe("Fine-tuning of round 2");
  expect(progressOf(JOB)).toBe("fine-tuning: 50 of 250 · about 1 min 35 s left in this phase");
  expect(percentOf(JOB)).toBe(20);
  expect(titleOf({ ...JOB, step: "import", arguments: {} })).toBe("Import");
  expect(titleOf({ ...JOB, step: "continue" })).toBe("Further training of round 2");
  expect(titleOf({ ...JOB, step: "tidy", arguments: {} })).toBe("Job");
});

it("says whether a queued job waits for a worker or for a person", () => {
  const queued = { ...JOB, state: "queued" } as const;
  expect(progressOf(queued)).toBe("It starts as soon as a worker is free.");
  expect(progressOf({ ...queued, not_before: "2026-01-02T00:00:00Z" })).toContain("waits for their answers, until");
});

it("says how long it took, once it is over", () => {
  expect(tookS(JOB)).toBeNull();
  expect(tookS({ ...JOB, finished_at: "2026-01-01T00:01:40Z" })).toBe(90);
});

it("says what to do about a job that failed", () => {
  expect(adviceOn({ ...JOB, state: "failed" })).toContain("goes on where it stopped");
  const refused = { ...JOB, state: "failed", outcome: { cause: "refused" } } as const;
  expect(adviceOn({ ...refused, step: "import" })).toContain("Nothing was half imported");
  expect(adviceOn(refused)).toContain("Put right what the message says");
  expect(adviceOn({ ...JOB, state: "done" })).toBeNull();
});

it.each([
  ["diverged", "would end at the same step"],
  ["disk", "space on the server's disk"],
  ["memory", "Choose a smaller model"],
  ["worker", "want of memory"],
  ["unexpected", "send the log to your administrator"],
])("says of a failure of the kind %s what helps", (cause, words) => {
  expect(adviceOn({ ...JOB, state: "failed", outcome: { cause } })).toContain(words);
});
