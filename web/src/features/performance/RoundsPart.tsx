import { Badge, Button, Text } from "@mantine/core";
import type { ReactElement } from "react";

import type { Round } from "@/api/queries";
import { count, interval as intervalIn } from "@/lib/format";
import type { Figure } from "@/lib/figures";
import { plural, text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";

import { CsvButton } from "./CsvButton";
import { figureCsv } from "./figure-rows";
import { guardOf } from "./guard";
import classes from "./performance.module.css";
import type { Metrics } from "./queries";
import { points, standingOf, trendOf, type Counts, type Reliance } from "./standing";
import { useMetrics } from "./useMetrics";

interface Props {
  readonly ready: readonly Round[];
  readonly label: string | null;
  readonly onReport: () => void;
}

/** Each round with its answers on test and what it relies on, and the trend in words. */
export function RoundsPart({ ready, label, onReport }: Props): ReactElement {
  return (
    <Faces asked={useMetrics(ready)} what={text("performance.figures")}>
      {(metrics) => (
        <div className={classes.stack}>
          <div className={classes.row}>
            <CsvButton name="rounds" what={text("performance.figures")} table={() => figureCsv(metrics)} />
            <Button variant="default" size="xs" onClick={onReport}>
              {text("performance.report.open")}
            </Button>
          </div>
          <Standings ready={ready} metrics={metrics} label={label} />
        </div>
      )}
    </Faces>
  );
}

interface StandingsProps {
  readonly ready: readonly Round[];
  readonly metrics: readonly Metrics[];
  readonly label: string | null;
}

/** The same without buttons: the report shows it too. */
export function Standings({ ready, metrics, label }: StandingsProps): ReactElement {
  const first = metrics[0];
  return (
    <div className={classes.stack}>
      {first !== undefined && (
        <Text size="sm" c="dimmed">
          {text("performance.scope", {
            what: label ?? text("performance.scope.all"),
            images: plural("labels.images", first.images),
            patients: plural("labels.patients", first.patients),
          })}
        </Text>
      )}
      <section className={classes.trend} aria-labelledby="performance-trend">
        <h2 id="performance-trend" className={classes.heading}>
          {text("performance.trend")}
        </h2>
        {trendOf(metrics.map((each) => standingOf(each, label))).map((said) => (
          <p key={said}>{said}</p>
        ))}
      </section>
      <ul className={classes.rounds}>
        {ready.map((round) => (
          <li key={round.round}>
            <RoundCard
              round={round}
              metrics={metrics.find((each) => each.round === round.round) ?? null}
              label={label}
            />
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed">
        {text("performance.reliance.meaning")}
      </Text>
    </div>
  );
}

interface CardProps {
  readonly round: Round;
  readonly metrics: Metrics | null;
  readonly label: string | null;
}

function RoundCard({ round, metrics, label }: CardProps): ReactElement {
  const standing = metrics === null ? null : standingOf(metrics, label);
  const words = label === null ? undefined : metrics?.words[label];
  return (
    <article className={classes.round} aria-label={nameOf(round)}>
      <header className={classes.row}>
        <h3 className={classes.roundname}>{nameOf(round)}</h3>
        {round.current && <Badge variant="light">{text("performance.round.current")}</Badge>}
        {round.preview && (
          <Badge variant="light" color="gray">
            {text("performance.round.preview")}
          </Badge>
        )}
      </header>
      {standing === null ? (
        <Text size="sm">{text("performance.unmeasured")}</Text>
      ) : (
        <div className={classes.beside}>
          <Answers counts={standing.counts} />
          <Looks reliance={standing.reliance} />
        </div>
      )}
      {words !== undefined && <Text size="sm">{words}</Text>}
      <Guard round={round} />
    </article>
  );
}

/** A round's name in words. */
export function nameOf({ round }: Round): string {
  return round === 0 ? text("performance.round.first") : text("performance.round.name", { n: round });
}

function Answers({ counts: { correct, incorrect } }: { readonly counts: Counts }): ReactElement {
  const all = Math.max(1, correct + incorrect);
  return (
    <div className={classes.answers} title={text("performance.counts.pairs")}>
      <div className={classes.bar} aria-hidden>
        <span data-correct="true" style={{ width: `${(100 * correct) / all}%` }} />
        <span data-correct="false" style={{ width: `${(100 * incorrect) / all}%` }} />
      </div>
      <span className={classes.good}>
        <Glyph name="check" size={15} /> {count(correct)} {text("performance.correct")}
      </span>
      <span className={classes.bad}>
        <Glyph name="cross" size={15} /> {count(incorrect)} {text("performance.incorrect")}
      </span>
    </div>
  );
}

function Looks({ reliance }: { readonly reliance: Reliance | null }): ReactElement {
  return (
    <div className={classes.looks}>
      <strong>{text("performance.reliance")}</strong>
      {reliance === null ? (
        <span className={classes.faint}>{text("performance.reliance.none")}</span>
      ) : (
        <dl className={classes.pairs}>
          <dt>{text("performance.reliance.region")}</dt>
          <dd>
            <Moved figure={reliance.region} />
          </dd>
          <dt>{text("performance.reliance.context")}</dt>
          <dd>
            <Moved figure={reliance.context} />
          </dd>
          <dt className={classes.faint}>{text("performance.reliance.regions", { n: count(reliance.regions) })}</dt>
        </dl>
      )}
    </div>
  );
}

/** How far the probability moves, in points, with its interval. */
function Moved({ figure: { value, interval, reason } }: { readonly figure: Figure }): ReactElement {
  if (value === null)
    return <span className={classes.faint}>{reason ?? text("performance.reliance.few")}</span>;
  return (
    <span>
      {text("performance.points", { n: points(value) })}{" "}
      {interval !== null && (
        <span className={classes.faint} aria-label={intervalIn(...interval)}>
          ({points(interval[0])} … {points(interval[1])})
        </span>
      )}
    </span>
  );
}

function Guard({ round }: { readonly round: Round }): ReactElement | null {
  const marked = guardOf(round);
  if (marked.length === 0) return null;
  return (
    <div className={classes.guard}>
      <strong>
        <Glyph name="warning" size={15} /> {text("performance.guard")}
      </strong>
      <ul>
        {marked.map(({ label, reason }) => (
          <li key={label}>{reason}</li>
        ))}
      </ul>
      <p>{text("performance.trend.guard")}</p>
    </div>
  );
}
