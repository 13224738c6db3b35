/** Figures out of what the server sends by name: a number, its 95 % interval, or why there is none. */

export type Figures = Readonly<Record<string, unknown>> | null;

/**
 * One figure. `value` is null where there are too few cases; then `reason` says why, where the
 * server does. `interval` is the 95 % interval of the bootstrap over patients.
 */
export interface Figure {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly reason: string | null;
}

/** Read one figure. */
export function figureIn(figures: Figures, name: string): Figure {
  const value = numberOf(figures?.[name]);
  const reason = figures?.["reason"];
  return {
    value,
    interval: intervalOf(figures?.[`${name}_ci`]),
    reason: value === null && typeof reason === "string" ? reason : null,
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function intervalOf(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value)) return null;
  const [low, high] = value.map(numberOf);
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}
