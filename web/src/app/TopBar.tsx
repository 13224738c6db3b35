import { ActionIcon, Kbd, Menu, Tooltip, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "react-router";

import { includes, isAdmin, useLogOut, type Session } from "@/api/session";
import { text } from "@/lib/texts";
import { Glyph, type GlyphName } from "@/ui/Glyph";

import classes from "./Frame.module.css";
import { LabelPicker } from "./LabelPicker";
import { ProjectPicker } from "./ProjectPicker";
import { RoundPicker } from "./RoundPicker";
import { State } from "./State";
import { startTour } from "./tour/tour";

interface Props {
  readonly session: Session;
  readonly project: string | null;
  /** Whether the page below shows a project, and so a label and a round. */
  readonly isOpen: boolean;
  readonly onSheet: () => void;
}

/** Project, label and round at the left; state, colours, keys and account at the right. */
export function TopBar({ session, project, isOpen, onSheet }: Props): ReactElement {
  return (
    <header className={classes.bar}>
      <Link className={classes.mark} to="/" aria-label={text("frame.home")}>
        <img src="/mark.svg" alt="" width={28} height={28} />
      </Link>
      <ProjectPicker
        projects={Object.keys(session.roles)}
        chosen={project}
        mayMake={includes(session.user.workspace_role, "physician")}
      />
      {isOpen && <LabelPicker />}
      {isOpen && <RoundPicker />}
      <div className={classes.space} />
      <State />
      <SchemeSwitch />
      <Round glyph="keyboard" title={text("frame.shortcuts")} onClick={onSheet} />
      <AccountMenu session={session} project={project} onSheet={onSheet} />
    </header>
  );
}

function SchemeSwitch(): ReactElement {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else it writes a style element
  const next = useComputedColorScheme("dark") === "dark" ? "light" : "dark";
  return <Round glyph={next} title={text(`frame.theme.${next}`)} onClick={() => setColorScheme(next)} />;
}

interface RoundProps {
  readonly glyph: GlyphName;
  readonly title: string;
  readonly onClick: () => void;
}

function Round({ glyph, title, onClick }: RoundProps): ReactElement {
  return (
    <Tooltip label={title}>
      <ActionIcon aria-label={title} onClick={onClick} size="lg">
        <Glyph name={glyph} />
      </ActionIcon>
    </Tooltip>
  );
}

interface AccountProps {
  readonly session: Session;
  readonly project: string | null;
  readonly onSheet: () => void;
}

/** Who is logged in, help, and for admins the way to users and audit logs. */
function AccountMenu({ session, project, onSheet }: AccountProps): ReactElement {
  const logOut = useLogOut(false);
  const name = session.user.display_name || session.user.name;
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={text("account.menu", { name })}>
          <Glyph name="account" />
          <span className={classes.who}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" data-autofocus leftSection={<Glyph name="account" />}>
          {text("account.title")}
        </Menu.Item>
        {isAdmin(session) && (
          <Menu.Item component={Link} to="/admin" leftSection={<Glyph name="users" />}>
            {text("admin.title")}
          </Menu.Item>
        )}
        <Menu.Divider />
        {project !== null && Object.hasOwn(session.roles, project) && (
          <Menu.Item leftSection={<Glyph name="tour" />} onClick={startTour}>
            {text("tour.menu")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Glyph name="keyboard" />} rightSection={<Kbd>?</Kbd>} onClick={onSheet}>
          {text("frame.shortcuts")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Glyph name="logout" />} onClick={() => logOut.mutate()}>
          {text("account.logout")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
