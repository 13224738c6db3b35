import { Alert, Button, Checkbox, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { useProject, useProjectName, useRounds } from "@/api/queries";
import { includes, useRole } from "@/api/session";
import { plural, sentence, text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";

import { Advanced } from "./Advanced";
import { Refused } from "./ModelSection";
import classes from "./panel.module.css";
import { chosen, faults, type Parameter, type Typed } from "./parameters";
import { parametersQuery, planQuery, useFineTune, type Plan } from "./queries";

/** Make the next round from what was drawn. */
export function FineTuneSection(): ReactElement {
  const { data: project } = useProject();
  return (
    <section className={classes.section} data-tour="tune" aria-labelledby="panel-tune">
      <h2 id="panel-tune" className={classes.heading}>
        {text("panel.tune")}
      </h2>
      {project?.current_round === null ? (
        <Text size="sm" c="dimmed">
          {text("panel.tune.untrained")}
        </Text>
      ) : (
        <Tuning labels={project?.labels ?? []} round={project?.current_round ?? null} />
      )}
    </section>
  );
}

interface TuningProps {
  readonly labels: readonly string[];
  readonly round: number | null;
}

function Tuning({ labels, round }: TuningProps): ReactElement {
  const project = useProjectName();
  const [focus, setFocus] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState<Typed>({});
  const asked = useQuery({ ...planQuery(project, focus, round), placeholderData: keepPreviousData });
  const isEngineer = includes(useRole(project), "engineer");
  const { data: parameters } = useQuery({ ...parametersQuery(project), enabled: isEngineer });
  const mine = (parameters?.fine_tuning ?? []).filter((each) => each.name !== "focus");
  return (
    <>
      <Text size="sm" c="dimmed">
        {text("panel.tune.lead")}
      </Text>
      <Faces asked={asked} what={text("panel.tune.what")}>
        {(plan) => (
          <>
            <Focus plan={plan} labels={labels} focus={focus} onFocus={setFocus} />
            <Uses plan={plan} />
            {isEngineer && <Advanced parameters={mine} typed={typed} onType={setTyped} />}
            <Start plan={plan} focus={focus} parameters={mine} typed={isEngineer ? typed : {}} />
          </>
        )}
      </Faces>
    </>
  );
}

/** What it will use, in words. */
function Uses({ plan }: { readonly plan: Plan }): ReactElement {
  return (
    <div className={classes.stack}>
      {plan.obstacle === null ? (
        <Text fw={600} role="status">
          {text("panel.tune.uses", {
            corrections: plural("panel.tune.corrections", plan.corrected),
            accepted: plural("panel.tune.accepted", plan.accepted),
            images: plural("labels.images", plan.images),
          })}
        </Text>
      ) : (
        <Alert color="yellow" role="status" icon={<Glyph name="warning" />} title={text("panel.tune.obstacle")}>
          {sentence(plan.obstacle)}
        </Alert>
      )}
      {plan.adjudicate > 0 && <Text size="sm">{plural("panel.tune.adjudicate", plan.adjudicate)}</Text>}
      {plan.left_out > 0 && <Text size="sm">{plural("panel.tune.leftout", plan.left_out)}</Text>}
      {plan.warnings.map((warning) => (
        <Text key={warning} size="sm">
          <Glyph name="warning" size={14} /> {sentence(warning)}
        </Text>
      ))}
    </div>
  );
}

interface FocusProps {
  readonly plan: Plan;
  readonly labels: readonly string[];
  readonly focus: readonly string[];
  readonly onFocus: (focus: readonly string[]) => void;
}

/** Which labels are worked on; nothing chosen means all that have regions. */
function Focus({ plan, labels, focus, onFocus }: FocusProps): ReactElement | null {
  const [only, ...more] = plan.labels;
  if (only === undefined || more.length === 0) return null;
  return (
    <Checkbox.Group
      label={text("panel.tune.focus")}
      description={text("panel.tune.focus.hint")}
      value={[...(focus.length === 0 ? plan.focus : focus)]}
      onChange={(now) => {
        if (now.length > 0) onFocus(now.length === plan.labels.length ? [] : now);
      }}
    >
      <div className={classes.focus}>
        {plan.labels.map((each) => (
          <Checkbox
            key={each.label}
            value={each.label}
            label={
              <span className={classes.inline}>
                <LabelDot at={labels.indexOf(each.label)} of={labels.length} /> {each.label}
              </span>
            }
            description={text("panel.tune.focus.counts", {
              corrected: each.corrected,
              accepted: each.accepted,
              images: plural("labels.images", each.images),
            })}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface StartProps {
  readonly plan: Plan;
  readonly focus: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly typed: Typed;
}

function Start({ plan, focus, parameters, typed }: StartProps): ReactElement {
  const start = useFineTune(useProjectName());
  const stopped = useStopped();
  const go = (): void => start.mutate({ focus, parameters: chosen(parameters, typed), anew: stopped !== null });
  return (
    <>
      {stopped !== null && <Text size="sm">{text("panel.tune.stopped", { n: stopped })}</Text>}
      <Refused error={start.error} />
      <div className={classes.row}>
        <Button
          loading={start.isPending}
          disabled={plan.obstacle !== null || faults(parameters, typed) > 0}
          onClick={go}
        >
          {text(stopped === null ? "panel.tune.go" : "panel.train.anew")}
        </Button>
        <Text size="sm" c="dimmed">
          {text("panel.tune.meanwhile")}
        </Text>
      </div>
    </>
  );
}

/** The last round where it has stopped before its end; null: it has not. */
function useStopped(): number | null {
  const { data: rounds } = useRounds();
  const last = rounds?.at(-1);
  const hasStopped = last?.state === "failed" || last?.state === "cancelled";
  return last !== undefined && last.round > 0 && hasStopped ? last.round : null;
}
