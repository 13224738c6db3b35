import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { pinsQuery, usePinning } from "@/api/queries-pins";
import { PinButton } from "@/ui/PinButton";

interface Props {
  readonly project: string;
  readonly row: number;
  readonly label: string;
}

/** Watch this image and label in every training from now on. */
export function PinAction({ project, row, label }: Props): ReactElement {
  const { data } = useQuery(pinsQuery(project));
  const pinning = usePinning(project);
  const isPinned = data?.pins.some((pin) => pin.row === row && pin.label === label) ?? false;
  return (
    <>
      <PinButton
        row={row}
        label={label}
        isPinned={isPinned}
        isBusy={pinning.isPending}
        onPin={(wanted) => pinning.mutate({ row, label, isPinned: wanted })}
      />
      {pinning.error !== null && (
        <Text size="xs" c="var(--bad)" role="alert">
          {pinning.error.message}
        </Text>
      )}
    </>
  );
}
