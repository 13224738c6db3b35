import { Button, Text } from "@mantine/core";
import type { ReactElement } from "react";

import type { Note } from "@/api/noted";
import { moment } from "@/lib/format";
import { text } from "@/lib/texts";

import classes from "./modification.module.css";

interface Props {
  readonly note: Note;
  /** Where it is one's own. */
  readonly onDelete?: () => void;
}

/** A note with who wrote it and when. */
export function OneNote({ note, onDelete }: Props): ReactElement {
  const at = moment(note.saved_at);
  return (
    <li className={classes.note}>
      <Text size="sm" className={classes.noteText ?? ""}>
        {note.text}
      </Text>
      <Text size="xs" c="dimmed">
        {text("modification.note.by", { author: note.author, at })}
        {onDelete !== undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={text("modification.note.delete.of", { at })}
            onClick={onDelete}
          >
            {text("modification.note.delete")}
          </Button>
        )}
      </Text>
    </li>
  );
}
