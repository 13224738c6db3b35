import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent, type ReactElement } from "react";

import { answer, client } from "@/api/client";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import classes from "./account.module.css";
import { faults, NOTHING_TYPED, type Typed } from "./password";

/** The present password and the new one, twice. */
export function PasswordForm(): ReactElement {
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: (body: { present: string; new: string }) =>
      answer(client.PUT("/api/session/password", { body })),
    onSuccess: () => {
      setTyped(NOTHING_TYPED);
      setTried(false);
    },
  });
  const found = faults(typed);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (found.new === null && found.again === null)
      change.mutate({ present: typed.present, new: typed.new });
  };
  const field = (name: keyof Typed, error: string | null, autoComplete: string): ReactElement => (
    <PasswordInput
      label={text(`account.password.${name}`)}
      autoComplete={autoComplete}
      required
      withAsterisk={false}
      error={tried ? error : null}
      value={typed[name]}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack gap="sm" align="stretch">
        <Text size="sm" c="dimmed">
          {text("account.password.lead")}
        </Text>
        {change.error && (
          <Alert role="alert" color="red" icon={<Glyph name="warning" />}>
            {change.error.message}
          </Alert>
        )}
        {change.isSuccess && (
          <Alert role="status" color="green" icon={<Glyph name="check" />}>
            {text("account.password.done")}
          </Alert>
        )}
        {field("present", null, "current-password")}
        {field("new", found.new, "new-password")}
        {field("again", found.again, "new-password")}
        <Button type="submit" variant="default" loading={change.isPending}>
          {text("account.password.submit")}
        </Button>
      </Stack>
    </form>
  );
}
