/**
 * What happens on the server, as it happens.
 *
 * The browser's own EventSource resumes after a broken connection from the last event it saw,
 * but gives up for good when the server answers with an error (while it is restarted behind a
 * proxy, or when the login has ended); then this opens another one, more and more rarely, and
 * says that events may have been missed.
 */

/** One event; `project` is null where it concerns the whole workspace. */
export interface ServerEvent {
  readonly kind: string;
  readonly project: string | null;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface Listener {
  /** The stream stands; `missed`: events may have passed unseen since it last did. */
  readonly onOpen: (missed: boolean) => void;
  /** The stream broke; `refused`: the server answered, but not with a stream. */
  readonly onLost: (refused: boolean) => void;
  readonly onEvent: (event: ServerEvent) => void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 8_000;

/** Listen until the returned function is called. */
export function listen(path: string, kinds: readonly string[], listener: Listener): () => void {
  let waitMs = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | null = null;

  const open = (missed: boolean): void => {
    const opened = new EventSource(path);
    let isNew = missed;
    source = opened;
    opened.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      listener.onOpen(isNew);
      isNew = false;
    };
    opened.onerror = () => {
      const refused = opened.readyState === EventSource.CLOSED;
      listener.onLost(refused);
      if (!refused) return; // it tries again by itself
      timer = setTimeout(() => open(true), waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
    };
    for (const kind of kinds)
      opened.addEventListener(kind, (message: MessageEvent<string>) =>
        listener.onEvent(eventOf(kind, message.data)),
      );
  };
  open(false);
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Read an event; what cannot be read counts as empty. */
export function eventOf(kind: string, data: string): ServerEvent {
  const found = objectOf(parsed(data));
  const project = found["project"];
  return {
    kind,
    project: typeof project === "string" ? project : null,
    content: objectOf(found["content"]),
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}
