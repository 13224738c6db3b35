import { Button, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "react-router";

import type { RankedImage } from "@/api/queries-looking";
import { figure, moment, UNKNOWN } from "@/lib/format";
import { ofLabel, probabilityOf, type Maps } from "@/lib/heatmap";
import { sentence, text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";

import { AcceptButton } from "./AcceptButton";
import classes from "./attention.module.css";
import { Badges, Mark } from "./Badges";
import { likenessOf, modificationOf } from "@/lib/filters";
import { PatientImages } from "./PatientImages";
import type { Shown } from "./shown";
import type { Acceptance } from "./useAcceptance";
import { calibrated, factsOf, judgementOf, labelsInOrder, sourceWords, truthWords } from "./words";

interface Props {
  readonly ranked: RankedImage;
  readonly shown: Shown;
  readonly maps: Maps | null;
  /** The label whose heatmap is shown. */
  readonly overlaid: string;
  readonly onOverlay: (label: string) => void;
  readonly acceptance: Acceptance;
  readonly onAccept: () => void;
}

/** Everything that is known of the image, in words, and what to do about it. */
export function Side(props: Props): ReactElement {
  const { ranked, shown, maps, overlaid, onOverlay, acceptance, onAccept } = props;
  return (
    <aside className={classes.side} aria-label={text("attention.single", { row: ranked.image.row })}>
      <Verdict ranked={ranked} shown={shown} />
      <Decision ranked={ranked} shown={shown} acceptance={acceptance} onAccept={onAccept} />
      <section>
        <h2>{text("attention.single.why")}</h2>
        <p>{sentence(ranked.reason)}</p>
      </section>
      <LabelList ranked={ranked} shown={shown} maps={maps} overlaid={overlaid} onOverlay={onOverlay} />
      <Said ranked={ranked} shown={shown} />
      <Facts ranked={ranked} />
      <PatientImages project={shown.project} row={ranked.image.row} />
    </aside>
  );
}

type Part = Pick<Props, "ranked" | "shown">;

function Verdict({ ranked, shown }: Part): ReactElement {
  const { image, probability, raw_probability, truth, correct } = ranked;
  const judgement = judgementOf(correct);
  const source = sourceWords(truth, image.labels[shown.at], shown.source);
  return (
    <section>
      <div className={classes.verdict}>
        <Mark judgement={judgement} />
        <div>
          <p>
            <strong>{shown.label}</strong>: {text("attention.predicted", { p: figure(probability) })},{" "}
            {text(`attention.judged.${judgement}`)}
          </p>
          <p>
            {truthWords(truth)}
            {source !== "" && ` (${source})`}
          </p>
        </div>
      </div>
      <p className={classes.faint}>{text("attention.predicted.own", { raw: figure(raw_probability) })}</p>
    </section>
  );
}

function Decision({ ranked, shown, acceptance, onAccept }: Part & Pick<Props, "acceptance" | "onAccept">): ReactElement {
  const { row } = ranked.image;
  const [search] = useSearchParams();
  return (
    <section>
      <div className={classes.decision}>
        <AcceptButton size="sm" row={row} acceptance={acceptance} onAccept={onAccept} />
        <Button
          component={Link}
          to={modificationOf(search, { row, place: ranked.place }, shown)}
          relative="path"
          size="sm"
          leftSection={<Glyph name="modification" size={16} />}
        >
          {text("attention.modify")}
        </Button>
        <Button
          component={Link}
          to={likenessOf(search, { row, region: null }, shown.label)}
          relative="path"
          size="sm"
          variant="default"
          leftSection={<Glyph name="similar" size={16} />}
        >
          {text("attention.like")}
        </Button>
      </div>
      <p className={classes.obstacle}>
        {acceptance.obstacle}
      </p>
    </section>
  );
}

function LabelList({ ranked, shown, maps, overlaid, onOverlay }: Omit<Props, "acceptance" | "onAccept">): ReactElement {
  const { image } = ranked;
  return (
    <section>
      <h2>{text("attention.single.labels")}</h2>
      <ul className={classes.labels}>
        {labelsInOrder(shown.labels, image, shown.label).map((label) => {
          const at = shown.labels.indexOf(label);
          const own = maps === null ? null : probabilityOf(maps, image.row, label);
          const threshold = maps === null ? null : ofLabel(maps, "thresholds", label);
          return (
            <li key={label}>
              <UnstyledButton className={classes.label} aria-pressed={label === overlaid} onClick={() => onOverlay(label)}>
                <LabelDot at={at} of={shown.labels.length} />
                <span className={classes.grow}>{label}</span>
                <span className={classes.faint}>{truthWords(image.labels[at] ?? null)}</span>
                <span>{figure(calibrated(own, threshold))}</span>
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Said({ ranked, shown }: Part): ReactElement {
  return (
    <section>
      <h2>{text("attention.single.said")}</h2>
      {ranked.annotations.length === 0 && <p>{text("attention.single.said.none", { label: shown.label })}</p>}
      {ranked.annotations.map(({ author, verdict, saved_at }) => (
        <p key={author}>{text("attention.single.said.by", { author, verdict, at: moment(saved_at) })}</p>
      ))}
      {ranked.notes > 0 && <Badges accepted={false} annotated={false} notes={ranked.notes} />}
    </section>
  );
}

function Facts({ ranked }: Pick<Props, "ranked">): ReactElement {
  const { image } = ranked;
  const facts: readonly (readonly [string, string])[] = [
    [text("attention.single.known"), factsOf(image)],
    [text("attention.single.patient"), image.patient],
    [text("attention.single.id"), image.id],
    [text("attention.single.size"), text("attention.single.pixels", { width: image.width, height: image.height })],
    ...Object.entries(image.cues),
  ];
  return (
    <section>
      <h2>{text("attention.single.facts")}</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <FactLine key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  );
}

function FactLine({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === "" ? UNKNOWN : value}</dd>
    </>
  );
}
