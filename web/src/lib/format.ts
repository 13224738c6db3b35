/** Numbers, dates and sizes as a person reads them. An unknown value is a dash, never 0. */

export const UNKNOWN = "–";

const COUNTS = new Intl.NumberFormat("en");
const DAYS = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const MOMENTS = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

type Maybe<T> = T | null | undefined;

function isKnown(value: Maybe<number>): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** 11247 is "11,247". */
export function count(n: Maybe<number>): string {
  return isKnown(n) ? COUNTS.format(n) : UNKNOWN;
}

/** A figure in [0, 1] with two decimals: .8749 is "0.87". */
export function figure(value: Maybe<number>, decimals = 2): string {
  return isKnown(value) ? value.toFixed(decimals) : UNKNOWN;
}

/** An interval's two ends: [.8, .9] is "0.80–0.90". */
export function interval(low: Maybe<number>, high: Maybe<number>): string {
  return isKnown(low) && isKnown(high) ? `${figure(low)}–${figure(high)}` : UNKNOWN;
}

/** A share in [0, 1] in per cent, which no line break parts; one decimal below 10 %, and never 0 % for what is not nothing. */
export function share(value: Maybe<number>): string {
  if (!isKnown(value)) return UNKNOWN;
  const percent = 100 * value;
  if (percent > 0 && percent < 0.1) return "< 0.1\u00a0%";
  return `${percent.toFixed(percent < 10 && percent > 0 ? 1 : 0)}\u00a0%`;
}

/** Seconds as a person says them: 95 is "1 min 35 s". */
export function duration(seconds: Maybe<number>): string {
  if (!isKnown(seconds)) return UNKNOWN;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Bytes in the largest unit that keeps the number above 1: 1536 is "1.5 kB" of 1024. */
export function size(bytes: Maybe<number>): string {
  if (!isKnown(bytes)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** The day of a time stamp. */
export function day(iso: Maybe<string>): string {
  return iso === null || iso === undefined ? UNKNOWN : DAYS.format(new Date(iso));
}

/** The day and the minute of a time stamp. */
export function moment(iso: Maybe<string>): string {
  return iso === null || iso === undefined ? UNKNOWN : MOMENTS.format(new Date(iso));
}
