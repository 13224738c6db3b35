import { Button, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import type { Verdict } from "@/geometry/drawing";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import { obstacleTo, type Situation } from "./evidence";
import classes from "./modification.module.css";

/** The verdicts in the order in which they are shown. */
export const VERDICTS: readonly Verdict[] = ["accepted", "corrected", "nothing to mark", "label is wrong", "cannot tell"];

interface Props {
  readonly situation: Situation;
  readonly onGive: (verdict: Verdict) => void;
}

/** What the physician says of the heatmap. Why one cannot be said now is told, not hidden. */
export function Verdicts({ situation, onGive }: Props): ReactElement {
  const given = situation.drawing.content.verdict;
  return (
    <div className={classes.verdicts} data-tour="verdict" role="group" aria-label={text("modification.verdict")}>
      {VERDICTS.map((verdict) => {
        const obstacle = obstacleTo(verdict, situation);
        const why = obstacle === null ? text(`modification.verdict.${verdict}.meaning`) : text(`modification.obstacle.${obstacle}`);
        return (
          <Tooltip key={verdict} label={why} multiline w={260} position="left">
            <Button
              size="compact-sm"
              variant={given === verdict ? "filled" : "default"}
              aria-pressed={given === verdict}
              aria-disabled={obstacle !== null}
              {...(obstacle !== null && { "data-disabled": true })}
              leftSection={<Glyph name={given === verdict ? "check" : "empty-circle"} size={15} />}
              onClick={() => {
                if (obstacle === null) onGive(verdict);
              }}
            >
              {text(`modification.verdict.${verdict}`)}
            </Button>
          </Tooltip>
        );
      })}
    </div>
  );
}
