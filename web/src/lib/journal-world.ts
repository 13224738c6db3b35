/** A browser with windows, a server and a clock, for the journal's tests. */
import { IDBFactory } from "fake-indexeddb";

import { Journal, type Channel, type Surroundings } from "./journal";
import type { Entry, Reply } from "./journal-entries";
import { openStorage, type Storage } from "./journal-storage";

export const LANE = "phantoms/17/cyst";

const AWAY = { is: "unreachable", retry_after_ms: null, why: null } as const;

/** The server's rules for one annotation a lane, as the API keeps them. */
export class Server {
  readonly stored = new Map<string, { version: number; body: unknown }>();
  readonly received: unknown[] = [];
  mode: "up" | "away" | "full" | "forgets replies" | "logged out" = "up";

  readonly send = async (entry: Entry): Promise<Reply> => {
    await Promise.resolve();
    if (this.mode === "away") return AWAY;
    if (this.mode === "full") return { ...AWAY, why: "No space left on device." };
    if (this.mode === "logged out") return { is: "expired" };
    const reply = this.#save(entry);
    return this.mode === "forgets replies" ? AWAY : reply;
  };

  #save({ lane, base, body }: Entry): Reply {
    const now = this.stored.get(lane) ?? { version: 0, body: null };
    if (now.version === base + 1 && now.body === body) return { is: "saved", version: now.version, body };
    if (now.version !== base) return { is: "conflict", version: now.version, stored: now.body };
    this.received.push(body);
    this.stored.set(lane, { version: base + 1, body });
    return { is: "saved", version: base + 1, body };
  }
}

/** Timers that go off when told. */
export class Clock {
  now_ms = 0;
  #timers: { at_ms: number; then: () => void }[] = [];

  readonly after = (wait_ms: number, then: () => void): (() => void) => {
    const timer = { at_ms: this.now_ms + wait_ms, then };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  };

  async pass(ms: number): Promise<void> {
    this.now_ms += ms;
    const due = this.#timers.filter((each) => each.at_ms <= this.now_ms);
    this.#timers = this.#timers.filter((each) => !due.includes(each));
    for (const each of due) each.then();
    await rest();
  }
}

/** Until nothing more happens by itself. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((next) => setImmediate(next));
}

/** One lock, given to one after another. */
class Locks {
  #turn: Promise<unknown> = Promise.resolve();

  readonly request = ((_name: string, task: () => Promise<unknown>) => {
    this.#turn = this.#turn.then(task);
    return this.#turn;
  }) as unknown as LockManager["request"];
}

class Channels {
  readonly #open = new Set<Channel>();

  join(): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data) => {
        for (const other of this.#open) {
          if (other !== channel) queueMicrotask(() => other.onmessage?.({ data: structuredClone(data) } as MessageEvent));
        }
      },
      close: () => this.#open.delete(channel),
    };
    this.#open.add(channel);
    return channel;
  }
}

/** A browser with its windows, before one server. */
export class Browser {
  readonly server = new Server();
  readonly clock = new Clock();
  readonly #factory = new IDBFactory();
  readonly #locks: Locks | null;
  readonly #channels = new Channels();
  #windows = 0;

  constructor({ hasLocks = true } = {}) {
    this.#locks = hasLocks ? new Locks() : null;
  }

  async open(author: string | null = "anna", storage?: Storage): Promise<Journal> {
    this.#windows += 1;
    const around: Surroundings = {
      storage: storage ?? (await openStorage("journal", this.#factory)),
      window: `w${this.#windows}`,
      send: this.server.send,
      now: () => this.clock.now_ms,
      random: () => 0,
      after: this.clock.after,
      locks: this.#locks,
      channel: this.#channels.join(),
    };
    const journal = new Journal(around);
    journal.setAuthor(author);
    await rest();
    return journal;
  }
}

/** Record a change as a view does: it says all that there is to say. */
export function draw(journal: Journal, body: unknown, base = 0, onto: number | null = null): Promise<Entry> {
  return journal.record({ lane: LANE, body, base, onto, replaces: true });
}
