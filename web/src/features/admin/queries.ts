/** What the administration asks for and changes. */
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
} from "@tanstack/react-query";

import { answer, client } from "@/api/client";
import { keyOf } from "@/api/invalidation";
import type { components } from "@/api/schema";
import { SESSION_KEY, type Role } from "@/api/session";

type Schemas = components["schemas"];
export type User = Schemas["UserOut"];
export type Member = Schemas["MemberOut"];
export type Entry = Schemas["AuditEntryOut"];

const USERS_KEY = ["users"] as const;
const PAGE = 100;

/** All users by name. */
export const usersQuery = queryOptions({
  queryKey: USERS_KEY,
  queryFn: ({ signal }) => answer(client.GET("/api/users", { signal })),
});

/** A project's own members by name. */
export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: keyOf(project, "project", "members"),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/projects/{project}/members", { params: { path: { project } }, signal })),
  });

/** An audit log from its newest entry on; null: the workspace's own. */
export const auditQuery = (project: string | null) =>
  infiniteQueryOptions({
    queryKey: project === null ? ["audit", "entries"] : keyOf(project, "audit", "entries"),
    initialPageParam: null as number | null,
    getNextPageParam: (page: Schemas["AuditPageOut"]) => page.next,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === null ? { limit: PAGE } : { limit: PAGE, before: pageParam };
      return project === null
        ? answer(client.GET("/api/audit", { params: { query }, signal }))
        : answer(client.GET("/api/projects/{project}/audit", { params: { path: { project }, query }, signal }));
    },
  });

/** Whether a log's chain is whole, computed anew by the server. */
export const chainQuery = (project: string | null) =>
  queryOptions({
    queryKey: project === null ? ["audit", "chain"] : keyOf(project, "audit", "chain"),
    queryFn: ({ signal }) =>
      project === null
        ? answer(client.GET("/api/audit/check", { signal }))
        : answer(client.GET("/api/projects/{project}/audit/check", { params: { path: { project } }, signal })),
  });

/** A role somewhere; `project` null: in every project. */
export interface Place {
  readonly project: string | null;
  readonly role: Role;
}

export interface NewUser {
  readonly name: string;
  readonly display: string;
  readonly password: string;
  readonly place: Place;
}

async function addUser({ name, display, password, place }: NewUser): Promise<User> {
  const user = await answer(
    client.POST("/api/users", {
      body: {
        name,
        password,
        display_name: display === "" ? null : display,
        workspace_role: place.project === null ? place.role : null,
      },
    }),
  );
  if (place.project !== null) await setRole({ name: user.name, project: place.project, role: place.role });
  return user;
}

/** Add a user with a role. */
export function useAddUser(): UseMutationResult<User, Error, NewUser> {
  const cache = useQueryClient();
  return useMutation({ mutationFn: addUser, onSettled: () => refresh(cache) });
}

export interface UserChange {
  readonly name: string;
  readonly change: { readonly disabled?: boolean; readonly workspace_role?: Role | null };
}

/** Disable a user, let them in again, or change the role in every project. */
export function useChangeUser(): UseMutationResult<User, Error, UserChange> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ name, change }: UserChange) =>
      answer(client.PATCH("/api/users/{name}", { params: { path: { name } }, body: change })),
    onSettled: () => refresh(cache),
  });
}

export interface NewPassword {
  readonly name: string;
  readonly password: string;
}

/** Give a user another password. */
export function useResetPassword(): UseMutationResult<unknown, Error, NewPassword> {
  return useMutation({
    mutationFn: ({ name, password }: NewPassword) =>
      answer(client.PUT("/api/users/{name}/password", { params: { path: { name } }, body: { password } })),
  });
}

export interface Membership {
  readonly project: string;
  readonly name: string;
  /** null: none, the user is taken out. */
  readonly role: Role | null;
}

function setRole({ project, name, role }: Membership): Promise<unknown> {
  const params = { path: { project, name } };
  return role === null
    ? answer(client.DELETE("/api/projects/{project}/members/{name}", { params }))
    : answer(client.PUT("/api/projects/{project}/members/{name}", { params, body: { role } }));
}

/** Change somebody's role in a project. */
export function useSetRole(): UseMutationResult<unknown, Error, Membership> {
  const cache = useQueryClient();
  return useMutation({ mutationFn: setRole, onSettled: () => refresh(cache) });
}

/** Roles may have changed, the admin's own among them; and each change is in a log. */
function refresh(cache: QueryClient): Promise<void> {
  return cache.invalidateQueries({
    predicate: ({ queryKey: [root, , part, kind] }) =>
      root === USERS_KEY[0] || root === SESSION_KEY[0] || root === "audit" || part === "audit" || kind === "members",
  });
}
