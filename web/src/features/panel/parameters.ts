/** Parameters as an engineer types them. */
import type { components } from "@/api/schema";

export type Parameter = components["schemas"]["ParameterOut"];
export type Value = string | number | boolean | null;

/** What was typed into the fields, by parameter; the others stay at their defaults. */
export type Typed = Readonly<Record<string, string | boolean>>;

/** What is wrong with what was typed. */
export type Fault = "number" | "whole" | "least" | "most";

/** How a parameter is asked for. */
export type Control = "choice" | "switch" | "text";

/** Return how a parameter is asked for. */
export function controlOf({ choices, kind }: Parameter): Control {
  if (choices !== null) return "choice";
  return kind === "yes or no" ? "switch" : "text";
}

/** Return what a field shows before anybody types; nothing where the program chooses. */
export function shownDefault({ default: value }: Parameter): string | boolean {
  if (typeof value === "boolean" || typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

/** Return what is wrong with what was typed; null: nothing. */
export function faultOf(parameter: Parameter, typed: string | boolean): Fault | null {
  if (typeof typed === "boolean" || !isNumeric(parameter)) return null;
  if (typed.trim() === "") return parameter.default === null ? null : "number";
  const value = Number(typed);
  if (!Number.isFinite(value)) return "number";
  if (parameter.kind === "whole number" && !Number.isInteger(value)) return "whole";
  return beyond(parameter, value);
}

function beyond({ least, most }: Parameter, value: number): Fault | null {
  if (least !== null && value < least) return "least";
  return most !== null && value > most ? "most" : null;
}

function isNumeric(parameter: Parameter): boolean {
  return controlOf(parameter) === "text" && parameter.kind.endsWith("number");
}

/** Return those that differ from their defaults, as the server takes them. */
export function chosen(parameters: readonly Parameter[], typed: Typed): Readonly<Record<string, Value>> {
  const found = parameters.flatMap((parameter) => {
    const words = typed[parameter.name];
    if (words === undefined) return [];
    const value = valueOf(parameter, words);
    return value === (parameter.default ?? null) ? [] : [[parameter.name, value] as const];
  });
  return Object.fromEntries(found);
}

function valueOf(parameter: Parameter, typed: string | boolean): Value {
  if (typeof typed === "boolean") return typed;
  const words = typed.trim();
  if (words === "") return null;
  return isNumeric(parameter) ? Number(words) : words;
}

/** Return how many of the fields hold what cannot be used. */
export function faults(parameters: readonly Parameter[], typed: Typed): number {
  return parameters.filter((each) => {
    const words = typed[each.name];
    return words !== undefined && faultOf(each, words) !== null;
  }).length;
}
