import type { ReactElement, ReactNode } from "react";

import classes from "./Table.module.css";

/** One column; the first one names the row. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** What the table is, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Whether a row is the chosen one, or sums up the others. */
  readonly emphasis?: (row: Row) => "chosen" | "summary" | null;
}

/** A table that may be wider than its place: a keyboard scrolls it too. */
export function Table<Row>({ label, columns, rows, keyOf, emphasis }: Props<Row>): ReactElement {
  const [first, ...others] = columns;
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-emphasis={emphasis?.(row) ?? undefined}>
              <th scope="row">{first?.cell(row)}</th>
              {others.map(({ title, cell }) => (
                <td key={title}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
