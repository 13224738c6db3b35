import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "react-router";

import { useSession } from "@/api/session";
import { text } from "@/lib/texts";
import { EmptyFace } from "@/ui/Faces";
import { usePageTitle } from "@/ui/usePageTitle";

/** An address that means nothing here. */
export function LostPage(): ReactElement {
  usePageTitle(text("app.title.page", { page: text("frame.lost") }));
  return (
    <EmptyFace isPage glyph="tour" title={text("frame.lost")}>
      <p>{text("frame.lost.do")}</p>
      <Home />
    </EmptyFace>
  );
}

/** A project that is not there, or not for this user: the server tells nobody which. */
export function NoSuchProject({ name }: { readonly name: string }): ReactElement {
  const title = text("frame.projects.missing", { name });
  const user = useSession().data?.user.name ?? "";
  usePageTitle(text("app.title.page", { page: title }));
  return (
    <EmptyFace isPage title={title}>
      <p>{text("frame.projects.missing.do", { user })}</p>
      <Home />
    </EmptyFace>
  );
}

function Home(): ReactElement {
  return (
    <Button component={Link} to="/" size="xs">
      {text("frame.home")}
    </Button>
  );
}
