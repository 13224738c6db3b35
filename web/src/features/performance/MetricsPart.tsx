import { NativeSelect, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactElement, type ReactNode } from "react";

import { useProjectName, type Project, type Round } from "@/api/queries";
import { text } from "@/lib/texts";
import { Faces, LoadingFace } from "@/ui/Faces";

import { CalibrationPart } from "./CalibrationPart";
import { CsvButton } from "./CsvButton";
import { FIGURES, figureCsv, type FigureName } from "./figure-rows";
import { FigureTable, GroupTable, Name, PairedTable } from "./FigureTables";
import classes from "./performance.module.css";
import { metricsQuery, type Metrics } from "./queries";
import { useMetrics } from "./useMetrics";

const FigureChart = lazy(() => import("./FigureChart"));

interface Props {
  readonly project: Project;
  readonly ready: readonly Round[];
  readonly round: Round;
  readonly label: string | null;
}

/** What a round finds in words, its figures with their intervals, the paired test, and each figure over the rounds. */
export function MetricsPart({ project, ready, round, label }: Props): ReactElement {
  const asked = useQuery(metricsQuery(useProjectName(), round.round));
  const { labels } = project;
  return (
    <div className={classes.stack}>
      <Faces asked={asked} what={text("performance.figures")}>
        {(metrics) => (
          <>
            <InWords metrics={metrics} labels={labels} />
            <Numbers isOpen={project.role !== "physician"}>
              <div className={classes.row}>
                <h2 className={classes.heading}>{text("performance.metrics.round", { n: round.round })}</h2>
                <CsvButton
                  name={`round-${round.round}`}
                  what={text("performance.figures")}
                  table={() => figureCsv([metrics])}
                />
              </div>
              <Figures metrics={metrics} labels={labels} label={label} />
              <CalibrationPart round={round.round} label={label} />
              <OverRounds ready={ready} label={label} />
            </Numbers>
          </>
        )}
      </Faces>
    </div>
  );
}

interface NumbersProps {
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

/** The figures themselves: there for whoever wants them, open for those who work with them. */
function Numbers({ isOpen, children }: NumbersProps): ReactElement {
  const [opened, setOpened] = useState(isOpen);
  return (
    <details className={classes.details} open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{text("performance.metrics.numbers")}</summary>
      {opened && <div className={classes.stack}>{children}</div>}
    </details>
  );
}

interface WordsProps {
  readonly metrics: Metrics;
  readonly labels: readonly string[];
}

/** Sensitivity and specificity as a physician says them. */
export function InWords({ metrics, labels }: WordsProps): ReactElement {
  return (
    <section className={classes.stack}>
      <h2 className={classes.heading}>{text("performance.words", { n: metrics.round })}</h2>
      <dl className={classes.words}>
        {Object.entries(metrics.words).map(([label, words]) => (
          <div key={label}>
            <dt>
              <Name name={label} labels={labels} />
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface FiguresProps extends WordsProps {
  readonly label: string | null;
  /** Paper has nothing to open. */
  readonly isPaper?: boolean;
}

/** The tables of one round: the report shows them too. */
export function Figures({ metrics, labels, label, isPaper = false }: FiguresProps): ReactElement {
  return (
    <>
      <FigureTable metrics={metrics} labels={labels} label={label} />
      {isPaper ? (
        <Text size="sm">{text("performance.metrics.why.text")}</Text>
      ) : (
        <details className={classes.details}>
          <summary>{text("performance.metrics.why")}</summary>
          <Text size="sm" className={classes.prose ?? ""}>
            {text("performance.metrics.why.text")}
          </Text>
        </details>
      )}
      <PairedTable metrics={metrics} labels={labels} />
      <GroupTable metrics={metrics} labels={labels} isPaper={isPaper} />
    </>
  );
}

function OverRounds({ ready, label }: Pick<Props, "ready" | "label">): ReactElement {
  const [figure, setFigure] = useState<FigureName>("auc");
  const asked = useMetrics(ready);
  const what = text("performance.metrics.chart.what");
  return (
    <section className={classes.stack} aria-labelledby="performance-chart">
      <div className={classes.row}>
        <h2 id="performance-chart" className={classes.heading}>
          {text("performance.metrics.chart", { figure: text(`performance.metrics.${figure}`) })}
        </h2>
        <NativeSelect
          size="xs"
          aria-label={text("performance.metrics.chart.choose")}
          value={figure}
          onChange={(event) => setFigure(FIGURES.find((each) => each === event.currentTarget.value) ?? "auc")}
          data={FIGURES.map((value) => ({ value, label: text(`performance.metrics.${value}`) }))}
        />
        {asked.data !== undefined && <CsvButton name="rounds" what={what} table={() => figureCsv(asked.data ?? [])} />}
      </div>
      <Faces asked={asked} what={what}>
        {(metrics) => (
          <div className={classes.chart}>
            <Suspense fallback={<LoadingFace what={what} />}>
              <FigureChart metrics={metrics} figure={figure} label={label} />
            </Suspense>
          </div>
        )}
      </Faces>
    </section>
  );
}
