import { Badge, Button, Progress as Bar, Text } from "@mantine/core";
import { lazy, Suspense, useState, type ReactElement } from "react";
import { Link } from "react-router";

import { useProjectName, type Job } from "@/api/queries";
import { includes, useRole, useSession } from "@/api/session";
import { duration, moment } from "@/lib/format";
import { sentence, text } from "@/lib/texts";
import { LoadingFace } from "@/ui/Faces";
import { Glyph, type GlyphName } from "@/ui/Glyph";

import { adviceOn, isActive, isLearning, percentOf, progressOf, roundOf, titleOf, tookS } from "./job-words";
import { FilmStrip } from "./FilmStrip";
import { JobLog } from "./JobLog";
import { Refused } from "./ModelSection";
import { ImportOutcome } from "./ImportOutcome";
import { outcomeOf } from "./outcome";
import classes from "./panel.module.css";
import { useCancel, useRetry } from "./queries";

const LearningCurve = lazy(() => import("./LearningCurve"));

interface Props {
  readonly job: Job;
  /** Whether it is the newest one that trains. */
  readonly newest: boolean;
}

/** One job: what it does, how far it is, what became of it. */
export function JobCard({ job, newest }: Props): ReactElement {
  const outcome = outcomeOf(job.outcome);
  return (
    <article className={classes.job} data-state={job.state} aria-label={titleOf(job)}>
      <Head job={job} />
      {isActive(job) && <Running job={job} />}
      {job.failure !== null && (
        <Text size="sm" c="var(--bad)">
          {sentence(job.failure)}
        </Text>
      )}
      <Advice job={job} />
      {outcome !== null && <ImportOutcome outcome={outcome} />}
      <Actions job={job} />
      {isLearning(job) && <HowItWent job={job} isShown={newest || job.state === "running"} />}
      <JobLog job={job} />
    </article>
  );
}

/** How a training went: its errors, and what it looked at. */
function Course({ job }: { readonly job: Job }): ReactElement {
  const round = roundOf(job);
  return (
    <>
      <Suspense fallback={<LoadingFace what={text("panel.curve.what")} />}>
        <LearningCurve job={job} />
      </Suspense>
      {round !== null && <FilmStrip round={round} />}
    </>
  );
}

function HowItWent({ job, isShown }: { readonly job: Job; readonly isShown: boolean }): ReactElement {
  return isShown ? <Course job={job} /> : <EarlierCourse job={job} />;
}

/** The same of an earlier one, when it is asked for. */
function EarlierCourse({ job }: { readonly job: Job }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text("panel.job.film")}</summary>
      {open && <Course job={job} />}
    </details>
  );
}

const GLYPHS: Record<Job["state"], GlyphName> = {
  queued: "round",
  running: "saving",
  done: "check",
  failed: "warning",
  cancelled: "cross",
};

const COLOURS: Record<Job["state"], string> = {
  queued: "gray",
  running: "teal",
  done: "green",
  failed: "red",
  cancelled: "gray",
};

function Head({ job }: { readonly job: Job }): ReactElement {
  const took = tookS(job);
  const words = job.cancel_requested && isActive(job) ? text("panel.job.cancelling") : text(`panel.job.state.${job.state}`);
  return (
    <header className={classes.jobhead}>
      <h3 className={classes.jobtitle}>{titleOf(job)}</h3>
      <Badge variant="light" color={COLOURS[job.state]} leftSection={<Glyph name={GLYPHS[job.state]} size={12} />}>
        {words}
      </Badge>
      <Text size="xs" c="dimmed" className={classes.by}>
        {text("panel.job.by", { author: job.author, at: moment(job.created_at) })}
        {took !== null && ` · ${text("panel.job.took", { time: duration(took) })}`}
      </Text>
    </header>
  );
}

function Running({ job }: { readonly job: Job }): ReactElement {
  return (
    <div className={classes.stack}>
      <Bar
        value={percentOf(job)}
        animated={job.state === "running"}
        aria-label={text("panel.job.bar", { what: titleOf(job) })}
      />
      <Text size="sm">{progressOf(job)}</Text>
    </div>
  );
}

function Advice({ job }: { readonly job: Job }): ReactElement | null {
  const advice = adviceOn(job);
  return advice === null ? null : <Text size="sm">{advice}</Text>;
}

/** What may be done about a job: one's own, or as an engineer anyone's. */
function Actions({ job }: { readonly job: Job }): ReactElement {
  const project = useProjectName();
  const { data: session } = useSession();
  const isEngineer = includes(useRole(project), "engineer");
  const isMine = session?.user.name === job.author || isEngineer;
  return (
    <>
      {isMine && <Steering project={project} job={job} />}
      {job.state === "done" && (
        <div className={classes.row}>
          <Onward job={job} />
        </div>
      )}
    </>
  );
}

interface SteeringProps {
  readonly project: string;
  readonly job: Job;
}

function Steering({ project, job }: SteeringProps): ReactElement {
  const cancel = useCancel(project);
  const retry = useRetry(project);
  const what = titleOf(job);
  const mayCancel = isActive(job) && !job.cancel_requested;
  const mayRetry = job.state === "failed" || job.state === "cancelled";
  return (
    <>
      <Refused error={cancel.error ?? retry.error} />
      <div className={classes.row}>
        {mayCancel && (
          <Button
            size="xs"
            variant="default"
            aria-label={text("panel.job.cancel.of", { what })}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(job.id)}
          >
            {text("panel.job.cancel")}
          </Button>
        )}
        {mayRetry && (
          <Button
            size="xs"
            variant="default"
            aria-label={text("panel.job.retry.of", { what })}
            loading={retry.isPending}
            onClick={() => retry.mutate(job.id)}
          >
            {text("panel.job.retry")}
          </Button>
        )}
      </div>
    </>
  );
}

/** Where to go when a job is done. */
function Onward({ job }: { readonly job: Job }): ReactElement | null {
  const view = viewAfter(job);
  const round = roundOf(job);
  if (view === null) return null;
  return (
    <Button
      component={Link}
      to={{ pathname: `../${view}`, search: round === null ? "" : `round=${round}` }}
      relative="path"
      size="xs"
      variant="light"
    >
      {text(WORDS[view])}
    </Button>
  );
}

const WORDS = {
  attention: "panel.job.see.attention",
  performance: "panel.job.see.round",
  labels: "panel.job.see.labels",
} as const;

function viewAfter(job: Job): keyof typeof WORDS | null {
  if (job.step === "train" || job.step === "rank") return "attention";
  if (["fine_tune", "continue", "evaluate"].includes(job.step)) return "performance";
  return outcomeOf(job.outcome) === null ? null : "labels";
}
