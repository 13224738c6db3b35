import { Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { useState, type ReactElement, type SubmitEvent } from "react";

import type { Role } from "@/api/session";
import { text } from "@/lib/texts";

import classes from "./admin.module.css";
import { newPassword } from "./passwords";
import { useAddUser } from "./queries";
import { Refused } from "./Refused";
import { ROLES } from "./RoleSelect";

const EVERYWHERE = "";

interface Props {
  readonly projects: readonly string[];
  readonly onDone: (made: { readonly name: string; readonly password: string }) => void;
}

interface Typed {
  readonly name: string;
  readonly display: string;
  readonly role: Role;
  readonly where: string;
}

/** Add a user with a role, in one project or in all. */
export function NewUserForm({ projects, onDone }: Props): ReactElement {
  const [typed, setTyped] = useState<Typed>(() => ({
    name: "",
    display: "",
    role: "physician",
    where: projects[0] ?? EVERYWHERE,
  }));
  const add = useAddUser();
  const change = (part: Partial<Typed>): void => setTyped((before) => ({ ...before, ...part }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const password = newPassword();
    const place = { role: typed.role, project: typed.where === EVERYWHERE ? null : typed.where };
    add.mutate(
      { name: typed.name, display: typed.display, password, place },
      { onSuccess: ({ name }) => onDone({ name, password }) },
    );
  };
  return (
    <form onSubmit={submit} className={classes.stack}>
      <Text size="sm" c="dimmed">
        {text("admin.users.new.lead")}
      </Text>
      <Refused error={add.error} />
      <Fields projects={projects} typed={typed} onType={change} />
      <Button type="submit" loading={add.isPending}>
        {text("admin.users.add")}
      </Button>
    </form>
  );
}

interface FieldsProps {
  readonly projects: readonly string[];
  readonly typed: Typed;
  readonly onType: (part: Partial<Typed>) => void;
}

function Fields({ projects, typed, onType }: FieldsProps): ReactElement {
  return (
    <>
      <TextInput
        label={text("admin.users.name")}
        required
        withAsterisk={false}
        maxLength={100}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        value={typed.name}
        onChange={(event) => onType({ name: event.currentTarget.value })}
      />
      <TextInput
        label={text("admin.users.display")}
        description={text("admin.users.display.hint")}
        maxLength={200}
        autoComplete="off"
        value={typed.display}
        onChange={(event) => onType({ display: event.currentTarget.value })}
      />
      <NativeSelect
        label={text("admin.role")}
        data={ROLES.map((value) => ({ value, label: text(`account.role.${value}`) }))}
        value={typed.role}
        onChange={(event) => onType({ role: ROLES.find((each) => each === event.currentTarget.value) ?? "physician" })}
      />
      <NativeSelect
        label={text("admin.users.where")}
        data={[
          ...projects.map((value) => ({ value, label: value })),
          { value: EVERYWHERE, label: text("admin.users.everywhere") },
        ]}
        value={typed.where}
        onChange={(event) => onType({ where: event.currentTarget.value })}
      />
    </>
  );
}
