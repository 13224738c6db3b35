/**
 * No lost click: every change is written into the browser's journal before it is sent, sent at
 * once, and kept until the server has confirmed it.
 *
 * Reloads, crashes, a server that is away and a login that has ended leave it where it is. Several
 * windows share one journal: the one that holds the lock sends for all.
 */
import {
  claimed,
  delayAfter,
  dropped,
  recorded,
  resolved,
  retried,
  sendable,
  settled,
  standingOf,
  UNCHANGED,
  type Change,
  type Decision,
  type Entry,
  type Reply,
  type Sender,
  type Standing,
  type Update,
} from "./journal-entries";
import { inMemory, type Storage, type Stored } from "./journal-storage";

/** What a person is told: everything is saved only where nothing waits. */
export interface JournalStatus extends Standing {
  /** Whether the last attempt was answered and the browser has a network. */
  readonly reachable: boolean;
  /** Whether somebody is logged in to send for. */
  readonly loggedIn: boolean;
  /** Why the server cannot save just now, in its own words; null: it can, or it does not answer. */
  readonly trouble: string | null;
  /** Whether what waits would survive this page; false: the browser keeps nothing. */
  readonly durable: boolean;
}

/** What the journal needs of the world around it. */
export interface Surroundings {
  readonly storage: Storage;
  /** This page's name, unlike any other's. */
  readonly window: string;
  /** Send a change; it never throws for what a server or a network does. */
  readonly send: (entry: Entry) => Promise<Reply>;
  readonly now: () => number;
  readonly random: () => number;
  /** Call back after a time; returns how to call it off. */
  readonly after: (wait_ms: number, then: () => void) => () => void;
  /** Null where the browser has no locks: then every window sends, and claims keep them apart. */
  readonly locks: Pick<LockManager, "request"> | null;
  /** To the other windows; null: there are none. */
  readonly channel: Channel | null;
}

/** As much of `BroadcastChannel` as the journal needs. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

/** A change that the server confirmed. */
export interface Confirmation {
  readonly entry: Entry;
  readonly version: number;
  /** The server's reply. */
  readonly body: unknown;
}

const LOCK = "medebiaser-journal";
const CLAIMS_MS = 20_000;
const LOST: Reply = { is: "unreachable", retry_after_ms: null, why: null };

type NewChange = Omit<Change, "author" | "window" | "made_at_ms">;

