import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createCache } from "@/api/cache";

import PanelPage from "./index";

vi.mock("./LearningCurve", () => ({ default: () => null })); // jsdom draws no diagrams

const PROJECT = {
  name: "chest",
  labels: ["Coin", "Bubble"],
  current_round: 0,
  images: 1200,
  patients: 900,
  splits: { train: 840, review: 120, tune: 120, test: 120 },
  without_split: 0,
  role: "physician",
};
const PARAMETERS = {
  costs: {},
  training: [
    {
      name: "architecture",
      kind: "text",
      default: "densenet121",
      meaning: "the network that learns",
      choices: { small: "a small network", densenet121: "the usual choice for radiographs" },
      least: null,
      most: null,
    },
    { name: "epochs", kind: "whole number", default: 10, meaning: "how often it sees every image", choices: null, least: 1, most: null },
  ],
  fine_tuning: [
    { name: "steps", kind: "whole number", default: 250, meaning: "how many corrections are made", choices: null, least: 1, most: null },
  ],
};
const PLAN = {
  corrected: 37,
  accepted: 12,
  images: 31,
  focus: ["Coin"],
  labels: [{ label: "Coin", corrected: 37, accepted: 12, images: 31 }],
  adjudicate: 1,
  left_out: 0,
  warnings: ["the same mask lies on 3 images"],
  obstacle: null as string | null,
};
const JOB = {
  id: "a1",
  step: "fine_tune",
  arguments: { round: 1 },
  author: "ada",
  state: "failed",
  phase: "fine-tuning",
  done: 54,
  total: 250,
  metrics: {},
  eta_s: null,
  created_at: "2026-11-20T10:00:00Z",
  started_at: "2026-11-20T10:00:00Z",
  finished_at: "2026-11-20T10:01:00Z",
  cancel_requested: false,
  attempt: 1,
  device: "cpu",
  failure: "the disk is full; free some space",
  outcome: null as Record<string, unknown> | null,
};

let role = "physician";
let rounds: unknown[] = [];
let jobs: unknown[] = [];
let plan = PLAN;
const sent: { path: string; body: unknown }[] = [];

async function server(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method === "POST") {
    sent.push({ path: pathname, body: await request.clone().json().catch(() => null) });
    return Response.json(JOB, { status: 202 });
  }
  const answers = new Map<string, unknown>([
    ["/api/session", { user: { name: "ada", workspace_role: null }, roles: { chest: role }, csrf_token: "t", idle_ends_at: null, ends_at: null }],
    ["/api/projects/chest", { ...PROJECT, role }],
    ["/api/projects/chest/rounds", rounds],
    ["/api/projects/chest/rounds/1/film", { round: 1, strips: [] }],
    ["/api/projects/chest/pins", { pins: [], most: 12 }],
    ["/api/projects/chest/parameters", PARAMETERS],
    ["/api/projects/chest/fine-tunings/plan", plan],
    ["/api/projects/chest/jobs", { jobs, next: null }],
    ["/api/projects/chest/jobs/a1/log", [{ id: 1, at: "2026-11-20T10:00:30Z", line: "epoch 1 is done" }]],
  ]);
  return Response.json(answers.get(pathname) ?? null);
}

beforeEach(() => {
  role = "physician";
  rounds = [];
  jobs = [];
  plan = PLAN;
  sent.length = 0;
  vi.stubGlobal("fetch", server);
});
afterEach(() => vi.unstubAllGlobals());

function open(): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <MemoryRouter initialEntries={["/projects/chest/panel"]}>
          <Routes>
            <Route path="/projects/:project/panel" element={<PanelPage />} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("lets a physician choose a model in plain words, and shows no parameter", async () => {
  open();
  await userEvent.click(await screen.findByRole("radio", { name: /small/ }));
  expect(screen.queryByText("Advanced")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Start training" }));
  expect(sent).toEqual([{ path: "/api/projects/chest/trainings", body: { parameters: { architecture: "small" }, anew: false } }]);
});

it("lets an engineer change a parameter, and refuses what cannot be one", async () => {
  role = "engineer";
  open();
  const [advanced] = await screen.findAllByText("Advanced");
  if (advanced === undefined) throw new Error("engineers see the parameters");
  await userEvent.click(advanced);
  const epochs = await screen.findByLabelText("epochs");
  await userEvent.clear(epochs);
  await userEvent.type(epochs, "2.5");
  expect(screen.getByText("Type a whole number.")).toBeDefined();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Start training" }).disabled).toBe(true);

  await userEvent.clear(epochs);
  await userEvent.type(epochs, "20");
  await userEvent.click(screen.getByRole("button", { name: "Start training" }));
  expect(sent[0]?.body).toEqual({ parameters: { epochs: 20 }, anew: false });
});

it("says what a fine-tuning will use before it starts", async () => {
  open();
  expect(await screen.findByText("It will use 37 corrections and 12 accepted heatmaps, on 31 images.")).toBeDefined();
  expect(screen.getByText("1 pair is left out because two physicians disagree about the region.")).toBeDefined();
  expect(screen.getByText(/The same mask lies on 3 images/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Start fine-tuning" }));
  expect(sent).toEqual([{ path: "/api/projects/chest/fine-tunings", body: { focus: [], parameters: {}, anew: false } }]);
});

it("does not start what cannot start, and says why", async () => {
  plan = { ...PLAN, obstacle: "no label has annotated regions; annotate some first" };
  open();
  expect(await screen.findByText("No label has annotated regions; annotate some first.")).toBeDefined();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Start fine-tuning" }).disabled).toBe(true);
});

it("says why a job failed and what to do, and tries it again", async () => {
  jobs = [JOB];
  open();
  const card = within(await screen.findByRole("article", { name: "Fine-tuning of round 1" }));
  expect(card.getByText("The disk is full; free some space.")).toBeDefined();
  expect(card.getByText(/goes on where it stopped/)).toBeDefined();
  await userEvent.click(card.getByRole("button", { name: "Try again: Fine-tuning of round 1" }));
  expect(sent[0]?.path).toBe("/api/projects/chest/jobs/a1/retry");

  await userEvent.click(card.getByText("Log"));
  expect(await card.findByText("epoch 1 is done")).toBeDefined();
});

it("lets nobody but an engineer cancel what somebody else has started", async () => {
  jobs = [{ ...JOB, state: "running", failure: null, author: "bob", eta_s: 95 }];
  open();
  expect(await screen.findByText("fine-tuning: 54 of 250 · about 1 min 35 s left in this phase")).toBeDefined();
  expect(screen.queryByRole("button", { name: /Cancel/ })).toBeNull();
});

it("says in words what an import did", async () => {
  jobs = [
    {
      ...JOB,
      step: "import",
      state: "done",
      arguments: {},
      failure: null,
      outcome: { imported: 30, already: 1, refused_count: 1, refused: [{ file: "a.png", reason: "it is empty" }], missing_count: 0, missing: [], warnings: [], regions: null },
    },
  ];
  open();
  expect(await screen.findByText("30 images were imported. 1 was there already.")).toBeDefined();
  expect(screen.getByText("a.png: it is empty")).toBeDefined();
});
