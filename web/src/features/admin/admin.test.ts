import { expect, it } from "vitest";

import type { Session } from "@/api/session";

import { newPassword } from "./passwords";
import { partNamed, partsOf, rightsOf } from "./rights";
import { subjectWords } from "./subjects";

type Who = Pick<Session, "user" | "roles">;

function who(everywhere: "admin" | "physician" | null, roles: Session["roles"]): Who {
  return { user: { workspace_role: everywhere } as Session["user"], roles };
}

it("is closed to everybody who is no admin", () => {
  expect(rightsOf(who("physician", { chest: "physician" }))).toBeNull();
  expect(rightsOf(who(null, { chest: "engineer" }))).toBeNull();
});

it("opens members and log of their projects to admins of projects, and users to admins of all", () => {
  const ofOne = rightsOf(who(null, { chest: "admin", skin: "physician" }));
  expect(ofOne).toEqual({ isWorkspaceAdmin: false, projects: ["chest"] });
  expect(ofOne && partsOf(ofOne)).toEqual(["members", "audit"]);
  const ofAll = rightsOf(who("admin", {}));
  expect(ofAll && partsOf(ofAll)).toEqual(["users", "audit"]); // no project has members yet
});

it("opens the first part by itself, and knows an address that means nothing", () => {
  const rights = { isWorkspaceAdmin: false, projects: ["chest"] };
  expect(partNamed(undefined, rights)).toBe("members");
  expect(partNamed("audit", rights)).toBe("audit");
  expect(partNamed("secrets", rights)).toBeNull();
});

it("makes passwords of letters that do not look alike, in four groups", () => {
  expect(newPassword()).toMatch(/^([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}$/);
  expect(newPassword()).not.toBe(newPassword());
});

it("draws a letter again that would come more often than others", () => {
  let at = 0;
  const drawn = [248, 0, 30, 31, ...Array.from({ length: 16 }, () => 1)]; // 248 is 8 · 31
  const password = newPassword((bytes) => bytes.forEach((_, index) => (bytes[index] = drawn[at++] ?? 2)));
  expect(password).toBe("a9abb-bbbbb-bbbbb-bbbbc");
});

it("says in words what an entry is about", () => {
  expect(subjectWords({ name: "chest", labels: ["a", "b"], role: null, nested: { x: 1 } })).toBe(
    'name chest, labels a b, role none, nested {"x":1}',
  );
  expect(subjectWords({})).toBe("");
});
