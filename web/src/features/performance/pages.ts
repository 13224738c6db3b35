/** Images of one page of the comparison. */
export const GRID_PAGE = 60;

/** The pages that hold some of the rows from `first` to `last`. */
export function pagesOf(rows: readonly number[], first: number, last: number): readonly (readonly number[])[] {
  const pages = [];
  for (let at = Math.floor(first / GRID_PAGE) * GRID_PAGE; at <= last && at < rows.length; at += GRID_PAGE) {
    pages.push(rows.slice(at, at + GRID_PAGE));
  }
  return pages;
}
