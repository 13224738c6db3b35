import { useEffect, type ReactElement } from "react";

import { useStore } from "@/ui/useStore";

import classes from "./attention.module.css";
import { told } from "./useAcceptance";

const SHOWN_MS = 6_000;

/** What was done last, or why it was not: said to everybody, for a while. */
export function Telling(): ReactElement {
  const now = useStore(told);
  useEffect(() => {
    if (now.words === "") return undefined;
    const timer = setTimeout(() => told.set({ words: "" }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <div className={classes.telling} role="status" data-empty={now.words === ""}>
      {now.words}
    </div>
  );
}
