import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { lazy, Suspense, useEffect, useState, type ReactElement } from "react";
import { Outlet, useNavigate, useParams, useSearchParams } from "react-router";

import { useJournal } from "@/api/journal";
import { useEventStream } from "@/api/useEventStream";
import type { Session } from "@/api/session";
import { text } from "@/lib/texts";
import { ShortcutSheet } from "@/ui/ShortcutSheet";
import { useShortcuts } from "@/ui/shortcuts";
import { useStore } from "@/ui/useStore";

import { AwayLine } from "./Away";
import { Deciding } from "./Deciding";
import classes from "./Frame.module.css";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";
import { Offer } from "./tour/Offer";
import { leaveTour, tour } from "./tour/tour";
import { useHeadFocus } from "./useHeadFocus";
import { VIEWS } from "./views";

const Tour = lazy(() => import("./tour/Tour"));

/** What stands around every view: views at the left, choices and state at the top. */
export function Frame({ session }: { readonly session: Session }): ReactElement {
  const { project: named = null } = useParams();
  const project = named ?? onlyOf(Object.keys(session.roles));
  const [sheet, setSheet] = useState(false);
  useEventStream();
  useJournal(session.user.name);
  useFrameShortcuts(project, () => setSheet(true));
  useHeadFocus();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {text("app.skip")}
      </a>
      <TopBar
        session={session}
        project={project}
        isOpen={named !== null}
        onSheet={() => setSheet(true)}
      />
      <Rail project={project} />
      <div className={classes.lines}>
        <AwayLine />
        {project !== null && Object.hasOwn(session.roles, project) && <Offer user={session.user.name} />}
      </div>
      <main id="content" tabIndex={-1} className={classes.content}>
        <Outlet />
      </main>
      <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />
      <Touring project={project} />
      <Deciding />
    </div>
  );
}

/** The tour, where one is under way; it ends with the login. */
function Touring({ project }: { readonly project: string | null }): ReactElement | null {
  const at = useStore(tour);
  useEffect(() => leaveTour, []);
  if (at === null || project === null) return null;
  return (
    <Suspense fallback={null}>
      <Tour project={project} at={at} />
    </Suspense>
  );
}

/** Whoever has one project is in it wherever they are. */
function onlyOf(projects: readonly string[]): string | null {
  return projects.length === 1 ? (projects[0] ?? null) : null;
}

function useFrameShortcuts(project: string | null, showSheet: () => void): void {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else it writes a style element
  const scheme = useComputedColorScheme("dark");
  const group = text("shortcuts.everywhere");
  useShortcuts([
    { keys: ["?"], title: text("shortcuts.sheet"), group, run: showSheet },
    ...(project === null ? [] : VIEWS).map((view, at) => ({
      keys: [`Alt+${at + 1}`],
      title: text("shortcuts.view", { view: text(`frame.view.${view.name}`) }),
      group,
      run: () => void navigate(`/projects/${encodeURIComponent(project ?? "")}/${view.name}?${search}`),
    })),
    {
      keys: ["Shift+D"],
      title: text("shortcuts.theme"),
      group,
      run: () => setColorScheme(scheme === "dark" ? "light" : "dark"),
    },
  ]);
}
