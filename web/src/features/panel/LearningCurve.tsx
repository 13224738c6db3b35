import { Alert, Text, useComputedColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use as register } from "echarts/core";
import { useEffect, useMemo, type ReactElement } from "react";

import { keyOf } from "@/api/invalidation";
import { useProjectName, useRounds, type Job, type Round } from "@/api/queries";
import { includes, useRole } from "@/api/session";
import { figure, UNKNOWN } from "@/lib/format";
import { createStore, type Store } from "@/lib/store";
import { text } from "@/lib/texts";
import { Chart } from "@/ui/Chart";
import { Glyph } from "@/ui/Glyph";
import { useStore } from "@/ui/useStore";

import { epochsOf, NO_CURVE, withJob, type Curve, type Epoch } from "./curve";
import { curveOption, linesOf } from "./curve-option";
import { isActive, roundOf } from "./job-words";
import classes from "./panel.module.css";

register([LineChart, GridComponent, TooltipComponent]);

const curves = new Map<string, Store<Curve>>();

/** What was seen of a job's losses, also while other views were looked at. */
function curveOf(job: string): Store<Curve> {
  const known = curves.get(job);
  if (known !== undefined) return known;
  const made = createStore(NO_CURVE);
  curves.set(job, made);
  return made;
}

/** The losses of a training as they come, and what they mean. */
export default function LearningCurve({ job }: { readonly job: Job }): ReactElement | null {
  const store = curveOf(`${job.id} ${job.attempt}`);
  const curve = useStore(store);
  useEffect(() => store.set(withJob(store.get(), job)), [store, job]);
  const round = useMadeRound(job);
  const epochs = useMemo(() => epochsOf(round?.history ?? []), [round]);
  const scheme = useComputedColorScheme("dark");
  const lines = useMemo(() => linesOf(curve, epochs, plannedEpochs(round)), [curve, epochs, round]);
  const option = useMemo(() => curveOption(lines, scheme), [lines, scheme]);
  const [first, last] = [lines.loss[0], lines.loss.at(-1)];
  if (first === undefined || last === undefined || lines.loss.length < 2) return null;
  return (
    <div className={classes.stack}>
      <Worries round={round} isOver={!isActive(job)} />
      <div className={classes.legend}>
        <span data-line="loss">{text("panel.curve.loss")}</span>
        {lines.tune.length > 0 && <span data-line="tune">{text("panel.curve.tune")}</span>}
        {lines.score.length > 0 && <span data-line="score">{text("panel.curve.score")}</span>}
      </div>
      <div className={classes.curve}>
        <Chart
          option={option}
          summary={text("panel.curve.summary", { first: figure(first[1], 3), last: figure(last[1], 3) })}
        />
      </div>
      <Score epochs={epochs} />
      <Numbers epochs={epochs} />
    </div>
  );
}

/** The round that a job makes; its history grows with each epoch. */
function useMadeRound(job: Job): Round | null {
  const project = useProjectName();
  const cache = useQueryClient();
  const { data: rounds } = useRounds();
  const epoch = job.metrics["epoch"] ?? null;
  useEffect(() => {
    if (epoch !== null) void cache.invalidateQueries({ queryKey: keyOf(project, "rounds") });
  }, [cache, project, epoch]);
  return rounds?.find((each) => each.round === roundOf(job)) ?? null;
}

function plannedEpochs(round: Round | null): number | null {
  const planned = round?.settings["epochs"];
  return typeof planned === "number" ? planned : null;
}

interface WorriesProps {
  readonly round: Round | null;
  /** Nothing can be done about it any more, but the next time. */
  readonly isOver: boolean;
}

/** What the server reads out of the epochs, in words, with what to do. */
function Worries({ round, isOver }: WorriesProps): ReactElement {
  return (
    <div role="status" className={classes.stack}>
      {round?.warnings.map((warning) => (
        <Alert key={warning} color="yellow" icon={<Glyph name="warning" />} title={text(`panel.worry.${warning}`)}>
          {text(`panel.worry.${warning}.why`)} {text(isOver ? `panel.worry.${warning}.next` : `panel.worry.${warning}.now`)}
        </Alert>
      ))}
    </div>
  );
}

function Score({ epochs }: { readonly epochs: readonly Epoch[] }): ReactElement | null {
  const last = epochs.at(-1);
  if (last === undefined || last.score === null) return null;
  return (
    <Text size="sm" c="dimmed">
      {text("panel.curve.score.now", { score: figure(last.score), epoch: last.epoch })}
    </Text>
  );
}

/** Every figure of every epoch, for engineers. */
function Numbers({ epochs }: { readonly epochs: readonly Epoch[] }): ReactElement | null {
  const isEngineer = includes(useRole(useProjectName()), "engineer");
  if (!isEngineer) return null;
  return (
    <details className={classes.details}>
      <summary>{text("panel.curve.numbers")}</summary>
      <div className={classes.lines} tabIndex={0} role="group" aria-label={text("panel.curve.numbers")}>
        <table>
          <thead>
            <tr>
              {(["epoch", "loss", "tune", "score", "rate", "norm"] as const).map((column) => (
                <th key={column} scope="col">
                  {text(`panel.curve.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {epochs.map((each) => (
              <tr key={each.epoch}>
                <td>{each.epoch}</td>
                <td>{figure(each.loss, 4)}</td>
                <td>{figure(each.tuneLoss, 4)}</td>
                <td>{figure(each.score, 4)}</td>
                <td>{each.learningRate?.toExponential(2) ?? UNKNOWN}</td>
                <td>{figure(each.gradientNorm, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
