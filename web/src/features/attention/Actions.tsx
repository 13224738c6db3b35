import { ActionIcon, Button } from "@mantine/core";
import type { ReactElement } from "react";
import { Link } from "react-router";

import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import { AcceptButton } from "./AcceptButton";
import classes from "./attention.module.css";
import type { Acceptance } from "./useAcceptance";

interface Props {
  readonly row: number;
  readonly acceptance: Acceptance;
  readonly modifyTo: string;
  readonly likeTo: string;
  /** Whether the tab key stops here: on one card of a grid alone. */
  readonly isReached: boolean;
  readonly onAccept: () => void;
}

/** Accept the heatmap, or correct it. */
export function Actions({ row, acceptance, modifyTo, likeTo, isReached, onAccept }: Props): ReactElement {
  const tabIndex = isReached ? 0 : -1;
  return (
    <span className={classes.actions}>
      <AcceptButton size="compact-xs" row={row} acceptance={acceptance} tabIndex={tabIndex} onAccept={onAccept} />
      <Button
        component={Link}
        to={modifyTo}
        relative="path"
        size="compact-xs"
        variant="default"
        leftSection={<Glyph name="modification" size={13} />}
        aria-label={text("attention.modify.of", { row })}
        tabIndex={tabIndex}
      >
        {text("attention.modify")}
      </Button>
      <ActionIcon
        component={Link}
        to={likeTo}
        relative="path"
        size={22}
        variant="default"
        aria-label={text("attention.like.of", { row })}
        title={text("attention.like")}
        tabIndex={tabIndex}
      >
        <Glyph name="similar" size={14} />
      </ActionIcon>
    </span>
  );
}
