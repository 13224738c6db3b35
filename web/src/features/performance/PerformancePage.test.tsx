import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createCache } from "@/api/cache";

import PerformancePage from "./index";

vi.mock("./FigureChart", () => ({ default: () => null })); // jsdom draws no diagrams

const ROUNDS = [0, 1].map((round) => ({
  round,
  parent: round === 0 ? null : 0,
  state: "ready",
  preview: false,
  current: round === 1,
  guard: round === 0 ? {} : { Bubble: { reason: "Bubble is not found in any image any more" } },
  data_hash: "d",
  code_hash: "c",
  finished_at: "2026-11-20T10:00:00Z",
}));
const PROJECT = { name: "chest", labels: ["Coin", "Bubble"], current_round: 1 };
let role = "physician";

function metrics(round: number): unknown {
  return {
    round,
    split: "test",
    images: 100,
    patients: 48,
    labels: {
      Coin: { positives: 7, correct: 90 + round, incorrect: 10 - round, auc: 0.7, auc_ci: [0.6, 0.8] },
      Bubble: { positives: 2, correct: 95, incorrect: 5, auc: null, reason: "not enough cases: 2 positives" },
    },
    macro: { auc: 0.7, auc_ci: [0.6, 0.8] },
    reliance: { all: { regions: 99, region_change: -0.02 - 0.1 * round, region_change_ci: [-0.3, 0], context_change: 0.001 } },
    groups: {},
    change_from_parent:
      round === 0
        ? null
        : {
            parent: 0,
            labels: { Coin: { difference: 0.05, interval: [0.01, 0.1], adjusted_p_value: 0.02, reason: null } },
            macro: { difference: 0.05, interval: [-0.01, 0.1], adjusted_p_value: 0.2, reason: null },
          },
    words: { Coin: "Finds 8 of 10 images with Coin." },
  };
}
const RELIED = { region_change_before: -0.021, region_change_after: -0.404, context_change_before: -0.2, context_change_after: 0.01, reliance_reason: null };
const UNMEASURED = { row: 12, label: "Bubble", reliance_reason: "nothing was marked as relevant" };
const WORK = { author: "ada", round: 1, images: 2, labels: 3, corrected: 2, accepted: 1, nothing_to_mark: 0, label_is_wrong: 0, cannot_tell: 0, total_s: 95, timed: 3, estimated: 0, median_s: 9.5, mean_s: 10, mean_s_ci: [7, 12] };
const EFFORT = { gap_s: [1, 120], rows: [WORK], rounds: [{ ...WORK, author: null }] };
const RECEIPT = {
  round: 1,
  parent: 0,
  untouched: [{ row: 3, label: "Coin", truth: 1, probability_before: 0.2, probability_after: 0.6, attention_moved: 0.5 }],
  corrections: [
    { ...RELIED, row: 9, label: "Bubble", probability_before: 0.1, probability_after: 0.4, iou_before: 0, iou_after: 0.2, energy_inside_before: 0.1, energy_inside_after: 0.4 },
    UNMEASURED,
  ],
};

let rounds: unknown[] = ROUNDS;

function server(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const answers = new Map<string, unknown>([
    ["/api/projects/chest", { ...PROJECT, role }],
    ["/api/projects/chest/effort", EFFORT],
    ["/api/projects/chest/rounds", rounds],
    ["/api/projects/chest/rounds/0/metrics", metrics(0)],
    ["/api/projects/chest/rounds/1/metrics", metrics(1)],
    ["/api/projects/chest/rounds/1/receipt", RECEIPT],
    ["/api/projects/chest/comparison-grid", { label: "Coin", split: "test", rows: [], next: null }],
  ]);
  return Promise.resolve(Response.json(answers.get(pathname) ?? null));
}

beforeEach(() => {
  rounds = ROUNDS;
  role = "physician";
  vi.stubGlobal("fetch", server);
});
afterEach(() => vi.unstubAllGlobals());

