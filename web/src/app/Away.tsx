import { Button, Loader, Text } from "@mantine/core";
import { useEffect, useState, type ReactElement } from "react";

import { connection } from "@/api/connection";
import { saving } from "@/lib/saving";
import { text } from "@/lib/texts";
import { EmptyFace } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { usePageTitle } from "@/ui/usePageTitle";
import { useStore } from "@/ui/useStore";

import classes from "./Frame.module.css";

const PATIENCE_MS = 4000;

/** In the place of everything, while nobody answers: it is asked again by itself. */
export function AwayPage({ onRetry }: { readonly onRetry: () => unknown }): ReactElement {
  usePageTitle(text("app.title.page", { page: text("away.title") }));
  return (
    <main className={classes.alone}>
      <EmptyFace isPage glyph="offline" title={text("away.title")}>
        <Text size="sm" mb="md" role="alert">
          {text("away.do")}
        </Text>
        <Text size="sm" c="dimmed">
          {text("away.again")}
        </Text>
        <Loader size="sm" type="dots" my="sm" mx="auto" aria-hidden />
        <Button variant="default" onClick={() => void onRetry()}>
          {text("away.retry")}
        </Button>
      </EmptyFace>
    </main>
  );
}

/** Above the view while the server has not answered, or could not save, for some seconds. */
export function AwayLine(): ReactElement {
  const words = useTrouble();
  const isLong = useLong(words !== null);
  return (
    <div role="status">
      {words !== null && isLong && (
        <p className={classes.away}>
          <Glyph name="offline" size={16} />
          {words}
        </p>
      )}
    </div>
  );
}

/** What keeps the page from the server, and what to do; null: nothing. */
function useTrouble(): string | null {
  const isAway = useStore(connection) === "offline";
  const { waiting, trouble, durable } = useStore(saving);
  if (waiting > 0 && trouble !== null) return text("saving.troubled.why", { why: trouble });
  if (!isAway) return null;
  return text(durable ? "away.line" : "away.line.unprotected");
}

/** Whether something has been so for longer than a hiccup. */
function useLong(is: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!is) return undefined;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [is]);
  return isLong;
}
