// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { answer, client, csrfToken, loginEnded, owner } from "./client";
import { connection } from "./connection";
import { isPassing, Refusal, Unreachable } from "./refusal";

const replies = vi.fn<(request: Request) => Promise<Response>>();

beforeEach(() => {
  replies.mockReset();
  vi.stubGlobal("fetch", replies);
});
afterEach(() => {
  vi.unstubAllGlobals();
  csrfToken.set(null);
  owner.set(null);
  loginEnded.set(false);
});

function problem(status: number, headers: Record<string, string> = {}): Response {
  const body = { type: "about:blank", title: "No", status, detail: "no such label; check the name" };
  return Response.json(body, { status, headers });
}

function sent(): Request {
  const request = replies.mock.calls[0]?.[0];
  if (request === undefined) throw new Error("nothing was sent");
  return request;
}

it("sends the CSRF token with a change, and with nothing else", async () => {
  csrfToken.set("t0ken");
  replies.mockImplementation(() => Promise.resolve(Response.json([])));

  await answer(client.GET("/api/tokens"));
  await answer(client.POST("/api/tokens", { body: { name: "backup", days: 30 } }));

  expect(replies.mock.calls.map(([each]) => each.headers.get("X-CSRF-Token"))).toEqual([null, "t0ken"]);
  expect(await replies.mock.calls[1]?.[0].json()).toEqual({ name: "backup", days: 30 });
});

it("throws what the server says", async () => {
  replies.mockResolvedValue(problem(404));

  const refused: unknown = await answer(client.GET("/api/tokens")).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ status: 404, message: "No such label; check the name." });
  expect(isPassing(refused)).toBe(false);
});

it("knows when to ask again", async () => {
  replies.mockResolvedValue(problem(429, { "Retry-After": "7" }));

  const refused: unknown = await answer(client.GET("/api/tokens")).catch((error: unknown) => error);

  expect(refused).toMatchObject({ status: 429, retryAfterS: 7 });
  expect(isPassing(refused)).toBe(true);
});

it("tells a broken network from a refusal", async () => {
  replies.mockRejectedValue(new TypeError("Failed to fetch"));

  await expect(answer(client.GET("/api/tokens"))).rejects.toBeInstanceOf(Unreachable);
});

it("says whether the server answers", async () => {
  replies.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await answer(client.GET("/api/tokens")).catch(() => null);
  expect(connection.get()).toBe("offline");

  replies.mockResolvedValueOnce(Response.json([]));
  await answer(client.GET("/api/tokens"));
  expect(connection.get()).toBe("online");
});

it("survives an answer that is no problem document", async () => {
  replies.mockResolvedValue(new Response("<html>502 Bad Gateway</html>", { status: 502 }));

  await expect(answer(client.GET("/api/tokens"))).rejects.toThrow("status 502");
});

it("reports that the login has ended, but not for a wrong password", async () => {
  replies.mockImplementation(() => Promise.resolve(problem(401)));

  await answer(client.POST("/api/session", { body: { name: "ada", password: "x" } })).catch(() => null);
  expect(loginEnded.get()).toBe(false);

  await answer(client.GET("/api/tokens")).catch(() => null);
  expect(loginEnded.get()).toBe(true);
  expect(sent().url).toContain("/api/session");
});

/** The server after another window logged `name` in: it takes the new token alone. */
function loggedInElsewhere(name: string): void {
  replies.mockImplementation((request) => {
    if (request.url.endsWith("/api/session")) return Promise.resolve(Response.json({ user: { name }, csrf_token: "new" }));
    const isNew = request.headers.get("X-CSRF-Token") === "new";
    return Promise.resolve(isNew ? Response.json([]) : problem(403));
  });
}

it("sends a change again with the token of the login that another window began", async () => {
  csrfToken.set("old");
  owner.set("ada");
  loggedInElsewhere("ada");

  await answer(client.POST("/api/tokens", { body: { name: "backup", days: 30 } }));

  const last = replies.mock.calls.at(-1)?.[0];
  expect(await last?.json()).toEqual({ name: "backup", days: 30 });
  expect([csrfToken.get(), loginEnded.get()]).toEqual(["new", false]);
});

it("never sends a change of one user as another who logged in since", async () => {
  csrfToken.set("old");
  owner.set("ada");
  loggedInElsewhere("ben");

  await expect(answer(client.POST("/api/tokens", { body: { name: "backup", days: 30 } }))).rejects.toMatchObject({ status: 401 });

  expect(replies.mock.calls.map(([each]) => each.headers.get("X-CSRF-Token"))).toEqual(["old", null]);
  expect([csrfToken.get(), loginEnded.get()]).toEqual(["old", true]);
});

it("shows a role that is not enough as what it is", async () => {
  csrfToken.set("token");
  owner.set("ada");
  replies.mockImplementation((request) =>
    Promise.resolve(
      request.url.endsWith("/api/session")
        ? Response.json({ user: { name: "ada" }, csrf_token: "token" })
        : problem(403),
    ),
  );

  await expect(answer(client.POST("/api/tokens", { body: { name: "b", days: 3 } }))).rejects.toMatchObject({ status: 403 });
  expect(loginEnded.get()).toBe(false);
});