function open(search = ""): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <MemoryRouter initialEntries={[`/projects/chest/performance${search}`]}>
          <Routes>
            <Route path="/projects/:project/performance" element={<PerformancePage />} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("shows each round's answers, what it relies on, and the trend in words", async () => {
  open();
  const second = within(await screen.findByRole("article", { name: "Round 1" }));
  expect(second.getByText(/186 correct/)).toBeDefined();
  expect(second.getByText(/14 incorrect/)).toBeDefined();
  expect(second.getByText("Bubble is not found in any image any more.")).toBeDefined();
  expect(screen.getByText("Since round 0, the correct answers on test have risen from 185 to 186.")).toBeDefined();
  expect(screen.getByText(/relies more on the marked findings/)).toBeDefined();
});

it("shows one label where one is chosen, with what it means in words", async () => {
  open("?label=Coin");
  const second = within(await screen.findByRole("article", { name: "Round 1" }));
  expect(second.getByText(/91 correct/)).toBeDefined();
  expect(second.getByText("Finds 8 of 10 images with Coin.")).toBeDefined();
});

it("tells a physician in words what is found, and keeps the figures one click away", async () => {
  open("?part=metrics");
  expect(await screen.findByText("Finds 8 of 10 images with Coin.")).toBeDefined();
  expect(screen.queryByText("Against round 0")).toBeNull();
  await userEvent.click(screen.getByText("The figures themselves, with their uncertainty"));
  expect(await screen.findByText("Against round 0")).toBeDefined();
});

it("shows an engineer figures with intervals, the paired test, and where there are too few cases", async () => {
  role = "engineer";
  open();
  await userEvent.click(await screen.findByRole("tab", { name: "Metrics" }));
  expect(await screen.findByText("Against round 0")).toBeDefined();
  expect(screen.getAllByText("0.60–0.80").length).toBeGreaterThan(0);
  expect(screen.getAllByText("not enough cases").length).toBeGreaterThan(0);
  expect(screen.getByText("better")).toBeDefined();
  expect(screen.getByText("no difference shown")).toBeDefined();
});

it("begins a receipt with the images that nobody drew on", async () => {
  open("?part=receipt");
  const [first, second] = await screen.findAllByRole("heading", { level: 3 });
  expect(first?.textContent).toBe("Images that nobody drew on");
  expect(second?.textContent).toBe("Images that were corrected");
  expect(screen.getByRole("link", { name: "Look at image 3, Coin" }).getAttribute("href")).toContain("image=3");
  expect(screen.getByText(/Corrections: 2\..*Without the region the probability moves by −40\.4 points now, by −2\.1 before\./)).toBeDefined();
  expect(screen.getByText("not measured: nothing was marked as relevant")).toBeDefined();
});

it("shows how long each physician worked for each round", async () => {
  open("?part=effort");
  const row = within(await screen.findByRole("row", { name: /ada/ }));
  expect(row.getAllByRole("cell").map((each) => each.textContent)).toEqual(
    ["Round 1", "2", "3", "2", "1", "1 min 35 s", "9.5 s", "10.0 s7.0–12.0 s", ""],
  );
});

it("puts everything on one page for printing: what, when, figures, receipt, effort", async () => {
  open("?part=report");
  expect(await screen.findByRole("heading", { name: "Report of round 1 of chest" })).toBeDefined();
  expect(await screen.findByText("Images that nobody drew on")).toBeDefined();
  expect(await screen.findByText("Time and labels for each round")).toBeDefined();
  expect(screen.getByText("Against round 0")).toBeDefined();
});

it("asks for a label before it compares images", async () => {
  open("?part=grid");
  await userEvent.click(await screen.findByRole("button", { name: "Coin" }));
  expect(await screen.findByText("No test image is like that.")).toBeDefined();
});

it("says what to do where no round is finished", async () => {
  rounds = [];
  open();
  expect(await screen.findByText("No round is finished yet")).toBeDefined();
});
