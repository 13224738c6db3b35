import { Modal, Text } from "@mantine/core";
import type { ReactElement } from "react";

import { saving } from "@/lib/saving";
import { plural, text } from "@/lib/texts";
import { usePageTitle } from "@/ui/usePageTitle";
import { useStore } from "@/ui/useStore";

import classes from "./login.module.css";
import { LoginForm } from "./LoginForm";

/** The page of whoever is not logged in. */
export function LoginPage(): ReactElement {
  usePageTitle(text("app.title.page", { page: text("login.title") }));
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/mark.svg" alt="" width={44} height={44} />
        <h1 className={classes.title}>{text("app.name")}</h1>
        <Text c="dimmed" size="sm" className={classes.lead}>
          {text("login.lead")}
        </Text>
        <LoginForm />
        <Text c="dimmed" size="xs">
          {text("login.help")}
        </Text>
      </div>
    </main>
  );
}

/** Over the page, when a login has ended: the page stays as it is below. */
export function LoginAgain({ name }: { readonly name: string }): ReactElement {
  const { waiting } = useStore(saving);
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={text("login.title")}
    >
      <Text size="sm" mb="md">
        {text("login.ended")}
        {waiting > 0 && ` ${plural("login.waiting", waiting)}`}
      </Text>
      <LoginForm name={name} />
    </Modal>
  );
}
