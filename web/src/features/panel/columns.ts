/** What the columns of a table probably mean; a person changes what was guessed wrongly. */

/** The first lines of a table. */
export interface Sample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The facts that a column may hold. */
export const FACTS = ["image", "labels", "patient", "age", "sex", "view", "split"] as const;

export type Fact = (typeof FACTS)[number];

export type Split = "train" | "review" | "tune" | "test" | "sealed" | "pool";

export const SPLITS: readonly Split[] = ["train", "review", "tune", "test", "sealed", "pool"];

/**
 * How a table is read. `columns` names the column of each fact (null: there is none);
 * `labelColumns` are one column per label, where no column holds lists; `splitMap` gives the words
 * of the split column a meaning, null: a person has to say it.
 */
export interface Reading {
  readonly columns: Readonly<Record<Fact, string | null>>;
  readonly labelColumns: readonly string[];
  readonly separator: string;
  readonly splitMap: ReadonlyMap<string, Split | null>;
}

const NAMES: Readonly<Record<Fact, readonly string[]>> = {
  image: ["imageindex", "image", "imageid", "filename", "file", "path", "imagename", "imagepath"],
  labels: ["findinglabels", "labels", "label", "findings", "finding", "diagnosis"],
  patient: ["patientid", "patient", "subjectid"],
  age: ["patientage", "age", "ageapprox"],
  sex: ["patientgender", "patientsex", "sex", "gender"],
  view: ["viewposition", "view"],
  split: ["split", "subset", "partition", "fold"],
};

const SPLIT_WORDS: ReadonlyMap<string, Split> = new Map<string, Split>([
  ["train", "train"],
  ["training", "train"],
  ["trainval", "train"],
  ["review", "review"],
  ["val", "tune"],
  ["valid", "tune"],
  ["validation", "tune"],
  ["dev", "tune"],
  ["tune", "tune"],
  ["test", "test"],
  ["testing", "test"],
]);

const PICTURE = /\.(png|jpe?g|dcm|dicom|tiff?|bmp|webp)$/i;
const ANSWER = /^(-1|0|1)?(\.0)?$/;
const SEPARATORS = ["|", ";", ","] as const;
const ROWS_MAX = 200;

/** A column's name in small letters, without spaces and marks. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9#]/g, "");
}

/** Read the first lines of a table; its last line may be cut and is left out. */
export function sampleOf(beginning: string): Sample {
  const lines = beginning.split(/\r\n|\n|\r/);
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const [head = "", ...rest] = whole.filter((line) => line.trim() !== "").slice(0, ROWS_MAX + 1);
  const mark = markOf(head);
  return {
    columns: cellsOf(head, mark),
    rows: rest.map((line) => cellsOf(line, mark)),
  };
}

function markOf(head: string): string {
  const counts = [",", ";", "\t"].map((mark) => ({ mark, n: head.split(mark).length }));
  return counts.toSorted((a, b) => b.n - a.n)[0]?.mark ?? ",";
}

/** Part a line at its marks; those between quotes part nothing. */
function cellsOf(line: string, mark: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === mark && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function cellsUnder(sample: Sample, column: string): readonly string[] {
  const at = sample.columns.indexOf(column);
  return sample.rows.map((row) => row[at] ?? "").filter((cell) => cell !== "");
}

function named(sample: Sample, fact: Fact): string | null {
  for (const name of NAMES[fact]) {
    const found = sample.columns.find((column) => plain(column) === name);
    if (found !== undefined) return found;
  }
  return null;
}

/** Guess what the columns mean, by their names and by what stands in them. */
export function guessed(sample: Sample): Reading {
  const columns: Record<Fact, string | null> = {
    image: named(sample, "image") ?? columnOfPictures(sample),
    labels: named(sample, "labels") ?? columnOfLists(sample),
    patient: named(sample, "patient"),
    age: named(sample, "age"),
    sex: named(sample, "sex"),
    view: named(sample, "view"),
    split: named(sample, "split"),
  };
  const taken = new Set(Object.values(columns));
  return {
    columns,
    labelColumns: columns.labels === null ? columnsOfAnswers(sample, taken) : [],
    separator: columns.labels === null ? "|" : separatorOf(cellsUnder(sample, columns.labels)),
    splitMap: splitMapOf(sample, columns.split),
  };
}

/** The words of a split column with ours; one that says nothing to us is left to a person. */
export function splitMapOf(sample: Sample, column: string | null): ReadonlyMap<string, Split | null> {
  if (column === null) return new Map();
  const words = [...new Set(cellsUnder(sample, column))];
  return new Map(words.map((word) => [word, SPLIT_WORDS.get(plain(word)) ?? null]));
}

function columnOfPictures(sample: Sample): string | null {
  return sample.columns.find((column) => mostOf(cellsUnder(sample, column), PICTURE)) ?? null;
}

function mostOf(cells: readonly string[], pattern: RegExp): boolean {
  return cells.length > 0 && cells.filter((cell) => pattern.test(cell)).length > cells.length / 2;
}

function columnOfLists(sample: Sample): string | null {
  return sample.columns.find((column) => cellsUnder(sample, column).some((cell) => cell.includes("|"))) ?? null;
}

function columnsOfAnswers(sample: Sample, taken: ReadonlySet<string | null>): readonly string[] {
  return sample.columns.filter((column) => {
    const cells = cellsUnder(sample, column);
    return !taken.has(column) && cells.length > 0 && cells.every((cell) => ANSWER.test(cell));
  });
}

/** The mark between the labels of a list; a bar unless another is there. */
export function separatorOf(cells: readonly string[]): string {
  return SEPARATORS.find((mark) => cells.some((cell) => cell.includes(mark))) ?? "|";
}
