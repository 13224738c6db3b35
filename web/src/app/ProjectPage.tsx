import { VisuallyHidden } from "@mantine/core";
import { Suspense, type ReactElement } from "react";
import { useParams } from "react-router";

import { useSession } from "@/api/session";
import { text } from "@/lib/texts";
import { LoadingFace } from "@/ui/Faces";
import { usePageTitle } from "@/ui/usePageTitle";

import { LostPage, NoSuchProject } from "./LostPage";
import { viewNamed, type View } from "./views";

/** One view of one project. */
export function ProjectPage(): ReactElement {
  const { project = "", view: name } = useParams();
  const { data: session } = useSession();
  const view = viewNamed(name);
  if (session && !Object.hasOwn(session.roles, project)) return <NoSuchProject name={project} />;
  if (view === null) return <LostPage />;
  return <ViewPage view={view} project={project} />;
}

function ViewPage({ view, project }: { readonly view: View; readonly project: string }): ReactElement {
  const name = text(`frame.view.${view.name}`);
  usePageTitle(text("app.title", { view: name, project }));
  return (
    <>
      <VisuallyHidden component="h1">{name}</VisuallyHidden>
      <Suspense fallback={<LoadingFace what={name} />}>
        <view.Page key={project} />
      </Suspense>
    </>
  );
}
