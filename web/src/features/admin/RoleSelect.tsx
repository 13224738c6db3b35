import type { ReactElement } from "react";

import type { Role } from "@/api/session";
import { text } from "@/lib/texts";

import classes from "./admin.module.css";

export const ROLES: readonly Role[] = ["physician", "engineer", "admin"];

interface Props {
  /** Whose role it is, and where. */
  readonly name: string;
  readonly role: Role | null;
  /** Whether there may be no role. */
  readonly mayBeNone?: boolean;
  readonly disabled?: boolean;
  readonly onChoose: (role: Role | null) => void;
}

/** Choose a role. */
export function RoleSelect({ name, role, mayBeNone = true, disabled = false, onChoose }: Props): ReactElement {
  return (
    <select
      className={classes.select}
      aria-label={name}
      value={role ?? ""}
      disabled={disabled}
      onChange={(event) => onChoose(ROLES.find((each) => each === event.currentTarget.value) ?? null)}
    >
      {mayBeNone && <option value="">{text("admin.role.none")}</option>}
      {ROLES.map((each) => (
        <option key={each} value={each}>
          {text(`account.role.${each}`)}
        </option>
      ))}
    </select>
  );
}
