import { Badge, Button, Modal, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import type { Role } from "@/api/session";
import { day } from "@/lib/format";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";

import classes from "./admin.module.css";
import { NewUserForm } from "./NewUserForm";
import { membersQuery, useChangeUser, usersQuery, type User } from "./queries";
import { Refused } from "./Refused";
import { ResetForm } from "./ResetForm";
import { RolesForm } from "./RolesForm";
import { RoleSelect } from "./RoleSelect";
import { Secret } from "./Secret";

interface Props {
  readonly projects: readonly string[];
  /** The admin's own name. */
  readonly me: string;
}

/** What is open over the table. */
type Open = { readonly form: "new" } | { readonly form: "reset" | "roles"; readonly name: string } | null;

/** A password that was just made. */
interface Made {
  readonly name: string;
  readonly password: string;
}

/** Everybody who may log in, and what they may do. */
export function Users({ projects, me }: Props): ReactElement {
  const [open, setOpen] = useState<Open>(null);
  const [made, setMade] = useState<Made | null>(null);
  const roles = useRoles(projects);
  const close = (): void => setOpen(null);
  const onMade = (fresh: Made): void => {
    setMade(fresh);
    close();
  };
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <Button size="xs" leftSection={<Glyph name="plus" size={15} />} onClick={() => setOpen({ form: "new" })}>
          {text("admin.users.new")}
        </Button>
      </div>
      {made !== null && <Secret {...made} onSeen={() => setMade(null)} />}
      <Faces asked={useQuery(usersQuery)} what={text("admin.users.what")}>
        {(users) => <UserTable users={users} roles={roles} me={me} onOpen={setOpen} />}
      </Faces>
      <Text size="sm" c="dimmed">
        {text("admin.users.never")}
      </Text>
      <Modal opened={open !== null} onClose={close} title={titleOf(open)}>
        <Form open={open} projects={projects} roles={roles} onCancel={close} onMade={onMade} />
      </Modal>
    </div>
  );
}

interface FormProps {
  readonly open: Open;
  readonly projects: readonly string[];
  readonly roles: Roles;
  readonly onCancel: () => void;
  readonly onMade: (fresh: Made) => void;
}

function Form({ open, projects, roles, onCancel, onMade }: FormProps): ReactElement | null {
  switch (open?.form) {
    case "new":
      return <NewUserForm projects={projects} onDone={onMade} />;
    case "reset":
      return <ResetForm name={open.name} onCancel={onCancel} onDone={onMade} />;
    case "roles":
      return <RolesForm name={open.name} projects={projects} roles={roles.get(open.name)} />;
    case undefined:
      return null;
  }
}

function titleOf(open: Open): string {
  if (open === null) return "";
  if (open.form === "new") return text("admin.users.new");
  return text(open.form === "reset" ? "admin.users.reset.of" : "admin.users.roles.of", { name: open.name });
}

/** Per user the roles in single projects. */
export type Roles = ReadonlyMap<string, ReadonlyMap<string, Role>>;

function useRoles(projects: readonly string[]): Roles {
  const asked = useQueries({ queries: projects.map(membersQuery) });
  const found = new Map<string, Map<string, Role>>();
  projects.forEach((project, at) => {
    for (const { name, role } of asked[at]?.data ?? [])
      found.set(name, (found.get(name) ?? new Map<string, Role>()).set(project, role));
  });
  return found;
}

interface TableProps {
  readonly users: readonly User[];
  readonly roles: Roles;
  readonly me: string;
  readonly onOpen: (open: Open) => void;
}

function UserTable({ users, roles, me, onOpen }: TableProps): ReactElement {
  const change = useChangeUser();
  return (
    <>
      <Refused error={change.error} />
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{text("admin.users.column.name")}</th>
              <th scope="col">{text("admin.users.column.everywhere")}</th>
              <th scope="col">{text("admin.users.column.projects")}</th>
              <th scope="col">{text("admin.users.column.login")}</th>
              <th scope="col">{text("admin.users.column.since")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow
                key={user.name}
                user={user}
                roles={roles.get(user.name)}
                isMe={user.name === me}
                isBusy={change.isPending}
                onChange={(changed) => change.mutate({ name: user.name, change: changed })}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly user: User;
  readonly roles: ReadonlyMap<string, Role> | undefined;
  readonly isMe: boolean;
  readonly isBusy: boolean;
  readonly onChange: (change: { readonly disabled?: boolean; readonly workspace_role?: Role | null }) => void;
  readonly onOpen: (open: Open) => void;
}

function UserRow({ user, roles, isMe, isBusy, onChange, onOpen }: RowProps): ReactElement {
  const { name, disabled } = user;
  return (
    <tr data-disabled={disabled}>
      <th scope="row">
        <Who user={user} isMe={isMe} />
      </th>
      <td>
        <RoleSelect
          name={text("admin.users.everywhere.of", { name })}
          role={user.workspace_role}
          disabled={isBusy}
          onChoose={(role) => onChange({ workspace_role: role })}
        />
      </td>
      <td>
        {[...(roles ?? [])].map(([project, role]) => (
          <div key={project}>
            {project}: {text(`account.role.${role}`)}
          </div>
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={text("admin.users.roles.of", { name })}
          onClick={() => onOpen({ form: "roles", name })}
        >
          {text("admin.users.roles")}
        </Button>
      </td>
      <td>{waysIn(user)}</td>
      <td>{day(user.created_at)}</td>
      <td>
        <div className={classes.actions}>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={text("admin.users.reset.of", { name })}
            onClick={() => onOpen({ form: "reset", name })}
          >
            {text("admin.users.reset")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={isBusy || isMe}
            aria-label={text(disabled ? "admin.users.enable.of" : "admin.users.disable.of", { name })}
            onClick={() => onChange({ disabled: !disabled })}
          >
            {text(disabled ? "admin.users.enable" : "admin.users.disable")}
          </Button>
        </div>
      </td>
    </tr>
  );
}

function Who({ user: { name, display_name, disabled }, isMe }: Pick<RowProps, "user" | "isMe">): ReactElement {
  return (
    <span className={classes.who}>
      {name}
      {display_name !== name && <span className={classes.faint}>{display_name}</span>}
      {isMe && (
        <Badge size="sm" variant="light" color="gray">
          {text("admin.users.you")}
        </Badge>
      )}
      {disabled && (
        <Badge size="sm" variant="light" color="red">
          {text("admin.users.disabled")}
        </Badge>
      )}
    </span>
  );
}

function waysIn({ has_password, single_sign_on }: User): string {
  const ways = [
    ...(has_password ? [text("admin.users.password")] : []),
    ...(single_sign_on ? [text("admin.users.sso")] : []),
  ];
  return ways.length === 0 ? text("admin.users.login.none") : ways.join(", ");
}
