import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { useProjectName } from "@/api/queries";
import { count, duration } from "@/lib/format";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { Table, type Column } from "@/ui/Table";

import { CsvButton } from "./CsvButton";
import { effortCsv, effortRows, meanInterval, remarksOf, roundOf, seconds, whoseOf } from "./effort-rows";
import classes from "./performance.module.css";
import { effortQuery, type Work } from "./queries";

interface Props {
  /** Of this round and those before it; left out: all, and what is done for the next one. */
  readonly until?: number;
}

/** Time and labels of each physician and round. */
export function EffortPart({ until }: Props): ReactElement {
  const asked = useQuery(effortQuery(useProjectName()));
  return (
    <Faces
      asked={asked}
      what={text("performance.effort.what")}
      empty={({ rows }) =>
        rows.length > 0 ? null : <EmptyFace title={text("performance.effort.none")}>{text("performance.effort.none.do")}</EmptyFace>
      }
    >
      {(effort) => (
        <section className={classes.stack}>
          <div className={classes.row}>
            <h2 className={classes.heading}>
              {text("performance.effort")}
            </h2>
            <CsvButton name="effort" what={text("performance.effort.what")} table={() => effortCsv(effort)} />
          </div>
          <Text size="sm" c="dimmed" className={classes.prose ?? ""}>
            {text("performance.effort.meaning", { low: effort.gap_s[0] ?? 0, high: effort.gap_s[1] ?? 0 })}
          </Text>
          <Table
            label={text("performance.effort")}
            columns={COLUMNS}
            rows={effortRows(effort).filter(({ round }) => until === undefined || (round !== null && round <= until))}
            keyOf={({ author, round }) => JSON.stringify([author, round])}
            emphasis={({ author }) => (author === null ? "summary" : null)}
          />
        </section>
      )}
    </Faces>
  );
}

const COLUMNS: readonly Column<Work>[] = [
  { title: text("performance.effort.physician"), cell: whoseOf },
  { title: text("performance.effort.round"), cell: roundOf },
  { title: text("performance.effort.images"), cell: ({ images }) => count(images) },
  { title: text("performance.effort.labels"), cell: ({ labels }) => count(labels) },
  { title: text("performance.effort.corrected"), cell: ({ corrected }) => count(corrected) },
  { title: text("performance.effort.accepted"), cell: ({ accepted }) => count(accepted) },
  { title: text("performance.effort.total"), cell: ({ total_s }) => duration(total_s) },
  { title: text("performance.effort.median"), cell: ({ median_s }) => seconds(median_s) },
  {
    title: text("performance.effort.mean"),
    cell: (row) => (
      <span className={classes.figure}>
        {seconds(row.mean_s)}
        <span className={classes.faint}>{meanInterval(row)}</span>
      </span>
    ),
  },
  { title: text("performance.effort.remarks"), cell: (row) => <span className={classes.faint}>{remarksOf(row)}</span> },
];
