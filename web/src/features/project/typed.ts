/** What is typed of a new project, and what the server makes of it. */
import type { components } from "@/api/schema";

type ProjectIn = components["schemas"]["ProjectIn"];

export interface Typed {
  readonly name: string;
  /** One label in each line. */
  readonly labels: string;
  readonly activation: "sigmoid" | "softmax";
  readonly paired: readonly string[];
  readonly source: string;
}

export const NOTHING_TYPED: Typed = { name: "", labels: "", activation: "sigmoid", paired: [], source: "" };

/** Return the labels: one in each line, empty lines left out. */
export function labelsOf(typed: string): readonly string[] {
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Return the first label that is listed twice; null: none is. */
export function twice(labels: readonly string[]): string | null {
  return labels.find((label, at) => labels.indexOf(label) !== at) ?? null;
}

/** Return what is sent; of what is paired only what is still a label. */
export function bodyOf({ name, labels: lines, activation, paired, source }: Typed): ProjectIn {
  const labels = labelsOf(lines);
  return {
    name: name.trim(),
    labels: [...labels],
    activation,
    paired_labels: paired.filter((label) => labels.includes(label)),
    cue_columns: [],
    label_source: source.trim() === "" ? null : source.trim(),
  };
}
