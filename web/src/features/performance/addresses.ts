/** Where pictures come from. */

/** The address of an image's small picture. */
export function thumbnailOf(project: string, row: number, side: number): string {
  return `/api/projects/${encodeURIComponent(project)}/images/${row}/thumbnail?side=${side}`;
}
