import { Button, Group, Modal, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactElement } from "react";

import { bothOf, decide, isPutOff, versionsOf, type Versions } from "@/api/deciding";
import { pendingOf, saidIn, useStanding, type Word } from "@/api/journal";
import { annotationsQuery } from "@/api/queries-annotating";
import { moment } from "@/lib/format";
import { text } from "@/lib/texts";
import { useStore } from "@/ui/useStore";

import classes from "./conflicts.module.css";
import { Version } from "./Version";

/** Two versions of one annotation: a person says which one stands; nothing is written over silently. */
export default function Conflicts(): ReactElement | null {
  const found = (useStanding()?.conflicts ?? []).flatMap((entry) => {
    const said = saidIn(entry);
    return said === null ? [] : (versionsOf(entry, pendingOf(said)) ?? []);
  });
  const first = found[0];
  const isOff = useStore(isPutOff);
  const newest = Math.max(0, ...found.map(({ entry }) => entry.id));
  useEffect(() => isPutOff.set(false), [newest]); // a new conflict is shown at once
  if (first === undefined) return null;
  return <Conflict key={first.entry.id} versions={first} isOpen={!isOff} />;
}

interface Props {
  readonly versions: Versions;
  readonly isOpen: boolean;
}

function Conflict({ versions, isOpen }: Props): ReactElement {
  const cache = useQueryClient();
  const { said, entry, mine, theirs, saved_at } = versions;
  const both = bothOf(versions);
  const take = async (what: "mine" | "theirs" | Word): Promise<void> => {
    await cache.query({ ...annotationsQuery(said.project, said.row), staleTime: 0 }).catch(() => undefined);
    await decide(versions, what);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={() => isPutOff.set(true)}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": text("conflict.later") }}
      size="xl"
      title={text("conflict.title", { label: said.label, row: said.row })}
    >
      <Text size="sm" mb="md">
        {text("conflict.why")}
      </Text>
      <div className={classes.versions}>
        <Version
          title={text("conflict.mine", { at: moment(new Date(entry.made_at_ms).toISOString()) })}
          said={said}
          stored={mine}
          choice={text("conflict.take.mine")}
          onTake={() => void take("mine")}
        />
        <Version
          title={text("conflict.theirs", { at: moment(saved_at) })}
          said={said}
          stored={theirs}
          choice={text("conflict.take.theirs")}
          onTake={() => void take("theirs")}
        />
      </div>
      <Group justify="space-between" mt="md">
        <Button variant="subtle" color="gray" onClick={() => isPutOff.set(true)}>
          {text("conflict.later")}
        </Button>
        {both !== null && (
          <Button variant="default" onClick={() => void take(both)}>
            {text("conflict.take.both")}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
