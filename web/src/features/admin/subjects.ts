/** Return what an audit entry is about, field by field in words. */
export function subjectWords(subject: Readonly<Record<string, unknown>>): string {
  return Object.entries(subject)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${wordsOf(value)}`)
    .join(", ");
}

function wordsOf(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.map(wordsOf).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
