import { Badge, Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement, type SubmitEvent } from "react";

import type { Role } from "@/api/session";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";

import classes from "./admin.module.css";
import { membersQuery, useSetRole, usersQuery, type Member } from "./queries";
import { Refused } from "./Refused";
import { ROLES, RoleSelect } from "./RoleSelect";
import type { Rights } from "./rights";
import { useChosenProject } from "./useChosenProject";

/** Who has a role in a project. */
export function Members({ rights }: { readonly rights: Rights }): ReactElement | null {
  const [project, choose] = useChosenProject(rights.projects, rights.projects[0] ?? null);
  if (project === null) return null;
  return <MembersOf project={project} rights={rights} onChoose={choose} />;
}

interface OfProps {
  readonly project: string;
  readonly rights: Rights;
  readonly onChoose: (project: string) => void;
}

function MembersOf({ project, rights, onChoose }: OfProps): ReactElement {
  const asked = useQuery(membersQuery(project));
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <NativeSelect
          label={text("admin.project")}
          data={[...rights.projects]}
          value={project}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      </div>
      <Text size="sm" c="dimmed">
        {text("admin.members.lead", { project })}
      </Text>
      <Faces
        asked={asked}
        what={text("admin.members.what")}
        empty={(members) =>
          members.length === 0 ? (
            <EmptyFace title={text("admin.members.none")}>{text("admin.members.none.do")}</EmptyFace>
          ) : null
        }
      >
        {(members) => <MemberTable project={project} members={members} />}
      </Faces>
      <NewMember key={project} project={project} maySeeUsers={rights.isWorkspaceAdmin} />
    </div>
  );
}

interface TableProps {
  readonly project: string;
  readonly members: readonly Member[];
}

function MemberTable({ project, members }: TableProps): ReactElement {
  const set = useSetRole();
  return (
    <>
      <Refused error={set.error} />
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text("admin.members.column.name")}</th>
            <th scope="col">{text("admin.role")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {members.map(({ name, display_name, role, disabled }) => (
            <tr key={name} data-disabled={disabled}>
              <th scope="row">
                <span className={classes.who}>
                  {name}
                  {display_name !== name && <span className={classes.faint}>{display_name}</span>}
                  {disabled && (
                    <Badge size="sm" variant="light" color="red">
                      {text("admin.users.disabled")}
                    </Badge>
                  )}
                </span>
              </th>
              <td>
                <RoleSelect
                  name={text("admin.users.role.in", { name, project })}
                  role={role}
                  mayBeNone={false}
                  disabled={set.isPending}
                  onChoose={(chosen) => set.mutate({ project, name, role: chosen ?? role })}
                />
              </td>
              <td>
                <div className={classes.actions}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={set.isPending}
                    aria-label={text("admin.members.remove.of", { name, project })}
                    onClick={() => set.mutate({ project, name, role: null })}
                  >
                    {text("admin.members.remove")}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface NewProps {
  readonly project: string;
  /** An admin of one project may not see who else has an account, and types the name. */
  readonly maySeeUsers: boolean;
}

function NewMember({ project, maySeeUsers }: NewProps): ReactElement {
  const { data: users } = useQuery({ ...usersQuery, enabled: maySeeUsers });
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("physician");
  const set = useSetRole();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    set.mutate({ project, name, role }, { onSuccess: () => setName("") });
  };
  return (
    <form onSubmit={submit} className={classes.stack}>
      <Refused error={set.error} />
      <div className={classes.row}>
        <TextInput
          label={text("admin.members.name")}
          required
          withAsterisk={false}
          maxLength={100}
          list={users === undefined ? undefined : "users-known"}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <datalist id="users-known">
          {users?.map((user) => (
            <option key={user.name} value={user.name}>
              {user.display_name}
            </option>
          ))}
        </datalist>
        <NativeSelect
          label={text("admin.role")}
          data={ROLES.map((value) => ({ value, label: text(`account.role.${value}`) }))}
          value={role}
          onChange={(event) => setRole(ROLES.find((each) => each === event.currentTarget.value) ?? role)}
        />
        <Button type="submit" variant="default" loading={set.isPending}>
          {text("admin.members.add")}
        </Button>
      </div>
    </form>
  );
}
