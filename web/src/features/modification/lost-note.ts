/** Deleting a note so that it can come back. */
import { note } from "@/api/journal-notes";
import { deleted, newKey, type Note, type Noted } from "@/api/noted";

/** A note that was deleted, as it would be written again. */
export interface Lost extends Noted {
  readonly text: string;
}

/** Delete a note; the journal does it, except where a program without a journal wrote it. */
export async function gone(project: string, { row, key, text, ...rest }: Note): Promise<Lost> {
  if (key === null) await deleted(project, { row, key, text, ...rest });
  else await note({ project, row, key, text: null });
  return { project, row, key: key ?? newKey(), text };
}
