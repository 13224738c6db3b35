import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { useProjectName, type Job } from "@/api/queries";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";

import { JobCard } from "./JobCard";
import classes from "./panel.module.css";
import { jobsQuery } from "./queries";

/** What was started, the newest first. */
export function JobsSection(): ReactElement {
  const asked = useQuery(jobsQuery(useProjectName()));
  return (
    <section className={classes.jobs} aria-labelledby="panel-jobs">
      <h2 id="panel-jobs" className={classes.heading}>
        {text("panel.jobs")}
      </h2>
      <Faces
        asked={asked}
        what={text("panel.jobs.what")}
        empty={({ jobs }) =>
          jobs.length === 0 ? (
            <EmptyFace title={text("panel.jobs.none")}>{text("panel.jobs.none.do")}</EmptyFace>
          ) : null
        }
      >
        {({ jobs }) => (
          <ul className={classes.list}>
            {jobs.map((job) => (
              <li key={job.id}>
                <JobCard job={job} newest={job.id === newestLearning(jobs)?.id} />
              </li>
            ))}
          </ul>
        )}
      </Faces>
    </section>
  );
}

/** The newest job that trains: its curve is shown. */
function newestLearning(jobs: readonly Job[]): Job | undefined {
  return jobs.find((job) => job.step === "train" || job.step === "fine_tune");
}
