/** An archive that was chosen, and how its table shall be read. */
import { beginningOf, membersOf, type Member } from "./archive";
import { guessed, sampleOf, type Reading, type Sample } from "./columns";
import type { Dataset } from "./queries";

export type Layout = Dataset["layout"];

export const LAYOUTS: readonly Layout[] = ["table", "folder", "chexpert", "vindr"];

/** What lies in an archive; tables by their names. */
export interface Archive {
  readonly tables: readonly Member[];
  readonly pictures: number;
}

/** How an archive shall be read; `reading` null: the server recognises the columns. */
export interface Choice {
  readonly layout: Layout;
  readonly table: Member | null;
  readonly sample: Sample | null;
  readonly reading: Reading | null;
  readonly minPositives: number;
}

const TABLE = /\.(csv|tsv)(\.gz)?$/i;
const PICTURE = /\.(png|jpe?g|dcm|dicom|tiff?|bmp|webp)$/i;
const RESOURCE = /(^|\/)(__MACOSX\/|\.)/; // what a Mac adds to archives

/** Look into an archive; null: it is none. */
export async function archiveIn(file: Blob): Promise<Archive | null> {
  const members = await membersOf(file);
  if (members === null) return null;
  const ours = members.filter((each) => !RESOURCE.test(each.name));
  return {
    tables: ours.filter((each) => TABLE.test(each.name)),
    pictures: ours.filter((each) => PICTURE.test(each.name)).length,
  };
}

/** Guess how an archive shall be read. */
export async function firstChoice(file: Blob, { tables }: Archive): Promise<Choice> {
  const [table = null] = tables;
  const choice: Choice = {
    layout: table === null ? "folder" : "table",
    table: null,
    sample: null,
    reading: null,
    minPositives: 0,
  };
  return table === null ? choice : withTable(file, choice, table);
}

/** Take another table of the archive. */
export async function withTable(file: Blob, choice: Choice, table: Member): Promise<Choice> {
  try {
    const sample = sampleOf(await beginningOf(file, table));
    return { ...choice, table, sample, reading: guessed(sample) };
  } catch {
    return { ...choice, table, sample: null, reading: null }; // the server reads it for itself
  }
}

/** What a person still has to say. */
export type Need = "image" | "labels" | "split";

/** Return what is still to be said before an import can begin. */
export function needsOf({ layout, reading }: Choice): readonly Need[] {
  if (layout !== "table" || reading === null) return [];
  const needs: Need[] = [];
  if (reading.columns.image === null) needs.push("image");
  if (reading.columns.labels === null && reading.labelColumns.length === 0) needs.push("labels");
  if ([...reading.splitMap.values()].includes(null)) needs.push("split");
  return needs;
}

/** A table whose columns the server recognises by their names. */
const RECOGNISED: Reading = {
  columns: { image: null, labels: null, patient: null, age: null, sex: null, view: null, split: null },
  labelColumns: [],
  separator: "|",
  splitMap: new Map(),
};

/** Return a choice as the server takes it. */
export function datasetOf({ layout, table, reading, minPositives }: Choice): Dataset {
  const isTable = layout === "table";
  const { columns, labelColumns, separator, splitMap } = (isTable ? reading : null) ?? RECOGNISED;
  return {
    layout,
    table: isTable && table !== null ? table.name : null,
    image_column: columns.image,
    labels_column: columns.labels,
    label_columns: [...labelColumns],
    separator,
    patient_column: columns.patient,
    age_column: columns.age,
    sex_column: columns.sex,
    view_column: columns.view,
    split_column: columns.split,
    split_map: Object.fromEntries(
      [...splitMap].flatMap(([word, split]) => (split === null ? [] : [[word, split] as const])),
    ),
    cue_columns: [],
    min_positives: minPositives,
  };
}
