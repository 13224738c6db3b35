import { Button, Checkbox, NativeSelect, Text, TextInput } from "@mantine/core";
import type { ReactElement } from "react";

import { plural, sentence, text } from "@/lib/texts";

import classes from "./panel.module.css";
import { chosen, controlOf, faultOf, shownDefault, type Fault, type Parameter, type Typed } from "./parameters";

interface Props {
  readonly parameters: readonly Parameter[];
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}

/** Every parameter with its meaning and its default; closed until somebody asks. */
export function Advanced({ parameters, typed, onType }: Props): ReactElement {
  const changed = Object.keys(chosen(parameters, typed)).length;
  return (
    <details className={classes.details}>
      <summary>
        {text("panel.advanced")}
        {changed > 0 && <span className={classes.faint}> · {plural("panel.advanced.changed", changed)}</span>}
      </summary>
      <div className={classes.stack}>
        <Text size="sm" c="dimmed">
          {text("panel.advanced.lead")}
        </Text>
        <div className={classes.fields}>
          {parameters.map((each) => (
            <Field
              key={each.name}
              parameter={each}
              typed={typed[each.name] ?? shownDefault(each)}
              onType={(value) => onType({ ...typed, [each.name]: value })}
            />
          ))}
        </div>
        {changed > 0 && (
          <div className={classes.row}>
            <Button variant="default" size="xs" onClick={() => onType({})}>
              {text("panel.advanced.reset")}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  readonly typed: string | boolean;
  readonly onType: (value: string | boolean) => void;
}

function Field({ parameter, typed, onType }: FieldProps): ReactElement {
  const shared = {
    label: parameter.name.replaceAll("_", " "),
    description: `${sentence(parameter.meaning)} ${defaultIn(parameter)}`,
  };
  const control = controlOf(parameter);
  if (control === "switch")
    return <Checkbox {...shared} checked={typed === true} onChange={(event) => onType(event.currentTarget.checked)} />;
  const value = String(typed);
  if (control === "choice")
    return (
      <NativeSelect
        {...shared}
        description={`${shared.description} ${meaningOf(parameter, value)}`}
        value={value}
        onChange={(event) => onType(event.currentTarget.value)}
        data={choicesOf(parameter)}
      />
    );
  const fault = faultOf(parameter, typed);
  return (
    <TextInput
      {...shared}
      value={value}
      inputMode={parameter.kind === "text" ? "text" : "decimal"}
      error={fault === null ? null : faultIn(parameter, fault)}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}

function choicesOf({ choices, default: value }: Parameter): { value: string; label: string }[] {
  const named = Object.keys(choices ?? {}).map((each) => ({ value: each, label: each }));
  return value === null ? [{ value: "", label: text("panel.table.none") }, ...named] : named;
}

/** What the chosen one means, where the server says so. */
function meaningOf({ choices }: Parameter, value: string): string {
  const meaning = choices?.[value] ?? "";
  return meaning === "" ? "" : `${value}: ${sentence(meaning)}`;
}

function defaultIn(parameter: Parameter): string {
  const value = shownDefault(parameter);
  if (typeof value === "boolean")
    return text("panel.advanced.default", { value: text(value ? "panel.advanced.yes" : "panel.advanced.no") });
  if (value !== "") return text("panel.advanced.default", { value });
  if (parameter.choices === null) return text("panel.advanced.default.none");
  return text("panel.advanced.default", { value: text("panel.table.none") });
}

function faultIn({ least, most }: Parameter, fault: Fault): string {
  if (fault === "least") return text("panel.advanced.fault.least", { least: least ?? 0 });
  if (fault === "most") return text("panel.advanced.fault.most", { most: most ?? 0 });
  return text(`panel.advanced.fault.${fault}`);
}
