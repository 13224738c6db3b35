import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

import { useLogOut, useSession, type Session } from "@/api/session";
import { moment } from "@/lib/format";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { usePageTitle } from "@/ui/usePageTitle";

import classes from "./account.module.css";
import { PasswordForm } from "./PasswordForm";
import { Tokens } from "./Tokens";

/** Who I am here, my password, my tokens, and every login of mine. */
export default function AccountPage(): ReactElement {
  usePageTitle(text("app.title.page", { page: text("account.title") }));
  return (
    <Faces asked={useSession()} what={text("account.what")}>
      {(session) => (session === null ? null : <Account session={session} />)}
    </Faces>
  );
}

function Account({ session }: { readonly session: Session }): ReactElement {
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{text("account.title")}</h1>
      <Section title={session.user.display_name || session.user.name}>
        <Roles session={session} />
        {session.ends_at !== null && (
          <Text size="sm" c="dimmed">
            {text("account.session", { at: moment(session.ends_at) })}
          </Text>
        )}
      </Section>
      <Section title={text("account.password")}>
        {session.user.has_password ? (
          <PasswordForm />
        ) : (
          <Text size="sm">{text("account.password.sso")}</Text>
        )}
      </Section>
      <Section title={text("account.tokens")}>
        <Tokens />
      </Section>
      <Section title={text("account.logout.everywhere")}>
        <LogOutEverywhere />
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Section({ title, children }: SectionProps): ReactElement {
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{title}</h2>
      <Stack gap="sm" align="stretch">
        {children}
      </Stack>
    </section>
  );
}

function Roles({ session }: { readonly session: Session }): ReactElement {
  const everywhere = session.user.workspace_role;
  if (everywhere !== null)
    return (
      <Group gap="xs">
        <Badge variant="light">{text(`account.role.${everywhere}`)}</Badge>
        <Text size="sm">{text("account.roles.everywhere")}</Text>
      </Group>
    );
  const roles = Object.entries(session.roles);
  if (roles.length === 0) return <Text size="sm">{text("account.roles.none")}</Text>;
  return (
    <Stack gap={6}>
      {roles.map(([project, role]) => (
        <Group key={project} gap="xs">
          <Badge variant="light">{text(`account.role.${role}`)}</Badge>
          <Text size="sm">{project}</Text>
        </Group>
      ))}
    </Stack>
  );
}

function LogOutEverywhere(): ReactElement {
  const logOut = useLogOut(true);
  return (
    <>
      <Text size="sm" c="dimmed">
        {text("account.logout.everywhere.lead")}
      </Text>
      {logOut.error && <Text role="alert">{logOut.error.message}</Text>}
      <Group>
        <Button variant="default" loading={logOut.isPending} onClick={() => logOut.mutate()}>
          {text("account.logout.everywhere")}
        </Button>
      </Group>
    </>
  );
}
