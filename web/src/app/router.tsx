import { lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactElement } from "react";
import { createBrowserRouter, Navigate, useLocation, useParams } from "react-router";

import { text } from "@/lib/texts";
import { LoadingFace } from "@/ui/Faces";

import { Broken } from "./Broken";
import { Gate } from "./Gate";
import { LostPage } from "./LostPage";
import { ProjectPage } from "./ProjectPage";
import { StartPage } from "./StartPage";
import { HOME } from "./views";

const AccountPage = lazy(() => import("@/features/account"));
const AdminPage = lazy(() => import("@/features/admin"));
const NewProjectPage = lazy(() => import("@/features/project"));

/** Every address of the page. */
export function createRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      path: "/",
      element: <Gate />,
      errorElement: <Broken />,
      children: [
        { index: true, element: <StartPage /> },
        { path: "account", element: <Page of={AccountPage} what={text("account.what")} />, errorElement: <Broken /> },
        { path: "admin/:part?", element: <Page of={AdminPage} what={text("admin.what")} />, errorElement: <Broken /> },
        { path: "new-project", element: <Page of={NewProjectPage} what={text("project.what")} />, errorElement: <Broken /> },
        { path: "projects/:project", element: <Home /> },
        { path: "projects/:project/:view", element: <ProjectPage />, errorElement: <Broken /> },
        { path: "*", element: <LostPage /> },
      ],
    },
  ]);
}

interface PageProps {
  readonly of: LazyExoticComponent<ComponentType>;
  readonly what: string;
}

/** A page that is fetched when it is asked for. */
function Page({ of: Found, what }: PageProps): ReactElement {
  return (
    <Suspense fallback={<LoadingFace what={what} />}>
      <Found />
    </Suspense>
  );
}

/** A project without a view opens its first one; what is chosen stays. */
function Home(): ReactElement {
  const { project = "" } = useParams();
  const { search } = useLocation();
  return <Navigate to={`/projects/${encodeURIComponent(project)}/${HOME}${search}`} replace />;
}
