import { Text, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import type { Figure } from "@/lib/figures";
import { count, figure, interval } from "@/lib/format";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";
import { Table, type Column } from "@/ui/Table";

import { CsvButton } from "./CsvButton";
import {
  FIGURES,
  figureRows,
  groupCsv,
  groupRows,
  pairedCsv,
  pairedOf,
  worstOfEach,
  type FigureRow,
  type GroupRow,
  type PairedRow,
  type Verdict,
} from "./figure-rows";
import classes from "./performance.module.css";
import type { Metrics } from "./queries";

interface Props {
  readonly metrics: Metrics;
  readonly labels: readonly string[];
}

interface NameProps {
  /** null: the mean over labels. */
  readonly name: string | null;
  readonly labels: readonly string[];
}

/** A label by its colour and name. */
export function Name({ name, labels }: NameProps): ReactElement {
  if (name === null) return <>{text("performance.metrics.macro")}</>;
  return (
    <span className={classes.name}>
      <LabelDot at={labels.indexOf(name)} of={labels.length} /> {name}
    </span>
  );
}

/** Every figure of every label with its interval. */
export function FigureTable({ metrics, labels, label }: Props & { readonly label: string | null }): ReactElement {
  const columns: readonly Column<FigureRow>[] = [
    { title: text("performance.metrics.label"), cell: ({ name }) => <Name name={name} labels={labels} /> },
    { title: text("performance.metrics.positives"), cell: ({ positives }) => (positives === null ? "" : count(positives)) },
    ...FIGURES.map((each, at) => ({
      title: text(`performance.metrics.${each}`),
      cell: ({ figures }: FigureRow) => <Measured figure={figures[at] ?? NOT_MEASURED} />,
    })),
  ];
  return (
    <Table
      label={text("performance.metrics.round", { n: metrics.round })}
      columns={columns}
      rows={figureRows(metrics)}
      keyOf={({ name }) => name ?? ""}
      emphasis={({ name }) => (name === null ? "summary" : name === label ? "chosen" : null)}
    />
  );
}

const NOT_MEASURED: Figure = { value: null, interval: null, reason: null };

/** A figure with its interval below it; too few cases are said, never shown as 0. */
function Measured({ figure: found }: { readonly figure: Figure }): ReactElement {
  if (found.value === null)
    return found.reason === null ? (
      <span className={classes.faint}>{figure(null)}</span>
    ) : (
      <Tooltip label={found.reason} multiline w={280}>
        <span className={classes.few}>{text("performance.metrics.few")}</span>
      </Tooltip>
    );
  return (
    <span className={classes.figure}>
      {figure(found.value)}
      {found.interval !== null && <span className={classes.faint}>{interval(...found.interval)}</span>}
    </span>
  );
}

/** The paired test against the parent. */
export function PairedTable({ metrics, labels }: Props): ReactElement {
  const paired = pairedOf(metrics);
  if (paired === null)
    return (
      <Text size="sm" c="dimmed">
        {text("performance.paired.first")}
      </Text>
    );
  const title = text("performance.paired", { n: paired.parent });
  const { round } = metrics;
  return (
    <section className={classes.stack}>
      <div className={classes.row}>
        <h2 className={classes.heading}>{title}</h2>
        <CsvButton
          name={`round-${round}-against-${paired.parent}`}
          what={text("performance.paired.what")}
          table={() => pairedCsv(round, paired)}
        />
      </div>
      <Text size="sm" c="dimmed">
        {text("performance.paired.meaning")}
      </Text>
      <Table
        label={title}
        columns={[{ title: text("performance.metrics.label"), cell: ({ name }) => <Name name={name} labels={labels} /> }, ...PAIRED]}
        rows={paired.rows}
        keyOf={({ name }) => name ?? ""}
        emphasis={({ name }) => (name === null ? "summary" : null)}
      />
    </section>
  );
}

const PAIRED: readonly Column<PairedRow>[] = [
  {
    title: text("performance.paired.difference"),
    cell: ({ difference, reason }) =>
      difference === null ? <span className={classes.faint}>{reason ?? text("performance.metrics.few")}</span> : signed(difference),
  },
  {
    title: text("performance.paired.interval"),
    cell: ({ interval: found }) => (found === null ? "" : `${signed(found[0])} … ${signed(found[1])}`),
  },
  { title: text("performance.paired.p"), cell: ({ p }) => (p === null ? "" : figure(p, 3)) },
  {
    title: text("performance.paired.verdict"),
    cell: ({ difference, verdict }) => (difference === null ? "" : <Judged verdict={verdict} />),
  },
];

function signed(value: number): string {
  const words = Math.abs(value).toFixed(3);
  return `${value < 0 ? "\u2212" : "+"}${words}`;
}

function Judged({ verdict }: { readonly verdict: Verdict }): ReactElement {
  if (verdict === "open") return <span className={classes.faint}>{text("performance.paired.open")}</span>;
  return (
    <span className={verdict === "better" ? classes.good : classes.bad}>
      <Glyph name={verdict === "better" ? "up" : "down"} size={14} /> {text(`performance.paired.${verdict}`)}
    </span>
  );
}

/** The worst group of each label. */
export function GroupTable({ metrics, labels, isPaper }: Props & { readonly isPaper: boolean }): ReactElement | null {
  const all = groupRows(metrics);
  const rows = isPaper ? worstOfEach(all) : all;
  if (rows.length === 0) return null;
  const { round } = metrics;
  return (
    <section className={classes.stack}>
      <div className={classes.row}>
        <h2 className={classes.heading}>{text("performance.groups")}</h2>
        <CsvButton
          name={`round-${round}-groups`}
          what={text("performance.groups.what")}
          table={() => groupCsv(round, all)}
        />
      </div>
      <Text size="sm" c="dimmed">
        {text("performance.groups.meaning")} {isPaper && text("performance.groups.paper")}
      </Text>
      <Table
        label={text("performance.groups")}
        columns={[{ title: text("performance.metrics.label"), cell: ({ label }) => <Name name={label} labels={labels} /> }, ...GROUPS]}
        rows={rows}
        keyOf={({ label, by }) => `${label} ${by}`}
      />
    </section>
  );
}

const GROUPS: readonly Column<GroupRow>[] = [
  { title: text("performance.groups.by"), cell: ({ by }) => by },
  { title: text("performance.groups.worst"), cell: ({ worst }) => <Measured figure={worst} /> },
  {
    title: text("performance.paired.verdict"),
    cell: ({ positivesFrom, negativesFrom }) => text("performance.groups.pair", { a: positivesFrom, b: negativesFrom }),
  },
];
