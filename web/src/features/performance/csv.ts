/** Tables as CSV (RFC 4180), safe to open in a spreadsheet. */

export type CsvCell = string | number | boolean | null | undefined;

/** A table as a file holds it. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d/;

/** Return a table as CSV; what is unknown is an empty cell. */
export function csvOf({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

function cellOf(value: CsvCell): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const words = String(value);
  const safe = FORMULA.test(words) && !NUMBER.test(words) ? `'${words}` : words; // a spreadsheet would run it
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Let the browser save a table as a file. */
export function saveCsv(name: string, table: CsvTable): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", csvOf(table)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
