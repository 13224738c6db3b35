import { Alert, Button, CopyButton, Text } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";

import classes from "./admin.module.css";

interface Props {
  readonly name: string;
  readonly password: string;
  readonly onSeen: () => void;
}

/** A password that was just made: shown once, until somebody has it. */
export function Secret({ name, password, onSeen }: Props): ReactElement {
  return (
    <Alert role="status" color="teal" title={text("admin.secret", { name })}>
      <div className={classes.stack}>
        <Text size="sm">{text("admin.secret.lead")}</Text>
        <div className={classes.row}>
          <code className={classes.secret}>{password}</code>
          <CopyButton value={password}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {text(copied ? "admin.copied" : "admin.copy")}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" onClick={onSeen}>
            {text("admin.seen")}
          </Button>
        </div>
      </div>
    </Alert>
  );
}
