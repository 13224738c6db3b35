import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent, type ReactElement } from "react";

import { loginMethodsQuery, useLogIn } from "@/api/session";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

interface Props {
  /** The name of whoever was logged in before; they only need their password. */
  readonly name?: string | undefined;
}

/** Name and password, and below them the hospital's single sign-on where there is one. */
export function LoginForm({ name = "" }: Props): ReactElement {
  const [typed, setTyped] = useState({ name, password: "" });
  const logIn = useLogIn();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    logIn.mutate(typed, { onError: () => setTyped((now) => ({ ...now, password: "" })) });
  };
  return (
    <Stack gap="md">
      <form onSubmit={submit}>
        <Stack gap="md">
          {logIn.error && (
            <Alert role="alert" color="red" icon={<Glyph name="warning" />}>
              {logIn.error.message}
            </Alert>
          )}
          <TextInput
            label={text("login.name")}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus={name === "" || undefined}
            autoFocus={name === ""}
            value={typed.name}
            onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
          />
          <PasswordInput
            label={text("login.password")}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus={name !== "" || undefined}
            autoFocus={name !== ""}
            value={typed.password}
            onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
          />
          <Button type="submit" fullWidth loading={logIn.isPending}>
            {text("login.submit")}
          </Button>
        </Stack>
      </form>
      <SingleSignOn />
    </Stack>
  );
}

/** The hospital's button; nothing where there is none, or where that cannot be found out. */
function SingleSignOn(): ReactElement | null {
  const { data } = useQuery(loginMethodsQuery);
  if (!data?.single_sign_on) return null;
  return (
    <>
      <Divider label={text("login.or")} />
      <Button component="a" href={data.single_sign_on.start} variant="default" fullWidth>
        {data.single_sign_on.title}
      </Button>
    </>
  );
}
