/** Why a request was not granted, in words for a person. */
import { sentence, text } from "@/lib/texts";

import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

/** The server answered, and refused. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** For a conflict: what is stored and what was offered. */
  readonly problem: Problem | null;
  /** After how many seconds one may ask again; null where the server did not say. */
  readonly retryAfterS: number | null;

  constructor(status: number, problem: Problem | null, retryAfterS: number | null = null) {
    super(problem === null ? text("refusal.unknown", { status }) : sentence(problem.detail));
    this.status = status;
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }
}

/** Nobody answered: the network is broken or the server is away. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";

  constructor(cause: unknown) {
    super(text("refusal.unreachable"), { cause });
  }
}

/** Whether an error is the refusal with a certain status. */
export function isRefusal(error: unknown, status: number): error is Refusal {
  return error instanceof Refusal && error.status === status;
}

/** "Not now", and what a proxy says while the server behind it is restarted. */
const NOT_NOW = [429, 502, 503, 504] as const;

/** Whether trying again may help: nobody answered, or the server said "not now". */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || NOT_NOW.some((status) => isRefusal(error, status));
}

/** Read the reason out of an answer that is a refusal. */
export async function refusalOf(answer: Response): Promise<Refusal> {
  const wait = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  const body: unknown = await answer.json().catch(() => null);
  return new Refusal(answer.status, isProblem(body) ? body : null, Number.isFinite(wait) ? wait : null);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string";
}