/** The journal of one page. */
export class Journal {
  readonly #around: Surroundings;
  #storage: Storage;
  #entries: readonly Entry[] = [];
  #status: JournalStatus | null = null;
  #author: string | null = null;
  #isLoggedIn = false;
  #isOnline = true;
  #failures = 0;
  #trouble: string | null = null;
  #callOff: (() => void) | null = null;
  #hasTurn = false;
  #isInLine = false;
  #isClosed = false;
  #isWatching = false;
  #letGo: () => void = () => undefined;
  readonly #sending = new Set<number>();
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(confirmation: Confirmation) => void>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#storage = around.storage;
    if (around.channel) around.channel.onmessage = (event) => this.#hear(event.data as Message);
    void this.#refresh();
  }

  /**
   * Write a change down, then send it.
   *
   * @returns its entry, as soon as it is written; from then on it cannot be lost.
   * @throws Error - nobody has logged in on this page, so that it has no author.
   */
  async record(change: NewChange): Promise<Entry> {
    const author = this.#author;
    if (author === null) throw new Error("a change needs an author; log in first");
    const { window, now } = this.#around;
    const made = { ...change, author, window, made_at_ms: now() };
    const { added } = await this.#update((entries) => recorded(entries, made));
    this.#go();
    return added as Entry;
  }

  /** The last change of a lane that the server has not confirmed: what to show after a reload. */
  pending(lane: string): Entry | null {
    const own = this.#entries.filter((each) => each.lane === lane && each.author === this.#author);
    return own.filter((each) => each.state.is !== "saved").at(-1) ?? null;
  }

  /** All of an author's changes that the server has not confirmed, in lanes whose names begin so. */
  unconfirmed(beginning: string): readonly Entry[] {
    const isMeant = ({ author, lane, state }: Entry): boolean =>
      author === this.#author && lane.startsWith(beginning) && state.is !== "saved";
    return this.#entries.filter(isMeant);
  }

  /** Where everything stands; the same object until something changes. */
  status(): JournalStatus {
    this.#status ??= {
      ...standingOf(this.#entries, this.#author),
      reachable: this.#isOnline && this.#failures === 0,
      loggedIn: this.#isLoggedIn,
      trouble: this.#trouble,
      durable: this.#storage.isDurable,
    };
    return this.#status;
  }

  /** Hear of every change of the status; returns how to stop. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Hear of this window's changes as the server confirms them; returns how to stop. */
  onConfirmed(listener: (confirmation: Confirmation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Say whose page this is, logged in; null: nobody's. Changes are sent for their own author alone. */
  setAuthor(author: string | null): void {
    if (author === this.#author && this.#isLoggedIn === (author !== null)) return;
    this.#author = author;
    this.#setLoggedIn(author !== null);
  }

  /** The login has ended: what is done from now on is written down, and sent after the next `setAuthor`. */
  pause(): void {
    this.#setLoggedIn(false);
  }

  #setLoggedIn(isLoggedIn: boolean): void {
    this.#isLoggedIn = isLoggedIn;
    if (isLoggedIn) void this.#takeTurn();
    else this.#letGo(); // another window may be logged in: it sends now
    this.#tell();
    this.#retryNow();
  }

  /** Say whether the browser has a network. */
  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    this.#tell();
    if (isOnline) this.#retryNow();
  }

  /** Decide a conflict. `theirs` gives up this change and those that follow it. */
  async resolve(id: number, decision: Decision): Promise<void> {
    await this.#update((entries) => resolved(entries, id, decision));
    this.#go();
  }

  /** Send a refused change again. */
  async retry(id: number): Promise<void> {
    await this.#update((entries) => retried(entries, id));
    this.#go();
  }

  /** Give up a change that was refused, and those that follow it. */
  async drop(id: number): Promise<void> {
    await this.#update((entries) => dropped(entries, id));
    this.#go();
  }

  /** Stop sending and let another window take over; what waits stays in the journal. */
  close(): void {
    this.#isClosed = true;
    this.#callOff?.();
    this.#letGo();
    this.#around.channel?.close();
    void this.#writing.finally(() => this.#storage.close());
  }

  /** Wait for the turn to send: one window at a time holds the lock, as long as it is logged in. */
  async #takeTurn(): Promise<void> {
    const { locks } = this.#around;
    if (locks === null || this.#isInLine) return;
    this.#isInLine = true;
    await locks.request(LOCK, async () => {
      const over = new Promise<void>((letGo) => {
        this.#letGo = letGo;
      });
      if (this.#isClosed || !this.#isLoggedIn) return;
      this.#hasTurn = true;
      await this.#refresh();
      await over;
    });
    this.#hasTurn = false;
    this.#isInLine = false;
    if (this.#isLoggedIn && !this.#isClosed) void this.#takeTurn();
  }

  /** Whether this window sends: it has the turn, or what waits here is known to no other window. */
  #maySend(): boolean {
    return this.#hasTurn || this.#around.locks === null || !this.#storage.isDurable;
  }

  async #refresh(): Promise<void> {
    if (this.#isClosed) return;
    await this.#update(() => UNCHANGED);
    this.#go();
  }

  /** One update after another; where the browser's database fails, memory takes over. */
  #update(decide: (entries: readonly Entry[]) => Update): Promise<Stored> {
    const next = this.#writing.then(() => this.#written(decide));
    this.#writing = next.catch(() => undefined);
    return next;
  }

  async #written(decide: (entries: readonly Entry[]) => Update): Promise<Stored> {
    const stored = await this.#storage.update(decide).catch((failure: unknown) => {
      if (!this.#storage.isDurable || this.#isClosed) throw failure;
      this.#storage = inMemory(this.#entries);
      return this.#storage.update(decide);
    });
    this.#entries = kept(this.#entries, stored.entries);
    if (stored.update !== UNCHANGED) this.#say({ is: "changed" });
    this.#tell();
    return stored;
  }

  /** Send what can be sent now. */
  #go(): void {
    if (!this.#maySend() || this.#isClosed || !this.#isOnline || this.#callOff) return;
    const sender = this.#sender();
    for (const entry of sendable(this.#entries, sender, this.#sending)) void this.#send(entry.id);
    if (sender.claims_ms > 0) this.#watchClaims();
  }

  /** Without locks: look again when another window's attempt may count as lost. */
  #watchClaims(): void {
    const { window, after } = this.#around;
    const isOthers = ({ state }: Entry): boolean => state.is === "tried" && state.by !== window;
    if (this.#isWatching || !this.#entries.some(isOthers)) return;
    this.#isWatching = true;
    after(CLAIMS_MS, () => {
      this.#isWatching = false;
      void this.#refresh();
    });
  }

  #sender(): Sender {
    const { window, now, locks } = this.#around;
    const author = this.#isLoggedIn ? this.#author : null;
    return { author, window, now_ms: now(), claims_ms: locks ? 0 : CLAIMS_MS };
  }

  async #send(id: number): Promise<void> {
    this.#sending.add(id);
    try {
      const { update } = await this.#update((entries) => claimed(entries, id, this.#sender()));
      const entry = update.put[0];
      if (entry) await this.#settle(entry, await this.#around.send(entry).catch(() => LOST));
    } finally {
      this.#sending.delete(id);
    }
    this.#go();
  }

  async #settle(entry: Entry, reply: Reply): Promise<void> {
    if (this.#isClosed) return; // whoever sends next sends it again, which changes nothing
    if (reply.is === "unreachable") this.#waitAfter(reply);
    else this.#isAnswered();
    if (reply.is === "expired" && this.#author === entry.author) this.pause();
    await this.#update((entries) => settled(entries, entry.id, reply, this.#around.now()));
    if (reply.is !== "saved") return;
    const confirmation = { entry, version: reply.version, body: reply.body };
    this.#say({ is: "confirmed", confirmation });
    this.#confirm(confirmation);
  }

  #isAnswered(): void {
    this.#failures = 0;
    this.#trouble = null;
  }

  /** One pause for all that failed at once. */
  #waitAfter({ retry_after_ms, why }: Extract<Reply, { is: "unreachable" }>): void {
    this.#trouble = why;
    if (this.#callOff) return;
    this.#failures += 1;
    const wait_ms = delayAfter(this.#failures, retry_after_ms, this.#around.random());
    this.#callOff = this.#around.after(wait_ms, () => this.#retryNow());
  }

  #retryNow(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#go();
  }

  #confirm(confirmation: Confirmation): void {
    if (confirmation.entry.window !== this.#around.window) return;
    for (const listener of [...this.#listeners]) listener(confirmation);
  }

  #hear(message: Message): void {
    if (message.is === "confirmed") this.#confirm(message.confirmation);
    else void this.#refresh();
  }

  #say(message: Message): void {
    if (!this.#isClosed) this.#around.channel?.postMessage(message);
  }

  #tell(): void {
    this.#status = null;
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** The entries after an update; what did not change stays the same object, so that no view shows it anew. */
function kept(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return after.map((each) => {
    const old = known.get(each.id);
    return old !== undefined && marksOf(old) === marksOf(each) ? old : each;
  });
}

/** All of an entry that may change. */
function marksOf({ base, follows, state }: Entry): string {
  return JSON.stringify([base, follows, state]);
}

type Message =
  | { readonly is: "changed" }
  | { readonly is: "confirmed"; readonly confirmation: Confirmation };

/** What the journal needs, from the browser it runs in. */
export function browserSurroundings(
  storage: Storage,
  send: Surroundings["send"],
): Surroundings {
  const bytes = crypto.getRandomValues(new Uint32Array(4));
  return {
    storage,
    send,
    window: Array.from(bytes, (each) => each.toString(36)).join("-"),
    now: () => Date.now(),
    random: () => Math.random(),
    after: (wait_ms, then) => {
      const timer = setTimeout(then, wait_ms);
      return () => clearTimeout(timer);
    },
    // Absent where the page is not served over TLS, whatever the types say.
    locks: (navigator as Partial<Navigator>).locks ?? null,
    channel: typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK),
  };
}
