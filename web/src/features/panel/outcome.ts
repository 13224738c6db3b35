/** What an import did, read out of what its job returned. */

export interface RefusedFile {
  readonly file: string;
  readonly reason: string;
}

export interface Outcome {
  readonly imported: number;
  readonly already: number;
  readonly refusedCount: number;
  readonly refused: readonly RefusedFile[];
  readonly missingCount: number;
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
  /** Regions by experts that came along; null: there was no file of them. */
  readonly regions: number | null;
}

/** Read an outcome; null: it is none of an import. */
export function outcomeOf(found: Readonly<Record<string, unknown>> | null): Outcome | null {
  if (found === null || typeof found["imported"] !== "number") return null;
  return {
    imported: found["imported"],
    already: numberIn(found, "already"),
    refusedCount: numberIn(found, "refused_count"),
    refused: listIn(found, "refused").flatMap((each) => (isRefused(each) ? [each] : [])),
    missingCount: numberIn(found, "missing_count"),
    missing: wordsIn(found, "missing"),
    warnings: wordsIn(found, "warnings"),
    regions: regionsIn(found["regions"]),
  };
}

function numberIn(found: Readonly<Record<string, unknown>>, name: string): number {
  const value = found[name];
  return typeof value === "number" ? value : 0;
}

function listIn(found: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = found[name];
  return Array.isArray(value) ? value : [];
}

function wordsIn(found: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  return listIn(found, name).filter((each) => typeof each === "string");
}

function isRefused(each: unknown): each is RefusedFile {
  if (typeof each !== "object" || each === null) return false;
  return "file" in each && "reason" in each && typeof each.file === "string" && typeof each.reason === "string";
}

function regionsIn(found: unknown): number | null {
  if (typeof found !== "object" || found === null || !("added" in found)) return null;
  return typeof found.added === "number" ? found.added : null;
}
