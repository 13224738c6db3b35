import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { answer, client, loginEnded } from "./client";
import { connection } from "./connection";
import { listen, type ServerEvent } from "./events";
import { jobOf, keyOf, KINDS, progressed, touches } from "./invalidation";
import type { Job, Jobs } from "./queries";
import { isRefusal } from "./refusal";

/**
 * Follow the server's events while somebody looks at the page, and ask again for what they touch.
 *
 * A page in the background lets go of the stream: a browser has six connections to a server, and
 * a radiologist more than six windows.
 */
export function useEventStream(): void {
  const cache = useQueryClient();
  const ended = useSyncExternalStore(loginEnded.subscribe, loginEnded.get);
  useEffect(() => {
    if (ended) return undefined;
    let stop = follow(cache);
    const onVisibility = (): void => {
      stop();
      if (document.visibilityState === "hidden") return;
      stop = follow(cache);
      askAgain(cache);
    };
    document.addEventListener("visibilitychange", onVisibility);
    const leave = connection.subscribe(() => {
      if (connection.get() === "online")
        void cache.invalidateQueries({ predicate: (each) => each.state.status === "error" });
    });
    return () => {
      leave();
      document.removeEventListener("visibilitychange", onVisibility);
      stop();
    };
  }, [cache, ended]);
}

function follow(cache: QueryClient): () => void {
  return listen("/api/events", KINDS, {
    onOpen: (missed) => {
      connection.set("online");
      if (missed) askAgain(cache);
    },
    onLost: (refused) => {
      connection.set("offline");
      if (refused) void noticeEnd();
    },
    onEvent: (event) => {
      if (jobOf(event) !== null) showProgress(cache, event);
      void cache.invalidateQueries({ predicate: (each) => touches(event, each.queryKey) });
    },
  });
}

/** Nobody told us what happened meanwhile. */
function askAgain(cache: QueryClient): void {
  void cache.invalidateQueries({ predicate: (each) => each.queryKey[0] === "project" });
}

/** A stream does not say why it was refused; the session does. */
async function noticeEnd(): Promise<void> {
  try {
    await answer(client.GET("/api/session"));
  } catch (error) {
    if (isRefusal(error, 401)) loginEnded.set(true);
  }
}

/** Progress comes twice a second: it is shown from the event itself, and asked for only at the end. */
function showProgress(cache: QueryClient, event: ServerEvent): void {
  const key = keyOf(event.project ?? "", "jobs");
  cache.setQueriesData<Job | Jobs>({ queryKey: key }, (held) => {
    if (held === undefined) return undefined;
    return "jobs" in held
      ? { ...held, jobs: held.jobs.map((job): Job => progressed(job, event)) }
      : progressed<Job>(held, event);
  });
  const isOver = !["queued", "running"].includes(String(event.content["state"]));
  if (isOver || event.content["done"] === 0) void cache.invalidateQueries({ queryKey: key });
}
