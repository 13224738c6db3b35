import { useComputedColorScheme } from "@mantine/core";
import type { ReactElement } from "react";

import { labelColour } from "@/lib/label-colours";

import classes from "./LabelDot.module.css";

interface Props {
  /** The label's place in the project; -1: no label, drawn as a ring. */
  readonly at: number;
  /** How many labels the project has. */
  readonly of: number;
}

/** The colour of a label, beside its name. */
export function LabelDot({ at, of }: Props): ReactElement {
  const scheme = useComputedColorScheme("dark");
  const colour = at < 0 ? "transparent" : labelColour(at, of, scheme);
  return <span className={classes.dot} data-empty={at < 0} style={{ backgroundColor: colour }} aria-hidden />;
}
