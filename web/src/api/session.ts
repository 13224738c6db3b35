/** Who is logged in: asked once, changed by logging in and out. */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useEffect } from "react";

import { answer, client, csrfToken, loginEnded, owner } from "./client";
import { isRefusal } from "./refusal";
import type { components } from "./schema";

export type Session = components["schemas"]["SessionOut"];
export type Role = components["schemas"]["Role"];
export type LoginMethods = components["schemas"]["LoginMethodsOut"];

export const SESSION_KEY = ["session"] as const;
const RANKS: readonly Role[] = ["physician", "engineer", "admin"];

/** Whether a role includes what another may do; null: no role. */
export function includes(held: Role | null | undefined, needed: Role): boolean {
  return held !== null && held !== undefined && RANKS.indexOf(held) >= RANKS.indexOf(needed);
}

/** Whether a user is admin of anything: of the workspace, or of a project. */
export function isAdmin({ user, roles }: Session): boolean {
  return user.workspace_role === "admin" || Object.values(roles).includes("admin");
}

async function ask(): Promise<Session | null> {
  try {
    return keep(await answer(client.GET("/api/session")));
  } catch (error) {
    if (isRefusal(error, 401)) return null;
    throw error;
  }
}

function keep(session: Session): Session {
  csrfToken.set(session.csrf_token);
  owner.set(session.user.name);
  loginEnded.set(false);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ask,
  staleTime: Number.POSITIVE_INFINITY,
});

/** The session; null: nobody is logged in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery(sessionQuery);
}

const LOGINS = "medebiaser-logins";

/** Tell the browser's other windows that somebody logged in or out here. */
function tellOthers(): void {
  const channel = new BroadcastChannel(LOGINS);
  channel.postMessage("changed");
  channel.close();
}

/**
 * Follow what other windows of this browser do: they share its one login.
 *
 * Who logs in there is logged in here too; a page of somebody else asks for them again.
 */
export function useOtherWindows(): void {
  const cache = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(LOGINS);
    channel.onmessage = () => void look(cache);
    return () => channel.close();
  }, [cache]);
}

async function look(cache: QueryClient): Promise<void> {
  const whose = owner.get();
  const session = await answer(client.GET("/api/session")).catch((error: unknown) => (isRefusal(error, 401) ? null : undefined));
  if (session === undefined) return; // nobody answered: the next request tells
  if (whose !== null && session?.user.name !== whose) loginEnded.set(true);
  else if (session !== null) {
    cache.setQueryData(SESSION_KEY, keep(session));
    // Events have passed unseen while nobody was logged in here.
    void cache.invalidateQueries({ predicate: (each) => each.queryKey[0] !== SESSION_KEY[0] });
  }
}

/** The role in a project; null: none. */
export function useRole(project: string | null): Role | null {
  const { data } = useSession();
  if (data === undefined || data === null) return null;
  return (project === null ? null : data.roles[project]) ?? data.user.workspace_role;
}

export const loginMethodsQuery = queryOptions({
  queryKey: ["login-methods"],
  queryFn: () => answer(client.GET("/api/login-methods")),
  staleTime: Number.POSITIVE_INFINITY,
});

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** Log in; what another user's session left in the cache goes. */
export function useLogIn(): UseMutationResult<Session, Error, Login> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Login) => keep(await answer(client.POST("/api/session", { body }))),
    onSuccess: (session) => {
      const before = cache.getQueryData(SESSION_KEY);
      const same = (before as Session | null | undefined)?.user.name === session.user.name;
      if (!same) cache.removeQueries({ predicate: (each) => each.queryKey[0] !== SESSION_KEY[0] });
      cache.setQueryData(SESSION_KEY, session);
      tellOthers();
      void cache.invalidateQueries({ predicate: (each) => each.queryKey[0] !== SESSION_KEY[0] });
    },
  });
}

/** Log out here, or in every browser. */
export function useLogOut(everywhere: boolean): UseMutationResult<unknown, Error, void> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(client.DELETE(everywhere ? "/api/sessions" : "/api/session")),
    onSuccess: () => {
      csrfToken.set(null);
      owner.set(null);
      loginEnded.set(false);
      cache.setQueryData(SESSION_KEY, null);
      tellOthers();
      cache.removeQueries({ predicate: (each) => each.queryKey[0] !== SESSION_KEY[0] });
    },
  });
}
