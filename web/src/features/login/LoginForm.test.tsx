import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createCache } from "@/api/cache";
import { csrfToken } from "@/api/client";
import { SESSION_KEY } from "@/api/session";

import { LoginForm } from "./LoginForm";

const requests: Request[] = [];
let singleSignOn: { title: string; start: string } | null = null;

const SESSION = {
  user: { name: "ada", display_name: "Ada", workspace_role: null },
  roles: { phantoms: "physician" },
  csrf_token: "t0ken",
  idle_ends_at: null,
  ends_at: null,
};

async function server(request: Request): Promise<Response> {
  requests.push(request.clone());
  if (request.url.endsWith("/login-methods"))
    return Response.json({ password: true, single_sign_on: singleSignOn });
  const { password } = (await request.json()) as { password: string };
  if (password === "right") return Response.json(SESSION);
  return Response.json({ detail: "name or password is wrong; check both", status: 401 }, { status: 401 });
}

beforeEach(() => {
  requests.length = 0;
  singleSignOn = null;
  vi.stubGlobal("fetch", server);
});
afterEach(() => {
  vi.unstubAllGlobals();
  csrfToken.set(null);
});

function shown(name?: string): ReturnType<typeof createCache> {
  const cache = createCache();
  render(
    <QueryClientProvider client={cache}>
      <MantineProvider>
        <LoginForm name={name} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return cache;
}

it("logs in and keeps what changes need", async () => {
  const cache = shown();

  await userEvent.type(screen.getByLabelText("Name"), "ada");
  await userEvent.type(screen.getByLabelText("Password"), "right{Enter}");

  await vi.waitFor(() => expect(csrfToken.get()).toBe("t0ken"), { timeout: 10_000 });
  expect(cache.getQueryData(SESSION_KEY)).toEqual(SESSION);
});

it("says why it was refused and forgets the password, not the name", async () => {
  shown();

  await userEvent.type(screen.getByLabelText("Name"), "ada");
  await userEvent.type(screen.getByLabelText("Password"), "wrong{Enter}");

  expect((await screen.findByRole("alert")).textContent).toContain("Name or password is wrong");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("ada");
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("");
});

it("asks whoever was logged in before for the password only", () => {
  shown("ada");
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
});

it("offers the hospital's single sign-on where there is one", async () => {
  singleSignOn = { title: "Hospital login", start: "/api/oidc/start" };
  shown();

  const button = await screen.findByRole("link", { name: "Hospital login" });
  expect(button.getAttribute("href")).toBe("/api/oidc/start");
});
