/** Which images are shown: kept in the address beside what is chosen. */
import { whole } from "./selection";

/** Splits whose images physicians look through. */
export type Looked = "review" | "train";

/** `correct` and `annotated` let one kind through; null: both. */
export interface Filters {
  readonly split: Looked;
  readonly correct: boolean | null;
  readonly annotated: boolean | null;
}

/** What images are to be like: an image, or a region of it. */
export interface Like {
  /** The image's permanent row. */
  readonly row: number;
  /** x,y,x,y,… of the region's corners in image pixels; null: the whole image. */
  readonly region: string | null;
}

/** The ranking that searches. */
export const SIMILAR = "similar";

/** Read the filters out of an address; what cannot be read lets everything through. */
export function readFilters(search: URLSearchParams): Filters {
  return {
    split: search.get("split") === "train" ? "train" : "review",
    correct: flagOf(search.get("correct")),
    annotated: flagOf(search.get("annotated")),
  };
}

function flagOf(value: string | null): boolean | null {
  return value === "true" ? true : value === "false" ? false : null;
}

/** Read what images are to be like; null: nothing is searched for. */
export function likeIn(search: URLSearchParams): Like | null {
  const row = whole(search.get("like"));
  return row === null ? null : { row, region: search.get("region") };
}

/** Search in an address for images like one, or (null) go back to an order that is not searched. */
export function withLike(search: URLSearchParams, like: Like | null): URLSearchParams {
  const next = withPlace(search, null);
  put(next, "like", like?.row ?? null);
  put(next, "region", like?.region ?? null);
  put(next, "by", like === null ? null : SIMILAR);
  return next;
}

/** Change filters in an address; the image that was open may not be among those that pass. */
export function writeFilters(search: URLSearchParams, change: Partial<Filters>): URLSearchParams {
  const next = withPlace(search, null);
  const { split, correct, annotated } = { ...readFilters(search), ...change };
  put(next, "split", split === "review" ? null : split);
  put(next, "correct", correct);
  put(next, "annotated", annotated);
  return next;
}

/** Where an image stands in its ranking. */
export interface Placed {
  readonly row: number;
  readonly place: number;
}

/** The image that is open and where it stood, as far as the address knows; null: the grid is. */
export interface Opened {
  readonly row: number;
  /** Null: that has to be found out. */
  readonly place: number | null;
}

/** The image that is open; null: the grid is. */
export function openedIn(search: URLSearchParams): Opened | null {
  const row = whole(search.get("image"));
  return row === null ? null : { row, place: whole(search.get("place")) };
}

/** Open an image in an address, or (null) the grid. */
export function withPlace(search: URLSearchParams, placed: Placed | null): URLSearchParams {
  const next = new URLSearchParams(search);
  put(next, "image", placed?.row ?? null);
  put(next, "place", placed?.place ?? null);
  return next;
}

/** The address of the modification view at an image; label, round and ranking go along. */
export function modificationOf(search: URLSearchParams, placed: Placed, chosen: { label: string; by: string }): string {
  const next = withPlace(search, placed);
  next.set("label", chosen.label);
  next.set("by", chosen.by);
  return `../modification?${next}`;
}

/** The address of the attention view with images like one, or like a region of it. */
export function likenessOf(search: URLSearchParams, like: Like, label: string): string {
  const next = withLike(search, like);
  next.set("label", label);
  return `../attention?${next}`;
}

function put(search: URLSearchParams, name: string, value: string | number | boolean | null): void {
  if (value === null) search.delete(name);
  else search.set(name, String(value));
}
