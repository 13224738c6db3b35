/**
 * The journal's rules, without storage, network or clock.
 *
 * A person's changes of one image and one label form a lane and are sent one after another. Each
 * says on which version it was made; when the one before it is saved, the version that the server
 * gave takes the place of its own. Two windows do not follow one another: what the second made on
 * an old version becomes a conflict, which a person decides.
 */

/** A change as it is made. */
export interface Change {
  readonly author: string;
  /** What it changes, by a name that is the same in every window: project, image row, label. */
  readonly lane: string;
  /** Where it was made: one open page. */
  readonly window: string;
  /** What sending it needs, as plain values. */
  readonly body: unknown;
  /** The version that was seen; 0: none was saved yet. */
  readonly base: number;
  /** The entry of an earlier page that was shown and built upon (`pending`); null: none. */
  readonly onto: number | null;
  /** Whether it says all that earlier ones of its window said: those never tried are dropped. */
  readonly replaces: boolean;
  readonly made_at_ms: number;
}

/** Where a change stands. */
export type EntryState =
  | { readonly is: "waiting" }
  /** It may have reached the server; sending it again with the same version changes nothing. */
  | { readonly is: "tried"; readonly by: string; readonly at_ms: number }
  | { readonly is: "conflict"; readonly version: number; readonly stored: unknown }
  | { readonly is: "refused"; readonly status: number; readonly detail: string }
  /** Kept for a while without its body, so that what is made next knows its version. */
  | { readonly is: "saved"; readonly version: number; readonly at_ms: number };

/** A change in the journal; `id` grows. */
export interface Entry extends Change {
  readonly id: number;
  /** The entry whose saved version will take the place of `base`. */
  readonly follows: number | null;
  readonly state: EntryState;
}

/** What a server answers to a change. */
export type Reply =
  | { readonly is: "saved"; readonly version: number; readonly body: unknown }
  | { readonly is: "conflict"; readonly version: number; readonly stored: unknown }
  | { readonly is: "expired" }
  | { readonly is: "refused"; readonly status: number; readonly detail: string }
  /** `why`: what a server said that cannot save just now (its disk is full); null: nobody answered. */
  | { readonly is: "unreachable"; readonly retry_after_ms: number | null; readonly why: string | null };

/** What an answer that is no confirmation says. */
export interface Refused {
  readonly status: number;
  readonly detail: string;
  /** With 409: what is stored. */
  readonly stored: unknown;
  readonly retry_after_ms: number | null;
}

const PASSING = new Set([429, 502, 503, 504]);
/** The server itself says that it cannot save now; the others are said by what stands before it. */
const UNABLE = 503;

/** A refusal as a reply: what passes by itself, what logging in mends, what a person decides. */
export function replyTo({ status, detail, stored, retry_after_ms }: Refused): Reply {
  if (status === 401) return { is: "expired" };
  if (PASSING.has(status)) return { is: "unreachable", retry_after_ms, why: status === UNABLE ? detail : null };
  const version = status === 409 ? versionOf(stored) : null;
  return version === null ? { is: "refused", status, detail } : { is: "conflict", version, stored };
}

function versionOf(stored: unknown): number | null {
  if (typeof stored !== "object" || stored === null || !("version" in stored)) return null;
  return typeof stored.version === "number" ? stored.version : null;
}

/** What to do to the stored entries. */
export interface Update {
  readonly put: readonly Entry[];
  readonly remove: readonly number[];
  readonly add: Omit<Entry, "id"> | null;
}

export const UNCHANGED: Update = { put: [], remove: [], add: null };

const SAVED_KEPT_MS = 600_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
const AT_ONCE_MAX = 4;

/** The update that adds a change at the end of its lane. */
export function recorded(entries: readonly Entry[], change: Change): Update {
  const all = lane(entries, change);
  const own = all.filter((each) => each.window === change.window);
  const dropped = change.replaces ? own.filter((each) => each.state.is === "waiting" && each.replaces) : [];
  const before =
    own.filter((each) => !dropped.includes(each)).at(-1) ??
    all.find((each) => each.id === change.onto && !dropped.includes(each));
  const add = { ...change, ...linkTo(before, dropped[0], change.base), state: { is: "waiting" } } as const;
  return { put: [], remove: dropped.map((each) => each.id), add };
}

/** What a change follows: the entry before it, else what the entry that it replaces followed. */
function linkTo(
  before: Entry | undefined,
  replaced: Entry | undefined,
  base: number,
): Pick<Entry, "base" | "follows"> {
  if (before?.state.is === "saved") return { base: Math.max(base, before.state.version), follows: null };
  if (before) return { base: before.base, follows: before.id };
  if (replaced) return { base: Math.max(base, replaced.base), follows: replaced.follows };
  return { base, follows: null };
}

function lane(entries: readonly Entry[], of: Pick<Entry, "author" | "lane">): readonly Entry[] {
  return entries.filter((each) => each.author === of.author && each.lane === of.lane);
}

/** Who sends, and which claims of other windows still count. */
export interface Sender {
  /** Null: nobody is logged in. */
  readonly author: string | null;
  readonly window: string;
  readonly now_ms: number;
  /** After how long another window's attempt counts as lost; 0 where this window alone sends. */
  readonly claims_ms: number;
}

/** The entries to send now: the first of each lane, unless it waits for a person. */
export function sendable(entries: readonly Entry[], sender: Sender, sending: ReadonlySet<number>): readonly Entry[] {
  const firsts = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.author !== sender.author || entry.state.is === "saved") continue;
    if (!firsts.has(entry.lane)) firsts.set(entry.lane, entry);
  }
  const free = [...firsts.values()].filter((each) => !sending.has(each.id) && isFree(each, sender));
  return free.slice(0, Math.max(0, AT_ONCE_MAX - sending.size));
}

