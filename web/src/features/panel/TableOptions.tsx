import { Checkbox, NativeSelect, NumberInput, Text } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";

import { FACTS, separatorOf, SPLITS, splitMapOf, type Fact, type Reading, type Sample, type Split } from "./columns";
import { LAYOUTS, withTable, type Archive, type Choice } from "./dataset";
import classes from "./panel.module.css";
import { choose } from "./sources";

const SHORT = classes.short ?? "";

interface Props {
  readonly project: string;
  readonly file: File;
  readonly archive: Archive;
  readonly choice: Choice;
}

/** How to read an archive: guessed, and open to change. */
export function TableOptions({ project, file, archive, choice }: Props): ReactElement {
  const change = (part: Partial<Choice>): void => choose(project, { ...choice, ...part });
  const isTable = choice.layout === "table";
  return (
    <fieldset className={classes.fieldset}>
      <legend>{text("panel.table.title")}</legend>
      <div className={classes.fields}>
        <NativeSelect
          label={text("panel.table.layout")}
          value={choice.layout}
          onChange={(event) => change({ layout: LAYOUTS.find((each) => each === event.currentTarget.value) ?? "table" })}
          data={LAYOUTS.map((value) => ({ value, label: text(`panel.table.layout.${value}`) }))}
        />
        {isTable && <TableFile project={project} file={file} archive={archive} choice={choice} />}
        <NumberInput
          label={text("panel.table.rare")}
          value={choice.minPositives}
          min={0}
          allowDecimal={false}
          hideControls
          onChange={(value) => change({ minPositives: typeof value === "number" ? value : 0 })}
        />
      </div>
      {isTable && choice.reading !== null && choice.sample !== null && (
        <Columns sample={choice.sample} reading={choice.reading} onChange={(reading) => change({ reading })} />
      )}
    </fieldset>
  );
}

/** Which of the archive's tables is read. */
function TableFile({ project, file, archive, choice }: Props): ReactElement {
  const onTable = async (name: string): Promise<void> => {
    const table = archive.tables.find((each) => each.name === name);
    if (table !== undefined) choose(project, await withTable(file, choice, table));
  };
  if (archive.tables.length === 0)
    return (
      <Text size="sm" c="var(--bad)">
        {text("panel.table.file.none")}
      </Text>
    );
  return (
    <NativeSelect
      label={text("panel.table.file")}
      value={choice.table?.name ?? ""}
      onChange={(event) => void onTable(event.currentTarget.value)}
      data={archive.tables.map((each) => each.name)}
    />
  );
}

interface ColumnsProps {
  readonly sample: Sample;
  readonly reading: Reading;
  readonly onChange: (reading: Reading) => void;
}

function Columns({ sample, reading, onChange }: ColumnsProps): ReactElement {
  const none = { value: "", label: text("panel.table.none") };
  const take = (fact: Fact, column: string | null): void => onChange(withColumn(sample, reading, fact, column));
  return (
    <>
      <Text size="sm" c="dimmed">
        {text("panel.table.guessed")}
      </Text>
      <div className={classes.fields}>
        {FACTS.map((fact) => (
          <NativeSelect
            key={fact}
            label={text(`panel.table.${fact}`)}
            description={text(`panel.table.${fact}.meaning`)}
            value={reading.columns[fact] ?? ""}
            onChange={(event) => take(fact, event.currentTarget.value || null)}
            data={[
              fact === "labels" ? { value: "", label: text("panel.table.labels.columns") } : none,
              ...sample.columns.map((column) => ({ value: column, label: column })),
            ]}
          />
        ))}
      </div>
      {reading.columns.labels === null ? (
        <LabelColumns sample={sample} reading={reading} onChange={onChange} />
      ) : (
        <NativeSelect
          className={SHORT}
          label={text("panel.table.separator")}
          value={reading.separator}
          onChange={(event) => onChange({ ...reading, separator: event.currentTarget.value })}
          data={["|", ",", ";", "/", " "].map((value) => ({ value, label: value === " " ? "␣" : value }))}
        />
      )}
      {reading.splitMap.size > 0 && <SplitWords reading={reading} onChange={onChange} />}
      <FirstLines sample={sample} />
    </>
  );
}

/** Take another column for a fact; what follows from it is guessed anew. */
function withColumn(sample: Sample, reading: Reading, fact: Fact, column: string | null): Reading {
  const columns = { ...reading.columns, [fact]: column };
  if (fact === "split") return { ...reading, columns, splitMap: splitMapOf(sample, column) };
  if (fact !== "labels" || column === null) return { ...reading, columns };
  const at = sample.columns.indexOf(column);
  const cells = sample.rows.map((row) => row[at] ?? "");
  return { ...reading, columns, labelColumns: [], separator: separatorOf(cells) };
}

function LabelColumns({ sample, reading, onChange }: ColumnsProps): ReactElement {
  return (
    <Checkbox.Group
      label={text("panel.table.labelcolumns")}
      value={[...reading.labelColumns]}
      onChange={(chosen) => onChange({ ...reading, labelColumns: sample.columns.filter((each) => chosen.includes(each)) })}
    >
      <div className={classes.checks}>
        {sample.columns.map((column) => (
          <Checkbox key={column} size="xs" value={column} label={column} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface SplitProps {
  readonly reading: Reading;
  readonly onChange: (reading: Reading) => void;
}

function SplitWords({ reading, onChange }: SplitProps): ReactElement {
  const take = (word: string, split: Split | null): void =>
    onChange({ ...reading, splitMap: new Map(reading.splitMap).set(word, split) });
  return (
    <fieldset className={classes.fieldset}>
      <legend>{text("panel.table.splitwords")}</legend>
      <div className={classes.fields}>
        {[...reading.splitMap].map(([word, split]) => (
          <NativeSelect
            key={word}
            label={text("panel.table.splitword", { word })}
            value={split ?? ""}
            onChange={(event) => take(word, SPLITS.find((each) => each === event.currentTarget.value) ?? null)}
            data={[
              { value: "", label: text("panel.table.splitword.choose") },
              ...SPLITS.map((value) => ({ value, label: text(`panel.table.split.${value}`) })),
            ]}
          />
        ))}
      </div>
    </fieldset>
  );
}

const LINES = 3;

function FirstLines({ sample }: { readonly sample: Sample }): ReactElement {
  return (
    <div className={classes.lines} role="region" aria-label={text("panel.table.preview")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {sample.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.rows.slice(0, LINES).map((row, at) => (
            <tr key={at}>
              {sample.columns.map((column, place) => (
                <td key={column}>{row[place] ?? ""}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
