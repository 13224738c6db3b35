/** The four faces of a request: loading, error, empty, content. */
import { Alert, Button, Loader, Stack, Text } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

import { text } from "@/lib/texts";

import classes from "./Faces.module.css";
import { Glyph, type GlyphName } from "./Glyph";

/** What a request can tell; TanStack's queries fit. */
export interface Asked<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch?: () => unknown;
}

interface Props<T> {
  readonly asked: Asked<T>;
  /** What is asked for, as in "Loading {what} …": "the labels". */
  readonly what: string;
  /** The face of an answer without content; null: it has content. */
  readonly empty?: (data: T) => ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** Show the face that fits. Content stays while it is asked for again, also when that fails. */
export function Faces<T>({ asked, what, empty, children }: Props<T>): ReactElement {
  if (asked.data !== undefined) {
    const nothing = empty?.(asked.data) ?? null;
    return <>{nothing ?? children(asked.data)}</>;
  }
  if (asked.error !== null)
    return <ErrorFace what={what} error={asked.error} {...(asked.refetch && { retry: asked.refetch })} />;
  return <LoadingFace what={what} />;
}

/** Something is being asked for. */
export function LoadingFace({ what }: { readonly what: string }): ReactElement {
  return (
    <div className={classes.face} role="status">
      <Loader size="sm" type="dots" aria-hidden />
      <Text size="sm" c="dimmed">
        {text("face.loading", { what })}
      </Text>
    </div>
  );
}

interface ErrorProps {
  readonly what: string;
  readonly error: Error;
  readonly retry?: () => unknown;
}

/** It was refused, or nobody answered: why, and what to do. */
export function ErrorFace({ what, error, retry }: ErrorProps): ReactElement {
  return (
    <div className={classes.face}>
      <Alert
        role="alert"
        color="red"
        icon={<Glyph name="warning" />}
        title={text("face.error", { what: capital(what) })}
        className={classes.alert}
      >
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{error.message}</Text>
          {retry && (
            <Button size="xs" variant="default" onClick={() => void retry()}>
              {text("face.retry")}
            </Button>
          )}
        </Stack>
      </Alert>
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  /** Whether the face is the whole page, and its title the page's head. */
  readonly isPage?: boolean;
  readonly glyph?: GlyphName;
  /** What to do about it. */
  readonly children?: ReactNode;
}

/** There is nothing yet: what that means, and what to do. */
export function EmptyFace({ title, isPage = false, glyph = "empty", children }: EmptyProps): ReactElement {
  return (
    <div className={classes.face}>
      <Glyph name={glyph} size={40} />
      <Text component={isPage ? "h1" : "p"} fw={600} m={0}>
        {title}
      </Text>
      <Text component="div" size="sm" c="dimmed" className={classes.hint}>
        {children}
      </Text>
    </div>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
