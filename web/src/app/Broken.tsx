import { Button, Text } from "@mantine/core";
import { useEffect, type ReactElement } from "react";

import { connection } from "@/api/connection";
import { mayReload } from "@/lib/reloading";
import { text } from "@/lib/texts";
import { EmptyFace } from "@/ui/Faces";
import { useStore } from "@/ui/useStore";

import classes from "./Frame.module.css";
import { isThere, partMissing } from "./parts";

const ASK_AGAIN_MS = 3000;

/** In the place of a part of the page that threw or could not be fetched: what to do, and that nothing is lost. */
export function Broken(): ReactElement {
  const isMissing = useStore(partMissing);
  const isAway = useStore(connection) === "offline";
  useReload(isMissing);
  if (isMissing && isAway)
    return (
      <div role="alert" className={classes.alone}>
        <EmptyFace isPage glyph="offline" title={text("away.part")}>
          {text("away.part.do")}
        </EmptyFace>
      </div>
    );
  return (
    <div role="alert" className={classes.alone}>
      <EmptyFace isPage glyph="warning" title={text("face.unexpected")}>
        <Text size="sm" mb="md">
          {text("face.unexpected.do")}
        </Text>
        <Button onClick={() => location.reload()}>{text("face.reload")}</Button>
      </EmptyFace>
    </div>
  );
}

/** The server may have been upgraded, its parts have other names then; or it is away and comes back. */
function useReload(isMissing: boolean): void {
  useEffect(() => {
    if (!isMissing) return undefined;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isOver = false;
    const look = async (): Promise<void> => {
      if (await isThere()) {
        if (mayReload(Date.now())) location.reload();
      } else if (!isOver) timer = setTimeout(() => void look(), ASK_AGAIN_MS);
    };
    void look();
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [isMissing]);
}
