import { Menu, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";

import type { RankedImage } from "@/api/queries-looking";
import { figure } from "@/lib/format";
import type { Maps } from "@/lib/heatmap";
import { sentence, text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";

import type { Truth } from "./evidence";
import classes from "./modification.module.css";
import { predictionOf } from "./predictions";

interface Props {
  readonly labels: readonly string[];
  readonly label: string;
  /** Per label what the table says of the image. */
  readonly truths: readonly Truth[];
  /** Where the labels come from, in words; null: not known. */
  readonly source: string | null;
  readonly row: number;
  readonly maps: Maps | null;
  readonly here: RankedImage | null;
  /** Labels of the image that one has annotated. */
  readonly annotated: ReadonlySet<string>;
  readonly onChoose: (label: string) => void;
}

/** The label that is drawn for, what is known of it, and the way to the image's other labels. */
export function LabelBlock(props: Props): ReactElement {
  const { labels, label, truths, source, row, maps, here } = props;
  const at = labels.indexOf(label);
  const truth = truths[at] ?? null;
  const prediction = here === null ? predictionIn(maps, row, label) : here.probability;
  return (
    <section className={classes.label} aria-label={text("modification.label")}>
      <Menu position="bottom-start" withinPortal={false} width="target">
        <Menu.Target>
          <UnstyledButton className={classes.labelName} aria-label={text("modification.label.choose", { label })}>
            <LabelDot at={at} of={labels.length} />
            <span className={classes.grow}>{label}</span>
            <Glyph name="chevron" size={16} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.labelMenu ?? ""}>
          {labels.map((name, place) => (
            <Menu.Item
              key={name}
              {...(name === label && { "data-autofocus": true, "aria-current": true })}
              leftSection={<LabelDot at={place} of={labels.length} />}
              rightSection={<Known {...props} name={name} truth={truths[place] ?? null} />}
              onClick={() => props.onChoose(name)}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Facts truth={truth} source={source} prediction={prediction} />
      {here !== null && here.reason !== "" && (
        <Text size="sm" c="dimmed">
          {sentence(here.reason)}
        </Text>
      )}
    </section>
  );
}

function Facts({ truth, source, prediction }: PredictionProps & Pick<Props, "source">): ReactElement {
  return (
    <dl className={classes.facts}>
      <dt>{text("modification.truth")}</dt>
      <dd>
        {text(truthKey(truth))}
        {truth !== null && (
          <span className={classes.faint}>
            {" "}
            {source === null ? text("modification.truth.table") : text("modification.truth.source", { source })}
          </span>
        )}
      </dd>
      <dt>{text("modification.prediction")}</dt>
      <dd>
        <Prediction truth={truth} prediction={prediction} />
      </dd>
    </dl>
  );
}

function truthKey(truth: Truth): "modification.truth.unknown" | "modification.truth.yes" | "modification.truth.no" {
  if (truth === null) return "modification.truth.unknown";
  return truth === 1 ? "modification.truth.yes" : "modification.truth.no";
}

interface PredictionProps {
  readonly truth: Truth;
  readonly prediction: number | null;
}

/** Right or wrong is told by icon and word, not by colour alone. */
function Prediction({ truth, prediction }: PredictionProps): ReactElement {
  if (prediction === null) return <>{figure(null)}</>;
  const isCorrect = truth === null ? null : prediction >= 0.5 === (truth === 1);
  return (
    <span className={classes.prediction} data-correct={isCorrect ?? "unknown"}>
      {figure(prediction)}
      {isCorrect !== null && (
        <>
          <Glyph name={isCorrect ? "check" : "cross"} size={15} />
          {text(isCorrect ? "modification.prediction.correct" : "modification.prediction.incorrect")}
        </>
      )}
    </span>
  );
}

function predictionIn(maps: Maps | null, row: number, label: string): number | null {
  return maps === null ? null : predictionOf(maps, row, label);
}

interface KnownProps extends Pick<Props, "row" | "maps" | "annotated"> {
  readonly name: string;
  readonly truth: Truth;
}

function Known({ name, truth, row, maps, annotated }: KnownProps): ReactElement {
  const prediction = predictionIn(maps, row, name);
  return (
    <span className={classes.known}>
      {annotated.has(name) && (
        <span title={text("modification.label.annotated")}>
          <Glyph name="modification" size={14} />
        </span>
      )}
      {text(truthKey(truth))} · {figure(prediction)}
    </span>
  );
}
