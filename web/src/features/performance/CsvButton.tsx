import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";

import { saveCsv, type CsvTable } from "./csv";
import classes from "./performance.module.css";

interface Props {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What the table holds, as in "Export as CSV: {what}". */
  readonly what: string;
  readonly table: () => CsvTable;
}

/** Saves a table as a file; paper shows no buttons. */
export function CsvButton({ name, what, table }: Props): ReactElement {
  return (
    <Button
      className={classes.csv ?? ""}
      variant="default"
      size="xs"
      aria-label={text("performance.csv.of", { what })}
      onClick={() => saveCsv(`${name}.csv`, table())}
    >
      {text("performance.csv")}
    </Button>
  );
}
