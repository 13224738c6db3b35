import { Alert, Button, Group, Text } from "@mantine/core";
import type { ReactElement } from "react";

import { journalOfPage, laneOf, useStanding, type Pair } from "@/api/journal";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

interface Props {
  readonly pair: Pair;
  /** What was refused is given up, and what is stored should be shown. */
  readonly onDropped: () => void;
}

/** What the server refused of this image and label, why, and what can be done. */
export function Refused({ pair, onDropped }: Props): ReactElement | null {
  const lane = laneOf(pair);
  const entry = useStanding()?.refused.find((each) => each.lane === lane) ?? null;
  if (entry?.state.is !== "refused") return null;
  const { id } = entry;
  const drop = async (): Promise<void> => {
    await (await journalOfPage()).drop(id);
    onDropped();
  };
  return (
    <Alert role="alert" color="red" icon={<Glyph name="warning" />} title={text("modification.refused")}>
      <Text size="sm">{entry.state.detail}</Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => void journalOfPage().then((journal) => journal.retry(id))}>
          {text("face.retry")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void drop()}>
          {text("modification.refused.drop")}
        </Button>
      </Group>
    </Alert>
  );
}
