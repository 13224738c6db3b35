import { act, cleanup, screen, render, within, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { csrfToken, loginEnded } from "@/api/client";

import { App } from "./App";

const SESSION = {
  user: { name: "ada", display_name: "Ada", workspace_role: null, has_password: true },
  roles: { chest: "physician" },
  csrf_token: "t0ken",
  idle_ends_at: null,
  ends_at: null,
};
const PROJECT = { name: "chest", labels: ["Coin", "Bubble"], current_round: 1 };
const ROUNDS = [0, 1].map((round) => ({ round, state: "ready", current: round === 1 }));
const LABELS = {
  round: 1,
  images: 20,
  patients: 9,
  labels: ["Coin", "Bubble"].map((name, at) => ({
    name,
    positives: 10 - 5 * at,
    unknown: 0,
    share: 0.5 - 0.25 * at,
    dependency: 1,
    annotated_images: 0,
    figures: null,
  })),
};

let isLoggedIn = true;
let role = "physician";

/** The server, as far as these tests need it. */
const ANSWERS: ReadonlyMap<string, () => Response> = new Map([
  ["GET /api/session", () => (isLoggedIn ? Response.json(SESSION) : refusal(401))],
  [
    "DELETE /api/session",
    () => {
      isLoggedIn = false;
      return new Response(null, { status: 204 });
    },
  ],
  ["GET /api/login-methods", () => Response.json({ password: true, single_sign_on: null })],
  [
    "POST /api/session",
    () => {
      isLoggedIn = true;
      return Response.json(SESSION);
    },
  ],
  ["GET /api/projects/chest", () => (isLoggedIn ? Response.json({ ...PROJECT, role }) : refusal(401))],
  ["PUT /api/projects/chest/current-round", () => Response.json(ROUNDS[0])],
  ["GET /api/projects/chest/rounds", () => Response.json(ROUNDS)],
  ["GET /api/projects/chest/labels", () => (isLoggedIn ? Response.json(LABELS) : refusal(401))],
  ["GET /api/projects/chest/cooccurrence", () => refusal(503)],
]);

function refusal(status: number): Response {
  return Response.json({ status, title: "No", detail: "refused" }, { status });
}

class SilentSource extends EventTarget {
  close = (): void => {};
}

beforeEach(() => {
  isLoggedIn = true;
  role = "physician";
  vi.stubGlobal("EventSource", SilentSource);
  vi.stubGlobal("fetch", (request: Request) => {
    const found = ANSWERS.get(`${request.method} ${new URL(request.url).pathname}`);
    return Promise.resolve(found?.() ?? refusal(404));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  csrfToken.set(null);
  loginEnded.set(false);
});

function open(address: string): void {
  history.replaceState(null, "", address);
  render(<App />);
}

it("asks whoever is not logged in, and then opens the address that was asked for", async () => {
  isLoggedIn = false;
  open("/projects/chest/labels?label=Bubble");

  await userEvent.type(await screen.findByLabelText("Name"), "ada");
  await userEvent.type(screen.getByLabelText("Password"), "secret{Enter}");

  const row = await screen.findByRole("row", { name: /Bubble/ });
  expect(within(row).getByRole("button", { name: "Bubble" }).getAttribute("aria-pressed")).toBe("true");
  expect(location.search).toBe("?label=Bubble");
});

it("opens the only project by itself", async () => {
  open("/");
  await screen.findByRole("row", { name: /Coin/ });
  expect(location.pathname).toBe("/projects/chest/labels");
});

it("holds the chosen label in the address, for every view and for the top bar", async () => {
  open("/projects/chest/labels");

  await userEvent.click(await screen.findByRole("button", { name: "Coin" }));

  expect(location.search).toBe("?label=Coin");
  expect(screen.getByRole("button", { name: "Label: Coin" })).toBeDefined();
  const views = screen.getByRole("navigation", { name: "Views" });
  const links = within(views).getAllByRole("link");
  expect(links.every((link) => link.getAttribute("href")?.endsWith("?label=Coin"))).toBe(true);
});

it("goes through labels and shows the shortcuts by keyboard alone", async () => {
  open("/projects/chest/labels");
  await screen.findByRole("button", { name: "Label: all labels" });

  await userEvent.keyboard("]]");
  expect(location.search).toBe("?label=Bubble");

  await userEvent.keyboard("?");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(within(sheet).getByText("Next label")).toBeDefined();
});

it("shows the round that is chosen, and forgets the choice with the current one", async () => {
  open("/projects/chest/labels?round=0");

  await userEvent.click(await screen.findByRole("button", { name: "Round: Round 0" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /Round 1/ }));

  expect(location.search).toBe("");
  expect(screen.getByRole("button", { name: "Round: Round 1" })).toBeDefined();
});

it("lets engineers choose the round that everybody sees, and physicians not", async () => {
  open("/projects/chest/labels?round=0");
  await userEvent.click(await screen.findByRole("button", { name: "Round: Round 0" }));
  await screen.findByRole("menuitem", { name: /Round 1/ });
  expect(screen.queryByRole("menuitem", { name: "Make round 0 the current one" })).toBeNull();

  cleanup();
  role = "engineer";
  open("/projects/chest/labels?round=0");
  await userEvent.click(await screen.findByRole("button", { name: "Round: Round 0" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Make round 0 the current one" }));
  await waitFor(() => expect(location.search).toBe(""));
});

it("logs in over the page when a login ends, and keeps the page", async () => {
  open("/projects/chest/labels");
  const before = await screen.findByRole("button", { name: "Coin" });
  isLoggedIn = false;

  act(() => loginEnded.set(true));
  const dialog = await screen.findByRole("dialog", { name: "Log in" });
  expect(within(dialog).getByLabelText<HTMLInputElement>("Name").value).toBe("ada");
  await userEvent.type(within(dialog).getByLabelText("Password"), "secret{Enter}");

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByRole("button", { name: "Coin" })).toBe(before);
});

it("leaves nothing behind after logging out", async () => {
  open("/projects/chest/labels");
  await userEvent.click(await screen.findByRole("button", { name: "Account of Ada" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Log out" }));

  expect(await screen.findByLabelText("Password")).toBeDefined();
  expect(csrfToken.get()).toBeNull();
});

it("says that a project is not among mine", async () => {
  open("/projects/skin/labels");
  expect(await screen.findByRole("heading", { name: "There is no project skin among yours" })).toBeDefined();
});
