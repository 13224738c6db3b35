import { Alert, Button, Group, Text, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";

import { journalOfPage } from "@/api/journal";
import { note, useNoted, useWaitingNotes, type WaitingNote } from "@/api/journal-notes";
import { newKey, type Note, type Noted } from "@/api/noted";
import { text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import classes from "./modification.module.css";
import { gone, type Lost } from "./lost-note";
import { OneNote } from "./OneNote";
import { notesQuery } from "./queries";

const LENGTH_MAX = 10_000;

interface Props {
  readonly project: string;
  readonly row: number;
  /** Who writes: one's own notes may be deleted. */
  readonly author: string;
}

/** What people wrote about an image; what is said of it waits in the journal until the server has it. */
export function Notes({ project, row, author }: Props): ReactElement {
  const asked = useQuery(notesQuery(project, row));
  const waiting = useWaitingNotes(project, row);
  const [lost, lose] = useState<Lost | null>(null);
  useKeptNotes();
  return (
    <section className={classes.notes} aria-label={text("modification.notes")}>
      <h2 className={classes.title}>{text("modification.notes")}</h2>
      <Faces asked={asked} what={text("modification.notes.what")}>
        {(notes) => (
          <ul className={classes.list}>
            {notes
              .filter(({ key }) => !waiting.some((each) => each.key === key))
              .map((each) => (
                <OneNote key={each.id} note={each} {...(each.author === author && { onDelete: () => void gone(project, each).then(lose) })} />
              ))}
          </ul>
        )}
      </Faces>
      {waiting.map((each) => (
        <Waiting key={each.key} waiting={each} />
      ))}
      {lost !== null && lost.row === row && <Deleted lost={lost} onDone={() => lose(null)} />}
      <NewNote key={row} project={project} row={row} />
    </section>
  );
}

/** Keep the notes as the server confirms them, without asking again. */
function useKeptNotes(): void {
  const cache = useQueryClient();
  useNoted(
    useCallback(
      ({ project, row, key }: Noted, saved: Note | null) => {
        cache.setQueryData<readonly Note[]>(notesQuery(project, row).queryKey, (before) => {
          const others = before?.filter((each) => each.key !== key);
          return saved === null || others === undefined ? others : [...others, saved];
        });
      },
      [cache],
    ),
  );
}

/** A note that is on its way, or that the server refused. */
function Waiting({ waiting }: { readonly waiting: WaitingNote }): ReactElement | null {
  const { text: words, entry } = waiting;
  if (entry.state.is === "refused") {
    const { id } = entry;
    return (
      <Alert role="alert" color="red" title={text("modification.refused")}>
        <Text size="sm">{entry.state.detail}</Text>
        <Group gap="xs" mt="xs">
          <Button size="compact-sm" variant="default" onClick={() => void journalOfPage().then((journal) => journal.retry(id))}>
            {text("face.retry")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void journalOfPage().then((journal) => journal.drop(id))}>
            {text("modification.note.drop")}
          </Button>
        </Group>
      </Alert>
    );
  }
  if (words === null) return null;
  return (
    <div className={classes.note}>
      <Text size="sm" className={classes.noteText ?? ""}>
        {words}
      </Text>
      <Text size="xs" c="dimmed">
        {text("modification.note.waits")}
      </Text>
    </div>
  );
}

interface DeletedProps {
  readonly lost: Lost;
  readonly onDone: () => void;
}

/** The way back, as long as one looks at the image. */
function Deleted({ lost, onDone }: DeletedProps): ReactElement {
  const restore = async (): Promise<void> => {
    await note(lost);
    onDone();
  };
  return (
    <Group gap="xs" role="status">
      <Text size="sm">{text("modification.note.deleted")}</Text>
      <Button size="compact-xs" variant="default" onClick={() => void restore()}>
        {text("modification.note.undo")}
      </Button>
    </Group>
  );
}

/** What is typed stays in this browser; whoever goes on without saving it has it saved. */
function NewNote({ project, row }: Pick<Props, "project" | "row">): ReactElement {
  const place = `note ${project} ${row}`;
  const [words, setWords] = useState(() => sessionStorage.getItem(place) ?? "");
  const latest = useRef(words);
  const type = useCallback(
    (next: string): void => {
      latest.current = next;
      setWords(next);
      if (next === "") sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, next);
    },
    [place],
  );
  const save = useCallback(async (): Promise<void> => {
    const said = latest.current.trim();
    if (said === "") return;
    await note({ project, row, key: newKey(), text: said });
    if (latest.current.trim() === said) type("");
  }, [project, row, type]);
  useEffect(() => () => void save().catch(() => undefined), [save]); // nobody is logged in: it stays typed
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        size="sm"
        autosize={false}
        rows={2}
        maxLength={LENGTH_MAX}
        aria-label={text("modification.note.new")}
        placeholder={text("modification.note.new")}
        value={words}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
        }}
      />
      <Button type="submit" size="compact-sm" mt={6} variant="default" disabled={words.trim() === ""}>
        {text("modification.note.save")}
      </Button>
    </form>
  );
}
