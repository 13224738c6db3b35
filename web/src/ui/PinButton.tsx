import { ActionIcon } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";

import { Glyph } from "./Glyph";

interface Props {
  readonly row: number;
  readonly label: string;
  readonly isPinned: boolean;
  readonly isBusy: boolean;
  readonly onPin: (isPinned: boolean) => void;
}

/** Watch an image while a network learns, or no longer. */
export function PinButton({ row, label, isPinned, isBusy, onPin }: Props): ReactElement {
  const title = text(isPinned ? "pin.remove" : "pin.add");
  return (
    <ActionIcon
      size={28}
      variant={isPinned ? "light" : "default"}
      aria-pressed={isPinned}
      aria-label={text("pin.of", { row, label })}
      title={title}
      loading={isBusy}
      onClick={() => onPin(!isPinned)}
    >
      <Glyph name="pin" size={15} />
    </ActionIcon>
  );
}
