import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, Navigate } from "react-router";

import { includes, useSession, type Session } from "@/api/session";
import { text } from "@/lib/texts";
import { EmptyFace } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { usePageTitle } from "@/ui/usePageTitle";

import classes from "./StartPage.module.css";

/** The only project opens by itself; several are there to choose from. */
export function StartPage(): ReactElement | null {
  const { data: session } = useSession();
  if (!session) return null;
  const projects = Object.keys(session.roles);
  const [only, ...others] = projects;
  if (only === undefined) return <NoProject session={session} />;
  if (others.length === 0) return <Navigate to={`/projects/${encodeURIComponent(only)}`} replace />;
  return <Choose session={session} projects={projects} />;
}

interface ChooseProps {
  readonly session: Session;
  readonly projects: readonly string[];
}

function Choose({ session, projects }: ChooseProps): ReactElement {
  usePageTitle(text("app.title.page", { page: text("frame.projects.mine") }));
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{text("frame.projects.choose")}</h1>
        {mayMake(session) && <NewProject />}
      </div>
      <ul className={classes.list}>
        {projects.map((name) => (
          <li key={name}>
            <Link className={classes.project} to={`/projects/${encodeURIComponent(name)}`}>
              <span>{name}</span>
              <span className={classes.role}>{text(`account.role.${session.roles[name] ?? "none"}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Nothing to open: make the first project, or wait for a role in one. */
function NoProject({ session }: { readonly session: Session }): ReactElement {
  const isMaker = mayMake(session);
  const title = text(isMaker ? "frame.projects.empty" : "frame.projects.none");
  const { refetch, isFetching } = useSession();
  usePageTitle(text("app.title.page", { page: title }));
  return (
    <EmptyFace isPage title={title}>
      <p>{isMaker ? text("frame.projects.empty.do") : text("frame.projects.none.do", { name: session.user.name })}</p>
      {isMaker ? (
        <NewProject />
      ) : (
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {text("frame.projects.look")}
        </Button>
      )}
    </EmptyFace>
  );
}

/** Whoever has a role in the whole workspace may make projects: it counts in the new one, too. */
function mayMake({ user }: Session): boolean {
  return includes(user.workspace_role, "physician");
}

function NewProject(): ReactElement {
  return (
    <Button component={Link} to="/new-project" size="xs" leftSection={<Glyph name="plus" size={15} />}>
      {text("project.new")}
    </Button>
  );
}
