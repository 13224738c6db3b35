import { NativeSelect } from "@mantine/core";
import type { ReactElement } from "react";

import { text } from "@/lib/texts";

import classes from "./controls.module.css";
import type { Filters, Looked } from "@/lib/filters";

interface Props {
  readonly filters: Filters;
  readonly onChange: (change: Partial<Filters>) => void;
}

/** Which images are shown. */
export function FilterBar({ filters, onChange }: Props): ReactElement {
  return (
    <div className={classes.group} role="group" aria-label={text("attention.filters")}>
      <Choice
        title={text("attention.split")}
        value={filters.split}
        choices={[
          ["review", text("attention.split.review")],
          ["train", text("attention.split.train")],
        ]}
        onChoose={(split) => onChange({ split: split as Looked })}
      />
      <Choice
        title={text("attention.correct")}
        value={String(filters.correct)}
        choices={[
          ["null", text("attention.correct.all")],
          ["true", text("attention.correct.true")],
          ["false", text("attention.correct.false")],
        ]}
        onChoose={(value) => onChange({ correct: flagOf(value) })}
      />
      <Choice
        title={text("attention.annotated")}
        value={String(filters.annotated)}
        choices={[
          ["null", text("attention.annotated.all")],
          ["true", text("attention.annotated.true")],
          ["false", text("attention.annotated.false")],
        ]}
        onChoose={(value) => onChange({ annotated: flagOf(value) })}
      />
    </div>
  );
}

function flagOf(value: string): boolean | null {
  return value === "null" ? null : value === "true";
}

interface ChoiceProps {
  readonly title: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string) => void;
}

/** One of a few, as small as it can be. */
export function Choice({ title, value, choices, onChoose }: ChoiceProps): ReactElement {
  return (
    <label className={classes.choice}>
      <span>{title}</span>
      <NativeSelect
        size="xs"
        value={value}
        data={choices.map(([each, words]) => ({ value: each, label: words }))}
        onChange={(event) => onChoose(event.currentTarget.value)}
      />
    </label>
  );
}
