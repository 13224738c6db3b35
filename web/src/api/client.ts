/**
 * The one way to the server: typed by its schema, with the CSRF token, and with errors as values
 * of this program (`Refusal`, `Unreachable`).
 *
 *     const labels = await answer(client.GET("/api/projects/{project}/labels", { params: … }));
 */
import createClient, { type Middleware } from "openapi-fetch";

import { createStore } from "@/lib/store";

import { connection } from "./connection";
import { Refusal, refusalOf, Unreachable } from "./refusal";
import type { components, paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Belongs into every change; null while nobody is logged in. */
export const csrfToken = createStore<string | null>(null);

/** Whose page this is; another window of the browser may log somebody else in. */
export const owner = createStore<string | null>(null);

/** Whether a request was refused because the login has ended. */
export const loginEnded = createStore(false);

const TOKEN = "X-CSRF-Token";
const SESSION = "/api/session";

const withToken: Middleware = {
  onRequest({ request }) {
    const token = csrfToken.get();
    if (token !== null && !SAFE.has(request.method)) request.headers.set(TOKEN, token);
    return request;
  },
};

/** Send a request; a refusal and a broken network are thrown as what they are. */
async function send(request: Request): Promise<Response> {
  const again = SAFE.has(request.method) ? null : request.clone();
  const found = await reached(request);
  if (found.ok) return found;
  const refusal = await refusalOf(found);
  if (refusal.status === 403 && again !== null && (await hasOtherToken(again))) return send(again);
  if (refusal.status === 401 && isOurs(request)) loginEnded.set(true);
  throw refusal;
}

async function reached(request: Request): Promise<Response> {
  try {
    const found = await fetch(request);
    if (connection.get() === "offline") connection.set("online");
    return found;
  } catch (error) {
    if (request.signal.aborted) throw error;
    connection.set("offline");
    throw new Unreachable(error);
  }
}

/**
 * Whether another window of the browser logged in since, so that a refused change was sent with a
 * token of before; the request then has the new one.
 *
 * @throws Refusal - nobody is logged in any more, or somebody else: this page's login has ended.
 */
async function hasOtherToken(request: Request): Promise<boolean> {
  if (!isOurs(request) || owner.get() === null) return false;
  const { user, csrf_token: token } = await sessionNow();
  if (user.name !== owner.get()) throw ended();
  if (token === null || token === request.headers.get(TOKEN)) return false;
  csrfToken.set(token);
  request.headers.set(TOKEN, token);
  return true;
}

/** Who is logged in at this browser now. */
async function sessionNow(): Promise<components["schemas"]["SessionOut"]> {
  const found = await reached(new Request(new URL(SESSION, location.origin)));
  if (found.ok) return (await found.json()) as components["schemas"]["SessionOut"];
  throw found.status === 401 ? ended() : await refusalOf(found);
}

function ended(): Refusal {
  loginEnded.set(true);
  return new Refusal(401, null);
}

/** A wrong password is refused with 401 too; it ends no login. */
function isOurs(request: Request): boolean {
  return !new URL(request.url).pathname.startsWith(SESSION);
}

export const client = createClient<paths>({ baseUrl: location.origin, fetch: send });
client.use(withToken);

/** Return the body of an answer. */
export async function answer<T>(asked: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data } = await asked;
  return data as T; // `send` has thrown everything that is no answer
}

/** Ask for bytes that the schema does not describe: maps, pixels. */
export async function bytes(path: string, signal?: AbortSignal): Promise<Response> {
  return send(new Request(new URL(path, location.origin), signal === undefined ? {} : { signal }));
}
