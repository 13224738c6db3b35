import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import type { Said } from "@/api/journal";
import { imageQuery } from "@/api/queries-annotating";
import { pictureOf } from "@/api/queries-looking";
import type { Stored } from "@/api/said";
import { plural, text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import classes from "./conflicts.module.css";

const SIDE_PX = 512;

interface Props {
  readonly title: string;
  readonly said: Said;
  /** Null: a heatmap was taken whole. */
  readonly stored: Stored | null;
  readonly choice: string;
  readonly onTake: () => void;
}

/** One version, drawn over the image. */
export function Version({ title, said, stored, choice, onTake }: Props): ReactElement {
  const asked = useQuery(imageQuery(said.project, said.row));
  const verdict = stored === null ? "accepted" : stored.verdict;
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Text fw={600} size="sm">
        {title}
      </Text>
      <Faces asked={asked} what={text("modification.image.what")}>
        {({ width, height }) => (
          <svg className={classes.version} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
            <image href={pictureOf(said.project, said.row, SIDE_PX, "rendering")} width={width} height={height} />
            {stored?.regions.map(({ points, relevance }, at) => (
              <polygon key={at} points={points.map((point) => point.join(",")).join(" ")} data-relevance={relevance} />
            ))}
          </svg>
        )}
      </Faces>
      <Group justify="space-between">
        <Text size="sm">
          {text(`modification.verdict.${verdict ?? "none"}`)}
          {stored !== null && ` · ${plural("conflict.regions", stored.regions.length)}`}
        </Text>
        <Button size="xs" onClick={onTake}>
          {choice}
        </Button>
      </Group>
    </Stack>
  );
}
