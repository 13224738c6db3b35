import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { connection } from "@/api/connection";

import { App } from "./App";
import { isAnswered } from "./tour/tour";

let everywhere: string | null = null;
let isAway = false;

function session(): Response {
  return Response.json({
    user: { name: "ada", display_name: "Ada", workspace_role: everywhere, has_password: true },
    roles: {},
    csrf_token: "t0ken",
    idle_ends_at: null,
    ends_at: null,
  });
}

class SilentSource extends EventTarget {
  close = (): void => {};
}

beforeEach(() => {
  everywhere = null;
  isAway = false;
  vi.stubGlobal("EventSource", SilentSource);
  vi.stubGlobal("fetch", (request: Request) => {
    if (isAway) return Promise.reject(new TypeError("Failed to fetch"));
    const isAsked = new URL(request.url).pathname === "/api/session";
    return Promise.resolve(isAsked ? session() : Response.json({ detail: "no" }, { status: 404 }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  connection.set("connecting");
});

function open(address: string): void {
  history.replaceState(null, "", address);
  render(<App />);
}

it("says that the server does not answer, and goes on when it does", async () => {
  isAway = true;
  open("/");
  expect(await screen.findByRole("heading", { name: "The server does not answer" })).toBeDefined();
  expect(document.title).toBe("The server does not answer · MEDebiaser");

  isAway = false;
  expect(await screen.findByRole("heading", { name: "There is no project for you yet" })).toBeDefined();
});

it("tells whoever has no project whom to ask, and with which name", async () => {
  open("/");
  expect(await screen.findByText(/your name here is ada/)).toBeDefined();
  expect(screen.queryByRole("link", { name: "New project" })).toBeNull();
});

it("lets whoever may make the first project make it", async () => {
  everywhere = "physician";
  open("/");
  await userEvent.click(await screen.findByRole("link", { name: "New project" }));
  expect(await screen.findByRole("heading", { name: "New project" })).toBeDefined();
  expect(screen.getByRole("textbox", { name: "Name" })).toBeDefined();
});

it("tells whoever may not that projects are made by others", async () => {
  open("/new-project");
  expect(await screen.findByRole("heading", { name: /New projects are made by people/ })).toBeDefined();
});

it("leads from an unknown address back to the start", async () => {
  open("/nowhere/at/all");
  expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeDefined();
  expect(screen.getAllByRole("link", { name: "To the start" }).at(-1)?.getAttribute("href")).toBe("/");
});

it("keeps the administration to admins", async () => {
  open("/admin/audit");
  expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeDefined();
});

it("does not offer the tour where there is no project to go through", async () => {
  open("/");
  await screen.findByText(/your name here is ada/);
  expect(screen.queryByRole("button", { name: "Show me round" })).toBeNull();
  expect(isAnswered("ada")).toBe(false);
});
