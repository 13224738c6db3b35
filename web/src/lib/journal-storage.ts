/** Where the journal's entries are kept: IndexedDB, or memory where there is none. */
import { updated, type Entry, type Update } from "./journal-entries";

/** Entries that survive the page. */
export interface Storage {
  /** Whether they do: memory forgets. */
  readonly isDurable: boolean;
  /**
   * Decide on all entries and write what was decided, in one transaction over all windows.
   *
   * @returns all entries afterwards, and the one that was added.
   */
  update(decide: (entries: readonly Entry[]) => Update): Promise<Stored>;
  close(): void;
}

/** What is stored after an update. */
export interface Stored {
  readonly entries: readonly Entry[];
  readonly added: Entry | null;
  readonly update: Update;
}

const STORE = "entries";

/** Open the journal's database, or memory where the browser refuses one. */
export async function openStorage(name: string, factory: IDBFactory | undefined): Promise<Storage> {
  if (!factory) return inMemory();
  try {
    return new Database(await opened(factory.open(name, 1)));
  } catch {
    return inMemory();
  }
}

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  };
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's database failed"));
  });
}

class Database implements Storage {
  readonly isDurable = true;
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
    database.onversionchange = () => database.close();
  }

  async update(decide: (entries: readonly Entry[]) => Update): Promise<Stored> {
    const transaction = this.#database.transaction(STORE, "readwrite", { durability: "strict" });
    const finished = finish(transaction);
    const store = transaction.objectStore(STORE);
    const entries = (await done(store.getAll())) as readonly Entry[];
    const update = decide(entries);
    for (const id of update.remove) store.delete(id);
    for (const entry of update.put) store.put(entry);
    const id = update.add ? Number(await done(store.add(update.add))) : 0;
    await finished;
    return storedAs(entries, update, id);
  }

  close(): void {
    this.#database.close();
  }
}

function finish(transaction: IDBTransaction): Promise<void> {
  const finished = new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(transaction.error ?? new Error("the browser's database failed"));
    transaction.oncomplete = () => resolve();
    transaction.onabort = fail;
    transaction.onerror = fail;
  });
  finished.catch(() => undefined); // told by the request that failed first
  return finished;
}

function storedAs(before: readonly Entry[], update: Update, id: number): Stored {
  const entries = updated(before, update, id);
  return { entries, update, added: entries.find((each) => each.id === id) ?? null };
}

/** Entries that go with the page. */
export function inMemory(first: readonly Entry[] = []): Storage {
  let entries = first;
  let last = Math.max(0, ...first.map((each) => each.id));
  return {
    isDurable: false,
    update: (decide) => {
      const update = decide(entries);
      if (update.add) last += 1;
      const stored = storedAs(entries, update, update.add ? last : 0);
      entries = stored.entries;
      return Promise.resolve(stored);
    },
    close: () => undefined,
  };
}
