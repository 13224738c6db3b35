import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider, type RouteObject } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createCache } from "@/api/cache";
import { closeJournal, journalOfPage } from "@/api/journal";

import { packedMaps, ranked } from "./examples";
import { told } from "./useAcceptance";
import AttentionPage from "./view";

const PROJECT = { name: "chest", labels: ["Coin", "Lump"], current_round: 1, label_source: "the report", role: "physician" };
const SESSION = { user: { name: "ada" }, roles: { chest: "physician" }, csrf_token: "t" };
const KIND = { first: "highest", stored: ["review"], default: false };
const KINDS = [
  { ...KIND, name: "triage", meaning: "heat in the wrong place", default: true },
  { ...KIND, name: "accuracy", meaning: "predictions farthest from the label" },
  { ...KIND, name: "similar", meaning: "images most like a given one", stored: [] },
];
const SEVEN = ranked(
  { place: 0, probability: 0.62, truth: 1, correct: true, reason: "undecided (0.62)" },
  { row: 7, labels: [1, 0], sex: "F", age_years: 61 },
);
const EIGHT = ranked({ place: 1, probability: 0.71, truth: 0, correct: false }, { row: 8, labels: [0, 1] });
const RANKING = { round: 1, by: "triage", label: "Coin", split: "review", fresh: true, ranked_at: "2026-01-01T00:00:00Z", total: 2, start: 0, next: null };

let isRanked = true;
let images = [SEVEN, EIGHT];
const sent: { line: string; body: unknown }[] = [];

/** The server, as far as these tests need it; 2 of evidence for Coin on image 7, none on image 8. */
const ANSWERS: ReadonlyMap<string, () => Response> = new Map([
  ["GET /api/session", () => Response.json(SESSION)],
  ["GET /api/projects/chest", () => Response.json(PROJECT)],
  ["GET /api/projects/chest/rankings", () => Response.json(KINDS)],
  ["GET /api/projects/chest/rounds", () => Response.json([{ round: 0, state: "ready" }, { round: 1, state: "ready" }])],
  ["GET /api/projects/chest/rounds/1/ranking", () => (isRanked ? Response.json({ ...RANKING, images }) : locked())],
  ["GET /api/projects/chest/rounds/1/maps", () => new Response(packedMaps([7, 8], ["Coin", "Lump"], [2, 1, 0, 1]))],
  ["GET /api/projects/chest/rounds/1/ranking/place", () => Response.json({ place: 1, total: 2 })],
  ["GET /api/projects/chest/images/8/patient-images", () => Response.json({ images: [EIGHT.image], next: null })],
  ["GET /api/projects/chest/images/7/patient-images", () => Response.json({ images: [SEVEN.image], next: null })],
  ["PUT /api/projects/chest/images/7/acceptance", accepted],
  ["POST /api/projects/chest/rounds/1/ranking-refreshes", () => Response.json({ id: "j1", state: "queued", phase: null, done: 0, total: 0 }, { status: 202 })],
]);

function locked(): Response {
  const detail = "round 1 has no order of review; start the ranking";
  return Response.json({ title: "Locked", status: 423, detail }, { status: 423 });
}

function accepted(): Response {
  const saved = { row: 7, label: "Coin", author: "ada", verdict: "accepted", regions: [], version: 1, saved_at: "2026-01-01T00:00:00Z" };
  images = [{ ...SEVEN, annotations: [{ author: "ada", verdict: "accepted", version: 1, saved_at: "" }], annotated: true, accepted: true }, EIGHT];
  return Response.json({ version: 1, annotation: saved, notes: [], next: null, next_obstacle: null });
}

class SizedObserver {
  readonly #tell: ResizeObserverCallback;
  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }
  observe = (target: Element): void => {
    const contentRect = { width: 1000, height: 800, top: 0, left: 0, bottom: 800, right: 1000, x: 0, y: 0 };
    const box = [{ inlineSize: 1000, blockSize: 800 }];
    this.#tell([{ target, contentRect, borderBoxSize: box, contentBoxSize: box } as unknown as ResizeObserverEntry], this);
  };
  unobserve = (): void => {};
  disconnect = (): void => {};
}

