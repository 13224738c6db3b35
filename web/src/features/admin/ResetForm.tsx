import { Button, Text } from "@mantine/core";
import { useState, type ReactElement } from "react";

import { text } from "@/lib/texts";

import classes from "./admin.module.css";
import { newPassword } from "./passwords";
import { useResetPassword } from "./queries";
import { Refused } from "./Refused";

interface Props {
  readonly name: string;
  readonly onCancel: () => void;
  readonly onDone: (made: { readonly name: string; readonly password: string }) => void;
}

/** Give somebody another password; what it ends is said first. */
export function ResetForm({ name, onCancel, onDone }: Props): ReactElement {
  const [password] = useState(() => newPassword());
  const reset = useResetPassword();
  return (
    <div className={classes.stack}>
      <Text size="sm">{text("admin.users.reset.lead", { name })}</Text>
      <Refused error={reset.error} />
      <div className={classes.row}>
        <Button
          loading={reset.isPending}
          onClick={() => reset.mutate({ name, password }, { onSuccess: () => onDone({ name, password }) })}
        >
          {text("admin.users.reset.go")}
        </Button>
        <Button variant="default" data-autofocus onClick={onCancel}>
          {text("admin.cancel")}
        </Button>
      </div>
    </div>
  );
}
