import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { loginEnded } from "@/api/client";
import { connection } from "@/api/connection";
import { sessionQuery, useOtherWindows } from "@/api/session";
import { LoginAgain, LoginPage } from "@/features/login";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { useStore } from "@/ui/useStore";

import { AwayPage } from "./Away";
import { Frame } from "./Frame";

const ASK_AGAIN_MS = 3000;

/** Lets nobody in who is not logged in; whose login ends keeps the page and logs in over it. */
export function Gate(): ReactElement {
  const ended = useStore(loginEnded);
  useOtherWindows();
  const asked = useQuery({
    ...sessionQuery,
    refetchInterval: ({ state }) => (state.data === undefined && state.status === "error" ? ASK_AGAIN_MS : false),
  });
  const isAway = useStore(connection) === "offline";
  if (asked.data === undefined && isAway) return <AwayPage onRetry={asked.refetch} />;
  return (
    <Faces asked={asked} what={text("account.what")}>
      {(session) =>
        session === null ? (
          <LoginPage />
        ) : (
          <>
            <Frame key={session.user.name} session={session} />
            {ended && <LoginAgain name={session.user.name} />}
          </>
        )
      }
    </Faces>
  );
}
