import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import type { Job } from "@/api/queries";
import { jobQuery, useRefreshRanking, type Wanted } from "@/api/queries-looking";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

interface Props {
  readonly project: string;
  readonly wanted: Wanted;
  readonly words: string;
}

/** A button that has a ranking made anew, and then how far that is. */
export function Refresh({ project, wanted, words }: Props): ReactElement {
  const start = useRefreshRanking(project, wanted);
  const started = start.data;
  const asked = useQuery({ ...jobQuery(project, idOf(started)), enabled: started !== undefined });
  const job = asked.data ?? started;
  const why = start.error === null ? failureOf(job) : start.error.message;
  return (
    <Group gap="sm">
      {isUnderWay(job) ? (
        <Text size="sm" role="status">
          {progressOf(job)}
        </Text>
      ) : (
        <Button
          size="xs"
          variant="default"
          leftSection={<Glyph name="round" size={15} />}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {words}
        </Button>
      )}
      {why !== null && (
        <Text size="sm" c="red" role="alert">
          {text("attention.ranking.failed", { why })}
        </Text>
      )}
    </Group>
  );
}

function idOf(job: Job | undefined): string {
  return job?.id ?? "";
}

function isUnderWay(job: Job | undefined): job is Job {
  return job?.state === "queued" || job?.state === "running";
}

function failureOf(job: Job | undefined): string | null {
  return job?.state === "failed" ? (job.failure ?? "") : null;
}

function progressOf({ phase, done, total }: Job): string {
  return phase === null || total === 0
    ? text("attention.ranking.now")
    : text("attention.ranking.phase", { phase, done, total });
}