beforeEach(async () => {
  isRanked = true;
  images = [SEVEN, EIGHT];
  sent.length = 0;
  told.set({ words: "" });
  vi.stubGlobal("ResizeObserver", SizedObserver);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1000);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const words = request.method === "GET" ? "" : await request.text();
    if (words !== "") sent.push({ line: `${request.method} ${pathname}${search}`, body: JSON.parse(words) });
    return ANSWERS.get(`${request.method} ${pathname}`)?.() ?? Response.json({ status: 404, detail: pathname }, { status: 404 });
  });
  (await journalOfPage()).setAuthor("ada");
});
afterEach(async () => {
  await closeJournal();
  vi.unstubAllGlobals();
});

function open(address: string): ReturnType<typeof createMemoryRouter> {
  const routes: RouteObject[] = [
    { path: "/projects/:project/attention", element: <AttentionPage /> },
    { path: "/projects/:project/modification", element: <p>modification</p> },
  ];
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return router;
}

const COIN = "/projects/chest/attention?label=Coin";

it("asks for a label first", async () => {
  const router = open("/projects/chest/attention");
  await userEvent.click(await screen.findByRole("button", { name: "Coin" }));
  expect(router.state.location.search).toBe("?label=Coin");
});

it("offers to make an order that is not there", async () => {
  isRanked = false;
  open(`${COIN}&split=train`);
  expect(await screen.findByText("Round 1 has no order of review; start the ranking.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Make it now" }));

  await screen.findByText("Ranking …");
  expect(sent).toEqual([{ line: "POST /api/projects/chest/rounds/1/ranking-refreshes", body: { split: "train" } }]);
});

const SEVENS = `${COIN}&image=7&place=0`;
const EIGHTS = `${COIN}&image=8&place=1`;

it("says what the model says, what is true and from where, and why the image is here", async () => {
  open(SEVENS);
  const aside = await screen.findByRole("complementary", { name: "Image 7" });
  expect(aside.textContent).toContain("Coin: predicted 0.62, correct");
  expect(aside.textContent).toContain("truth: present (from the report)");
  expect(aside.textContent).toContain("Undecided (0.62)");
  expect(aside.textContent).toContain("F · 61 years");
});

it("accepts a heatmap, says so, and sends the round that was looked at", async () => {
  open(SEVENS);
  const name = "Accept the heatmap of image 7";
  await vi.waitFor(() => expect(screen.getByRole("button", { name }).title).toBe(""));
  await userEvent.click(screen.getByRole("button", { name }));

  await screen.findByRole("button", { name: "Take back that the heatmap of image 7 was accepted" });
  await vi.waitFor(() => expect(sent[0]?.line).toBe("PUT /api/projects/chest/images/7/acceptance?label=Coin"));
  expect(sent[0]?.body).toMatchObject({ round: 1, version: 0 });
  await screen.findByText("Image 7: accepted");
});

it("says why a heatmap cannot be accepted, and sends nothing", async () => {
  open(EIGHTS);
  await userEvent.click(await screen.findByRole("button", { name: "Accept the heatmap of image 8" }));
  await screen.findAllByText(/does not carry Coin, so its heatmap cannot be right/);
  expect(sent).toEqual([]);
});

it("lets go of the open image where a filter changes what is shown", async () => {
  const router = open(SEVENS);
  await screen.findByRole("complementary", { name: "Image 7" });
  await userEvent.selectOptions(screen.getByLabelText("Prediction"), "incorrect");
  expect(router.state.location.search).toBe("?label=Coin&correct=false");
});

it("finds the place of an image that the address names without it, and goes on by keys", async () => {
  const router = open(`${COIN}&image=8`);
  await screen.findByRole("complementary", { name: "Image 8" });
  expect(router.state.location.search).toBe("?label=Coin&image=8&place=1");
  await userEvent.keyboard("{ArrowLeft}");
  await screen.findByRole("complementary", { name: "Image 7" });
  await userEvent.keyboard("l");
  expect(screen.getByRole("button", { name: /^Lump/ }).getAttribute("aria-pressed")).toBe("true");
  await userEvent.keyboard("{Escape}");
  expect(router.state.location.search).toBe("?label=Coin");
});

it("looks for images like one, and goes back", async () => {
  const router = open(SEVENS);
  await userEvent.click(await screen.findByRole("link", { name: "More like this" }));
  expect(router.state.location.search).toBe("?label=Coin&like=7&by=similar");
  await screen.findByText(/^Images like image 7, nearest first/);
  await userEvent.click(screen.getByRole("button", { name: "Back to the recommended order" }));
  expect(router.state.location.search).toBe("?label=Coin");
});