function isFree({ state }: Entry, sender: Sender): boolean {
  if (state.is === "waiting") return true;
  if (state.is !== "tried") return false;
  return state.by === sender.window || sender.now_ms - state.at_ms >= sender.claims_ms;
}

/** The update that marks an entry as tried before it is sent; unchanged: it is gone or taken. */
export function claimed(entries: readonly Entry[], id: number, sender: Sender): Update {
  const entry = entries.find((each) => each.id === id);
  if (!entry || !isFree(entry, sender)) return UNCHANGED;
  const state = { is: "tried", by: sender.window, at_ms: sender.now_ms } as const;
  return { ...UNCHANGED, put: [{ ...entry, state }] };
}

/** The update after the server's answer; what could not be delivered stays as it is. */
export function settled(entries: readonly Entry[], id: number, reply: Reply, now_ms: number): Update {
  const entry = entries.find((each) => each.id === id);
  if (!entry) return UNCHANGED;
  switch (reply.is) {
    case "saved":
      return saved(entries, entry, reply.version, now_ms);
    case "conflict":
      return withState(entry, { is: "conflict", version: reply.version, stored: reply.stored });
    case "refused":
      return withState(entry, { is: "refused", status: reply.status, detail: reply.detail });
    case "expired":
    case "unreachable":
      return UNCHANGED;
  }
}

function withState(entry: Entry, state: EntryState): Update {
  return { ...UNCHANGED, put: [{ ...entry, state }] };
}

function saved(entries: readonly Entry[], entry: Entry, version: number, now_ms: number): Update {
  const own = lane(entries, entry).filter((each) => each.window === entry.window);
  const earlier = own.filter((each) => each.state.is === "saved" && each.id !== entry.id);
  const old = entries.filter(({ state }) => state.is === "saved" && now_ms - state.at_ms > SAVED_KEPT_MS);
  const followers = entries.filter((each) => each.follows === entry.id);
  return {
    put: [
      { ...entry, body: null, state: { is: "saved", version, at_ms: now_ms } },
      ...followers.map((each) => ({ ...each, base: version, follows: null })),
    ],
    remove: [...new Set([...earlier, ...old].map((each) => each.id))],
    add: null,
  };
}

/** A person's decision in a conflict; `both`: what the two say together. */
export type Decision =
  | { readonly take: "mine" }
  | { readonly take: "theirs" }
  | { readonly take: "both"; readonly body: unknown };

/**
 * The update that a person's decision in a conflict makes.
 *
 * `mine`: send it again on the version that is stored. `theirs`: drop it and all that follows it.
 * `both`: send the two together in its place, without what follows it.
 */
export function resolved(entries: readonly Entry[], id: number, decision: Decision): Update {
  const entry = entries.find((each) => each.id === id);
  if (entry?.state.is !== "conflict") return UNCHANGED;
  if (decision.take === "theirs") return dropped(entries, id);
  const again = { ...entry, base: entry.state.version, follows: null, state: { is: "waiting" } } as const;
  if (decision.take === "mine") return { ...UNCHANGED, put: [again] };
  const remove = dropped(entries, id).remove.filter((each) => each !== id);
  return { ...UNCHANGED, put: [{ ...again, body: decision.body }], remove };
}

/** The update that sends a refused entry again. */
export function retried(entries: readonly Entry[], id: number): Update {
  const entry = entries.find((each) => each.id === id);
  return entry?.state.is === "refused" ? withState(entry, { is: "waiting" }) : UNCHANGED;
}

/** The update that gives up an entry that waits for a person, and all that follows it. */
export function dropped(entries: readonly Entry[], id: number): Update {
  const first = entries.find((each) => each.id === id);
  if (first?.state.is !== "conflict" && first?.state.is !== "refused") return UNCHANGED;
  const gone = new Set([id]);
  for (const each of entries) if (each.follows !== null && gone.has(each.follows)) gone.add(each.id);
  return { ...UNCHANGED, remove: [...gone] };
}

/** The entries after an update, by id; `id` is the added one's. */
export function updated(entries: readonly Entry[], { put, remove, add }: Update, id: number): readonly Entry[] {
  const next = new Map(entries.map((each) => [each.id, each]));
  for (const each of remove) next.delete(each);
  for (const each of put) next.set(each.id, each);
  if (add) next.set(id, { ...add, id });
  return [...next.values()].sort((a, b) => a.id - b.id);
}

/** How long to wait after so many failures in a row: 1, 2, 4 … 30 s, spread by up to a half. */
export function delayAfter(failures: number, retry_after_ms: number | null, random: number): number {
  const backoff = Math.min(RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 10), RETRY_MAX_MS);
  return Math.max(retry_after_ms ?? 0, backoff * (1 - random / 2));
}

/** Where a person's changes stand. */
export interface Standing {
  /** Not confirmed yet, none of them waiting for a person. */
  readonly waiting: number;
  readonly conflicts: readonly Entry[];
  readonly refused: readonly Entry[];
  /** Changes of others who used this browser: they wait until their authors log in. */
  readonly others: number;
}

/** Count what an author's entries wait for. */
export function standingOf(entries: readonly Entry[], author: string | null): Standing {
  const open = entries.filter((each) => each.state.is !== "saved");
  const own = open.filter((each) => each.author === author);
  return {
    waiting: own.filter((each) => each.state.is === "waiting" || each.state.is === "tried").length,
    conflicts: own.filter((each) => each.state.is === "conflict"),
    refused: own.filter((each) => each.state.is === "refused"),
    others: author === null ? 0 : open.length - own.length,
  };
}
