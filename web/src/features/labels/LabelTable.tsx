import { Tooltip, UnstyledButton } from "@mantine/core";
import { useState, type ReactElement, type ReactNode } from "react";

import { count, figure, interval, share } from "@/lib/format";
import type { Figure } from "@/lib/figures";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";

import classes from "./labels.module.css";
import { sorted, turned, type Column, type Order, type Row } from "./rows";

const COLUMNS: readonly Column[] = [
  "name",
  "positives",
  "share",
  "annotated",
  "sensitivity",
  "specificity",
  "auc",
  "dependency",
];

interface Props {
  readonly rows: readonly Row[];
  readonly chosen: string | null;
  readonly onChoose: (label: string | null) => void;
}

/** Every label with its counts and figures; a click on a row chooses it. */
export function LabelTable({ rows, chosen, onChoose }: Props): ReactElement {
  const [order, setOrder] = useState<Order>({ by: "positives", descending: true });
  const largest = Math.max(0, ...rows.map((row) => row.share ?? 0));
  return (
    <table className={classes.table} data-tour="labels">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <Head key={column} column={column} order={order} onTurn={() => setOrder(turned(order, column))} />
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted(rows, order).map((row) => (
          <LabelRow
            key={row.name}
            row={row}
            of={rows.length}
            largest={largest}
            chosen={row.name === chosen}
            onChoose={() => onChoose(row.name === chosen ? null : row.name)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly order: Order;
  readonly onTurn: () => void;
}

function Head({ column, order, onTurn }: HeadProps): ReactElement {
  const isSorted = order.by === column;
  const direction = order.descending ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={isSorted ? direction : "none"} data-column={column}>
      <Tooltip label={text(`labels.column.${column}.meaning`)} multiline w={280}>
        <UnstyledButton className={classes.head} onClick={onTurn} data-sorted={isSorted}>
          {text(`labels.column.${column}`)}
          <Glyph name={isSorted ? (order.descending ? "down" : "up") : "sort"} size={13} />
        </UnstyledButton>
      </Tooltip>
    </th>
  );
}

interface RowProps {
  readonly row: Row;
  readonly of: number;
  readonly largest: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function LabelRow({ row, of, largest, chosen, onChoose }: RowProps): ReactElement {
  return (
    <tr data-chosen={chosen} onClick={onChoose}>
      <th scope="row">
        <UnstyledButton
          className={classes.name}
          aria-pressed={chosen}
          onClick={(event) => {
            event.stopPropagation(); // the row would let go of it again
            onChoose();
          }}
        >
          <LabelDot at={row.at} of={of} />
          {row.name}
        </UnstyledButton>
      </th>
      <td>{count(row.positives)}</td>
      <td>
        <Share value={row.share} largest={largest} />
      </td>
      <td>{row.annotated === 0 ? <Faint>0</Faint> : count(row.annotated)}</td>
      <td>
        <Measured figure={row.sensitivity} />
      </td>
      <td>
        <Measured figure={row.specificity} />
      </td>
      <td>
        <Measured figure={row.auc} />
      </td>
      <td>{dependency(row.dependency)}</td>
    </tr>
  );
}

/** The formula gives 0.000005 or 1: what is not nothing must not look like nothing. */
function dependency(value: number | null): string {
  return value !== null && value > 0 && value < 0.005 ? "< 0.01" : figure(value);
}

function Faint({ children }: { readonly children: ReactNode }): ReactElement {
  return <span className={classes.faint}>{children}</span>;
}

interface ShareProps {
  readonly value: number | null;
  readonly largest: number;
}

function Share({ value, largest }: ShareProps): ReactElement {
  const width = value === null || largest === 0 ? 0 : (100 * value) / largest;
  return (
    <span className={classes.share}>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${width}%` }} />
      </span>
      <span>{share(value)}</span>
    </span>
  );
}

/** A figure with its interval below it; too few cases are said, never shown as 0. */
function Measured({ figure: found }: { readonly figure: Figure }): ReactElement {
  if (found.value === null)
    return found.reason === null ? (
      <Faint>{figure(null)}</Faint>
    ) : (
      <Tooltip label={found.reason} multiline w={280}>
        <span className={classes.few}>{text("labels.few")}</span>
      </Tooltip>
    );
  return (
    <span className={classes.figure}>
      {figure(found.value)}
      {found.interval && <Faint>{interval(...found.interval)}</Faint>}
    </span>
  );
}
