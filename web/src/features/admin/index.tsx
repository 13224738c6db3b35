import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, NavLink, useParams } from "react-router";

import { useSession, type Session } from "@/api/session";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { usePageTitle } from "@/ui/usePageTitle";

import classes from "./admin.module.css";
import { Audit } from "./Audit";
import { Members } from "./Members";
import { partNamed, partsOf, rightsOf, type Part, type Rights } from "./rights";
import { Users } from "./Users";

/** Users, members and audit logs: for admins alone. */
export default function AdminPage(): ReactElement {
  usePageTitle(text("app.title.page", { page: text("admin.title") }));
  return (
    <Faces asked={useSession()} what={text("admin.what")}>
      {(session) => (session === null ? null : <Opened session={session} />)}
    </Faces>
  );
}

function Opened({ session }: { readonly session: Session }): ReactElement {
  const { part: name } = useParams();
  const rights = rightsOf(session);
  if (rights === null)
    return (
      <Closed title={text("admin.not")} words={text("admin.not.do", { name: session.user.name })} />
    );
  const part = partNamed(name, rights);
  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <h1 className={classes.title}>{text("admin.title")}</h1>
        <nav className={classes.parts} aria-label={text("admin.parts")}>
          {partsOf(rights).map((each) => (
            <NavLink key={each} className={classes.part ?? ""} to={`/admin/${each}`} data-open={each === part}>
              {text(`admin.part.${each}`)}
            </NavLink>
          ))}
        </nav>
      </div>
      <Shown part={part} rights={rights} me={session.user.name} />
    </div>
  );
}

interface ShownProps {
  readonly part: Part | null;
  readonly rights: Rights;
  readonly me: string;
}

function Shown({ part, rights, me }: ShownProps): ReactElement {
  if (part === null) return <EmptyFace title={text("frame.lost")}>{text("frame.lost.do")}</EmptyFace>;
  if (!partsOf(rights).includes(part))
    return <EmptyFace title={text("admin.not.part")}>{text("admin.not.part.do")}</EmptyFace>;
  if (part === "users") return <Users projects={rights.projects} me={me} />;
  return part === "members" ? <Members rights={rights} /> : <Audit rights={rights} />;
}

function Closed({ title, words }: { readonly title: string; readonly words: string }): ReactElement {
  return (
    <EmptyFace isPage title={title}>
      <p>{words}</p>
      <Button component={Link} to="/" size="xs">
        {text("frame.home")}
      </Button>
    </EmptyFace>
  );
}
