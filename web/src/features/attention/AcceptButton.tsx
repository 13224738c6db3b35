import { Button, type ButtonProps } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import { drop, type Acceptance } from "./useAcceptance";

interface Props extends Pick<ButtonProps, "size"> {
  readonly row: number;
  readonly acceptance: Acceptance;
  readonly tabIndex?: number;
  readonly onAccept: () => void;
}

/** Accepts the heatmap, takes that back, or gives up what was refused. */
export function AcceptButton({ row, acceptance, onAccept, ...button }: Props): ReactElement {
  const { standing, obstacle } = acceptance;
  if (standing.is === "refused")
    return (
      <Button {...button} variant="light" color="red" title={standing.why} onClick={() => void drop(standing.entry)}>
        {text("attention.accept.drop")}
      </Button>
    );
  const isAccepted = standing.is === "accepted" || standing.is === "accepting";
  return (
    <Button
      {...button}
      id={`accept-${row}`}
      data-tour="accept"
      {...lookOf(isAccepted, obstacle !== null)}
      leftSection={<Glyph name="check" size={13} />}
      aria-label={text(isAccepted ? "attention.accepted.of" : "attention.accept.of", { row })}
      title={obstacle ?? ""}
      onClick={onAccept}
    >
      {text(isAccepted ? "attention.accepted" : "attention.accept")}
    </Button>
  );
}

/** What cannot be accepted steps back, but can be reached, so that it can say why. */
function lookOf(isAccepted: boolean, isHindered: boolean): Pick<ButtonProps, "variant" | "color"> {
  if (isAccepted) return { variant: "filled", color: "teal" };
  return { variant: isHindered ? "subtle" : "default", color: "gray" };
}
