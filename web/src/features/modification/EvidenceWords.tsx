import { Text } from "@mantine/core";
import { useMemo, type ReactElement } from "react";

import { regionsShown, type Drawing } from "@/geometry/drawing";
import { share } from "@/lib/format";
import { evidenceOf, rectified, type Grid } from "@/lib/heatmap";
import { text } from "@/lib/texts";

import { ringOfInterest, ringsOf, shareIn } from "./evidence";
import classes from "./modification.module.css";

interface Props {
  readonly drawing: Drawing;
  /** The signed map; null: the round has none of this image. */
  readonly map: Grid | null;
}

/** How much of what the model went by lies in the region, live while it is drawn. */
export function EvidenceWords({ drawing, map }: Props): ReactElement {
  const words = useWords(drawing, map);
  return (
    <section className={classes.evidence} aria-label={text("modification.evidence")}>
      {words.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
    </section>
  );
}

function useWords(drawing: Drawing, map: Grid | null): readonly string[] {
  const hasEvidence = useMemo(() => map !== null && evidenceOf(rectified(map)) === "some", [map]);
  if (map === null) return [text("modification.evidence.unknown")];
  if (!hasEvidence) return [text("modification.evidence.none")];
  const ring = ringOfInterest(drawing);
  const relevant = ringsOf(regionsShown(drawing), "relevant");
  const said: string[] = [];
  if (ring !== null) said.push(text("modification.evidence.region", { share: share(shareIn([ring], map, drawing.image)) }));
  if (relevant.length > 1 || (relevant.length === 1 && ring === null)) {
    said.push(text("modification.evidence.relevant", { share: share(shareIn(relevant, map, drawing.image)) }));
  }
  return said.length === 0 ? [text("modification.evidence.hint")] : said;
}
