import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import type { Project, Round } from "@/api/queries";
import { moment } from "@/lib/format";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import { EffortPart } from "./EffortPart";
import { Figures, InWords } from "./MetricsPart";
import classes from "./performance.module.css";
import { metricsQuery, receiptQuery } from "./queries";
import { ReceiptTables } from "./ReceiptPart";
import { nameOf, Standings } from "./RoundsPart";
import { useMetrics } from "./useMetrics";

interface Props {
  readonly project: Project;
  readonly ready: readonly Round[];
  readonly round: Round;
  readonly onBack: () => void;
}

const HASH_SHOWN = 12;

/** Everything about a round on white paper; the browser prints it or saves it as PDF. */
export function Report({ project, ready, round, onBack }: Props): ReactElement {
  const [now] = useState(() => new Date().toISOString());
  const until = ready.filter((each) => each.round <= round.round);
  return (
    <div className={classes.desk}>
      <div className={classes.tools}>
        <Button onClick={() => print()}>{text("performance.print")}</Button>
        <Button variant="default" onClick={onBack}>
          {text("performance.report.back")}
        </Button>
      </div>
      <article className={classes.report}>
        <header className={classes.letterhead}>
          <h2>{text("performance.report", { n: round.round, project: project.name })}</h2>
          <dl className={classes.pairs}>
            {factsOf(round, now).map(([name, value]) => (
              <div key={name}>
                <dt className={classes.faint}>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </header>
        <Faces asked={useMetrics(until)} what={text("performance.figures")}>
          {(metrics) => <Standings ready={until} metrics={metrics} label={null} />}
        </Faces>
        <Measured project={project} round={round} />
        {round.parent !== null && <Changed project={project} round={round} />}
        <EffortPart until={round.round} />
        <p className={classes.faint}>{text("performance.report.limits")}</p>
      </article>
    </div>
  );
}

/** What tells this report from any other. */
function factsOf(round: Round, now: string): readonly (readonly [name: string, value: string])[] {
  const made = round.parent === null ? text("performance.report.trained") : text("performance.report.tuned", { n: round.parent });
  return [
    [text("performance.report.round"), `${nameOf(round)}. ${made}`],
    [text("performance.report.finished"), moment(round.finished_at)],
    [text("performance.report.printed"), moment(now)],
    [text("performance.report.data"), (round.data_hash ?? "").slice(0, HASH_SHOWN)],
    [text("performance.report.code"), (round.code_hash ?? "").slice(0, HASH_SHOWN)],
  ];
}

interface OneProps {
  readonly project: Project;
  readonly round: Round;
}

function Measured({ project, round }: OneProps): ReactElement {
  const asked = useQuery(metricsQuery(project.name, round.round));
  return (
    <Faces asked={asked} what={text("performance.figures")}>
      {(metrics) => (
        <>
          <InWords metrics={metrics} labels={project.labels} />
          <h2 className={classes.heading}>{text("performance.metrics.round", { n: round.round })}</h2>
          <Figures metrics={metrics} labels={project.labels} label={null} isPaper />
        </>
      )}
    </Faces>
  );
}

function Changed({ project, round }: OneProps): ReactElement {
  const asked = useQuery(receiptQuery(project.name, round.round));
  return (
    <Faces asked={asked} what={text("performance.receipt.what")}>
      {(receipt) => <ReceiptTables receipt={receipt} labels={project.labels} />}
    </Faces>
  );
}
