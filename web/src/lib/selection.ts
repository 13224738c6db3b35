/**
 * What is chosen, as the address bar holds it.
 *
 * `/projects/phantoms/attention?label=cyst&round=2&by=suspicious&image=17`
 */

/**
 * What is chosen; null: nothing, and the view takes its own default.
 *
 * `label` is a label's name, `round` a round's number (null: the current one), `by` a
 * ranking's name, `image` an image's permanent row.
 */
export interface Selection {
  readonly label: string | null;
  readonly round: number | null;
  readonly by: string | null;
  readonly image: number | null;
}

export const NOTHING: Selection = { label: null, round: null, by: null, image: null };

const WHOLE = /^\d{1,10}$/;

/** A number in an address; null: there is none, or it is no whole one. */
export function whole(value: string | null): number | null {
  return value !== null && WHOLE.test(value) ? Number(value) : null;
}

function word(value: string | null): string | null {
  return value === null || value === "" ? null : value;
}

/** Read the selection out of an address; what cannot be read counts as not chosen. */
export function read(search: URLSearchParams): Selection {
  return {
    label: word(search.get("label")),
    round: whole(search.get("round")),
    by: word(search.get("by")),
    image: whole(search.get("image")),
  };
}

/** Change a part of the selection in an address; its other parameters stay. */
export function write(search: URLSearchParams, change: Partial<Selection>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ ...read(search), ...change })) {
    if (value === null) next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}

/** Return the neighbour of a name in a list, round the end; the first or last where none is chosen. */
export function neighbour(names: readonly string[], chosen: string | null, by: 1 | -1): string | null {
  const at = chosen === null ? -1 : names.indexOf(chosen);
  if (at < 0) return names.at(by > 0 ? 0 : -1) ?? null;
  return names[(at + by + names.length) % names.length] ?? null;
}
