/** The cache of everything that was asked. */
import { QueryClient } from "@tanstack/react-query";

import { isPassing, Refusal } from "./refusal";

const ATTEMPTS_MAX = 4;
const WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Whether to ask again after so many failures: never when the server has made up its mind. */
export function shouldRetry(failures: number, error: unknown): boolean {
  return isPassing(error) && failures < ATTEMPTS_MAX;
}

/** How long to wait first: as long as the server says, else twice as long each time. */
export function retryDelayMs(failures: number, error: unknown): number {
  if (error instanceof Refusal && error.retryAfterS !== null) return 1000 * error.retryAfterS;
  return Math.min(LONGEST_WAIT_MS, WAIT_MS * 2 ** failures);
}

/** Return a new cache. */
export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The browser's own "online" knows nothing of a server on this machine or in this house.
        networkMode: "always",
        retry: shouldRetry,
        retryDelay: retryDelayMs,
        staleTime: 30_000,
        refetchOnWindowFocus: false, // the event stream tells what changed
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
