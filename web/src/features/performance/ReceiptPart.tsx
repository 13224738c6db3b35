import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "react-router";

import { useProjectName, type Round } from "@/api/queries";
import { figure, share } from "@/lib/format";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { Table, type Column } from "@/ui/Table";

import { thumbnailOf } from "./addresses";
import { CsvButton } from "./CsvButton";
import { Name } from "./FigureTables";
import classes from "./performance.module.css";
import { receiptQuery, type Receipt } from "./queries";
import {
  contextDirection,
  correctionRows,
  directionOf,
  meanOf,
  receiptCsv,
  relianceDirection,
  untouchedRows,
  type Change,
  type CorrectionRow,
  type Direction,
  type UntouchedRow,
} from "./receipt-rows";
import { points } from "./standing";

interface Props {
  readonly round: Round;
  readonly labels: readonly string[];
}

/** What a round changed. */
export function ReceiptPart({ round, labels }: Props): ReactElement {
  if (round.parent === null) return <EmptyFace title={text("performance.receipt.first")} />;
  return <Asked round={round} labels={labels} />;
}

function Asked({ round, labels }: Props): ReactElement {
  const asked = useQuery(receiptQuery(useProjectName(), round.round));
  return (
    <Faces asked={asked} what={text("performance.receipt.what")}>
      {(receipt) => <ReceiptTables receipt={receipt} labels={labels} />}
    </Faces>
  );
}

interface TablesProps {
  readonly receipt: Receipt;
  readonly labels: readonly string[];
}

/** First the images that nobody drew on, then every correction; the report shows it too. */
export function ReceiptTables({ receipt, labels }: TablesProps): ReactElement {
  const untouched = untouchedRows(receipt);
  const corrections = correctionRows(receipt);
  const { round } = receipt;
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <h2 className={classes.heading}>{text("performance.receipt", { n: round })}</h2>
        <CsvButton
          name={`receipt-round-${round}`}
          what={text("performance.receipt.what")}
          table={() => receiptCsv(receipt)}
        />
      </div>
      <Part title="performance.receipt.untouched" rows={untouched} columns={UNTOUCHED} labels={labels} />
      <Part title="performance.receipt.corrections" rows={corrections} columns={CORRECTIONS} labels={labels}>
        <Means rows={corrections} />
      </Part>
    </div>
  );
}

interface Pair {
  readonly row: number;
  readonly label: string;
}

interface PartProps<Row extends Pair> {
  readonly title: "performance.receipt.untouched" | "performance.receipt.corrections";
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly labels: readonly string[];
  readonly children?: ReactElement;
}

/** One half of the receipt: what it is, and a row for each pair of image and label. */
function Part<Row extends Pair>({ title, rows, columns, labels, children }: PartProps<Row>): ReactElement {
  const pair: readonly Column<Row>[] = [
    { title: text("performance.receipt.image"), cell: (each) => <Pictured row={each.row} label={each.label} /> },
    { title: text("performance.receipt.label"), cell: ({ label }) => <Name name={label} labels={labels} /> },
  ];
  return (
    <section className={classes.stack}>
      <h3 className={classes.heading}>
        {text(title)}
      </h3>
      <Text size="sm" c="dimmed">
        {text(rows.length === 0 ? `${title}.none` : `${title}.lead`)}
      </Text>
      {children}
      {rows.length > 0 && (
        <Table label={text(title)} columns={[...pair, ...columns]} rows={rows} keyOf={({ row, label }) => `${row} ${label}`} />
      )}
    </section>
  );
}

const UNTOUCHED: readonly Column<UntouchedRow>[] = [
  { title: text("performance.receipt.truth"), cell: ({ truth }) => text(`performance.receipt.truth.${truth ?? "unknown"}`) },
  {
    title: text("performance.receipt.probability"),
    cell: ({ probability, truth }) => <Changed change={probability} direction={directionOf(probability, truth)} />,
  },
  { title: text("performance.receipt.moved"), cell: ({ moved }) => share(moved) },
];

const CORRECTIONS: readonly Column<CorrectionRow>[] = [
  shareColumn("performance.receipt.energy", ({ energy }) => energy),
  shareColumn("performance.receipt.iou", ({ iou }) => iou),
  {
    title: text("performance.receipt.region"),
    cell: ({ region, unmeasured }) =>
      unmeasured === null ? (
        <Changed change={region} direction={relianceDirection(region)} words={points} />
      ) : (
        <span className={classes.faint}>{text("performance.receipt.unmeasured", { why: unmeasured })}</span>
      ),
  },
  { title: text("performance.receipt.context"), cell: ({ context }) => <Changed change={context} direction={contextDirection(context)} words={points} /> },
  { title: text("performance.receipt.probability"), cell: ({ probability }) => <Changed change={probability} direction={null} /> },
];

function shareColumn(title: "performance.receipt.energy" | "performance.receipt.iou", of: (row: CorrectionRow) => Change): Column<CorrectionRow> {
  return { title: text(title), cell: (row) => <Changed change={of(row)} direction={directionOf(of(row), 1)} /> };
}

/** What the corrections came to together. */
function Means({ rows }: { readonly rows: readonly CorrectionRow[] }): ReactElement | null {
  const energy = meanOf(rows.map((each) => each.energy));
  const region = meanOf(rows.map((each) => each.region));
  if (energy === null && region === null) return null;
  return (
    <Text size="sm" fw={600}>
      {text("performance.receipt.mean", { n: rows.length })}{" "}
      {energy !== null && text("performance.receipt.mean.energy", { share: share(energy.after), before: share(energy.before) })}{" "}
      {region !== null && text("performance.receipt.mean.region", { after: points(region.after), before: points(region.before) })}
    </Text>
  );
}

const THUMBNAIL_PX = 96;

/** Which image, with the way to look at it. */
function Pictured({ row, label }: Pair): ReactElement {
  const project = useProjectName();
  const search = new URLSearchParams({ label, image: String(row) }).toString();
  return (
    <Link
      className={classes.image}
      to={{ pathname: "../modification", search }}
      relative="path"
      aria-label={text("performance.receipt.look", { row, label })}
    >
      <img src={thumbnailOf(project, row, THUMBNAIL_PX)} alt="" decoding="async" />
      {text("performance.grid.row", { row })}
    </Link>
  );
}

interface ChangedProps {
  readonly change: Change;
  readonly direction: Direction;
  readonly words?: (value: number) => string;
}

function Changed({ change: { before, after }, direction, words = figure }: ChangedProps): ReactElement {
  const [from, to] = [before, after].map((value) => (value === null ? figure(null) : words(value)));
  const said = text("performance.receipt.change", { before: from ?? "", after: to ?? "" });
  if (direction === null) return <span className={classes.change}>{said}</span>;
  return (
    <span className={direction === "right" ? classes.good : classes.bad}>
      <span className={classes.change}>{said}</span>{" "}
      <span role="img" aria-label={text(`performance.receipt.${direction}`)}>
        <Glyph name={direction === "right" ? "check" : "cross"} size={14} />
      </span>
    </span>
  );
}
