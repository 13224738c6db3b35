import { UnstyledButton } from "@mantine/core";
import { memo, type ReactElement } from "react";
import { useSearchParams } from "react-router";

import { pictureOf, type RankedImage } from "@/api/queries-looking";
import { figure } from "@/lib/format";
import type { Maps } from "@/lib/heatmap";
import type { Looks } from "@/lib/looks";
import { sentence, text } from "@/lib/texts";

import { Actions } from "./Actions";
import classes from "./attention.module.css";
import { Badges, Mark } from "./Badges";
import { likenessOf, modificationOf } from "@/lib/filters";
import { nothingWords, Picture } from "./Picture";
import { toggle, useAcceptanceOf } from "./useAcceptance";
import { useHeatmap } from "@/ui/useHeatmap";
import type { Shown } from "./shown";
import { cardWords, factsOf, judgementOf, sourceWords, truthWords } from "./words";

const THUMBNAIL = 256;

interface Props {
  readonly ranked: RankedImage;
  readonly index: number;
  readonly shown: Shown;
  readonly maps: Maps | null;
  readonly looks: Looks;
  /** Whether the tab key reaches it. */
  readonly isReached: boolean;
  readonly onOpen: (ranked: RankedImage, index: number) => void;
  readonly onReach: (index: number) => void;
}

/** One image with what the model says, what is true, and why it is here. */
export const Card = memo(function Card(props: Props): ReactElement {
  const { ranked, index, shown, maps, looks, isReached, onOpen, onReach } = props;
  const { image } = ranked;
  const { project, label } = shown;
  const [search] = useSearchParams();
  const heat = useHeatmap(maps, image.row, label, looks);
  const acceptance = useAcceptanceOf(ranked, shown, heat.evidence);
  return (
    <div className={classes.card} data-tour="card" data-reached={isReached} onFocus={() => onReach(index)}>
      <UnstyledButton
        id={`card-${index}`}
        className={classes.open}
        data-judgement={judgementOf(ranked.correct)}
        aria-label={cardWords(ranked, looks.isOn ? nothingWords(heat, looks) : null)}
        tabIndex={isReached ? 0 : -1}
        onClick={() => onOpen(ranked, index)}
      >
        <Picture image={image} source={pictureOf(project, image.row, THUMBNAIL, "thumbnail")} heat={heat} looks={looks}>
          <Mark judgement={judgementOf(ranked.correct)} />
          <Badges {...ranked} />
        </Picture>
      </UnstyledButton>
      <Words ranked={ranked} shown={shown} />
      <Actions
        row={image.row}
        acceptance={acceptance}
        modifyTo={modificationOf(search, { row: image.row, place: ranked.place }, shown)}
        likeTo={likenessOf(search, { row: image.row, region: null }, label)}
        isReached={isReached}
        onAccept={() => void toggle(ranked, shown, acceptance)}
      />
    </div>
  );
});

function Words({ ranked, shown }: Pick<Props, "ranked" | "shown">): ReactElement {
  const { image, probability, raw_probability, truth, reason } = ranked;
  const source = sourceWords(truth, image.labels[shown.at], shown.source);
  return (
    <>
      <p className={classes.line} title={text("attention.predicted.own", { raw: figure(raw_probability) })}>
        <strong>{text("attention.predicted", { p: figure(probability) })}</strong> · {truthWords(truth)}
        {source !== "" && <span className={classes.faint}> ({source})</span>}
      </p>
      <p className={classes.reason} title={sentence(reason)}>
        {sentence(reason)}
      </p>
      <p className={classes.faintLine}>{factsOf(image)}</p>
    </>
  );
}
