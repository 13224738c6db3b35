import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { useProjectName, type Job } from "@/api/queries";
import { moment } from "@/lib/format";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import { isActive, titleOf } from "./job-words";
import classes from "./panel.module.css";
import { logQuery } from "./queries";

const ASKED_EVERY_MS = 3000;

/** What a job has written down; asked for when it is opened. */
export function JobLog({ job }: { readonly job: Job }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={text("panel.job.log.of", { what: titleOf(job) })}>{text("panel.job.log")}</summary>
      {open && <Lines job={job} />}
    </details>
  );
}

function Lines({ job }: { readonly job: Job }): ReactElement {
  const asked = useQuery({
    ...logQuery(useProjectName(), job.id, job.attempt),
    refetchInterval: isActive(job) && ASKED_EVERY_MS,
  });
  return (
    <Faces
      asked={asked}
      what={text("panel.job.log.what")}
      empty={(lines) => (lines.length === 0 ? <p className={classes.faint}>{text("panel.job.log.none")}</p> : null)}
    >
      {(lines) => (
        <ol className={classes.log} tabIndex={0} aria-label={text("panel.job.log.of", { what: titleOf(job) })}>
          {lines.map((each) => (
            <li key={each.id}>
              <time dateTime={each.at}>{moment(each.at)}</time> {each.line}
            </li>
          ))}
        </ol>
      )}
    </Faces>
  );
}
