import { Text } from "@mantine/core";
import type { ReactElement } from "react";

import type { Role } from "@/api/session";
import { text } from "@/lib/texts";

import classes from "./admin.module.css";
import { useSetRole } from "./queries";
import { Refused } from "./Refused";
import { RoleSelect } from "./RoleSelect";

interface Props {
  readonly name: string;
  readonly projects: readonly string[];
  readonly roles: ReadonlyMap<string, Role> | undefined;
}

/** Somebody's role in each project; a choice holds at once. */
export function RolesForm({ name, projects, roles }: Props): ReactElement {
  const set = useSetRole();
  return (
    <div className={classes.stack}>
      <Text size="sm" c="dimmed">
        {text(projects.length === 0 ? "admin.users.roles.none" : "admin.users.roles.lead")}
      </Text>
      <Refused error={set.error} />
      <table className={classes.table}>
        <tbody>
          {projects.map((project) => (
            <tr key={project}>
              <th scope="row">{project}</th>
              <td>
                <RoleSelect
                  name={text("admin.users.role.in", { name, project })}
                  role={roles?.get(project) ?? null}
                  disabled={set.isPending}
                  onChoose={(role) => set.mutate({ project, name, role })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
