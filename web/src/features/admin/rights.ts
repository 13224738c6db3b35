/** What of the administration somebody may see. */
import type { Session } from "@/api/session";

export const PARTS = ["users", "members", "audit"] as const;

export type Part = (typeof PARTS)[number];

export interface Rights {
  /** Of the whole workspace. */
  readonly isWorkspaceAdmin: boolean;
  /** Projects whose members and audit log are open. */
  readonly projects: readonly string[];
}

/** Return what a user may administer; null: nothing at all. */
export function rightsOf({ user, roles }: Pick<Session, "user" | "roles">): Rights | null {
  const isWorkspaceAdmin = user.workspace_role === "admin";
  const projects = Object.keys(roles).filter((name) => roles[name] === "admin");
  return isWorkspaceAdmin || projects.length > 0 ? { isWorkspaceAdmin, projects } : null;
}

/** The parts that are in the navigation. */
export function partsOf({ isWorkspaceAdmin, projects }: Rights): readonly Part[] {
  return PARTS.filter((part) => {
    if (part === "users") return isWorkspaceAdmin;
    return part === "members" ? projects.length > 0 : true;
  });
}

/** The part that an address names, the first that is open where it names none; null: there is no such part. */
export function partNamed(name: string | undefined, rights: Rights): Part | null {
  if (name === undefined) return partsOf(rights)[0] ?? null;
  return PARTS.find((part) => part === name) ?? null;
}
