/**
 * An upload in parts that survives a broken network, a pause and a reload of the page.
 *
 * The server says how much has arrived; what is sent begins there. The id of an upload is
 * remembered by the file's name, size and date, so that choosing the same file again goes on.
 */
import { retryDelayMs } from "@/api/cache";
import { isPassing, isRefusal } from "@/api/refusal";
import { createStore, type Store } from "@/lib/store";

/** How much of a file has arrived. */
export interface Arrived {
  readonly id: string;
  readonly received_bytes: number;
  readonly size_bytes: number;
  readonly part_bytes: number;
}

/** The server, as an upload sees it. */
export interface Wire {
  readonly begin: (name: string, sizeBytes: number) => Promise<Arrived>;
  readonly arrived: (id: string) => Promise<Arrived>;
  readonly send: (id: string, offset: number, part: Blob, signal: AbortSignal) => Promise<Arrived>;
}

/** Where ids of uploads are remembered. */
export interface Memory {
  readonly get: (file: File) => string | null;
  readonly set: (file: File, id: string | null) => void;
}

/** `waiting`: the server does not answer, it is tried again; `failed`: it refused. */
export type Phase = "sending" | "waiting" | "paused" | "failed" | "complete";

export interface Progress {
  readonly phase: Phase;
  readonly id: string | null;
  readonly sentBytes: number;
  readonly bytesPerS: number | null;
  readonly failure: string | null;
}

export interface Upload {
  readonly file: File;
  readonly progress: Store<Progress>;
  /** Send what has not arrived yet; also after a pause or a refusal. */
  readonly go: () => Promise<void>;
  readonly pause: () => void;
}

/** What an upload takes from outside, besides the server. */
export interface Surroundings {
  readonly memory: Memory;
  readonly nowMs: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const SMOOTHING = 0.3;

/** Return the upload of a file; nothing is sent before `go`. */
export function createUpload(file: File, wire: Wire, around: Surroundings): Upload {
  const progress = createStore<Progress>({
    phase: "paused",
    id: around.memory.get(file),
    sentBytes: 0,
    bytesPerS: null,
    failure: null,
  });
  let running: AbortController | null = null;
  const change = (part: Partial<Progress>): void => progress.set({ ...progress.get(), ...part });

  const go = async (): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    change({ phase: "sending", failure: null });
    try {
      await sendAll(file, wire, around, { progress, change, signal: mine.signal });
    } catch (error) {
      if (mine.signal.aborted) return;
      change({ phase: "failed", failure: error instanceof Error ? error.message : String(error) });
    }
  };
  const pause = (): void => {
    running?.abort();
    if (progress.get().phase !== "complete") change({ phase: "paused", bytesPerS: null });
  };
  return { file, progress, go, pause };
}

interface Run {
  readonly progress: Store<Progress>;
  readonly change: (part: Partial<Progress>) => void;
  readonly signal: AbortSignal;
}

async function sendAll(file: File, wire: Wire, around: Surroundings, run: Run): Promise<void> {
  let now = await patiently(() => opened(file, wire, around.memory), around, run);
  run.change({ id: now.id, sentBytes: now.received_bytes });
  while (now.received_bytes < now.size_bytes) {
    const { id, received_bytes: from, part_bytes: partBytes } = now;
    const begun = around.nowMs();
    const part = file.slice(from, from + partBytes);
    now = await patiently(() => sent(wire, id, from, part, run.signal), around, run);
    const took = Math.max(1, around.nowMs() - begun);
    const bytesPerS = smoothed(run.progress.get().bytesPerS, (1000 * (now.received_bytes - from)) / took);
    run.change({ sentBytes: now.received_bytes, bytesPerS });
  }
  around.memory.set(file, null);
  run.change({ phase: "complete", bytesPerS: null });
}

/** Go on with the upload that is remembered, where the server still knows it; else begin one. */
async function opened(file: File, wire: Wire, memory: Memory): Promise<Arrived> {
  const known = memory.get(file);
  if (known !== null) {
    try {
      return await wire.arrived(known);
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  }
  const begun = await wire.begin(file.name, file.size);
  memory.set(file, begun.id);
  return begun;
}

/** Send a part; where the server has more or less than we thought, it says how much. */
async function sent(wire: Wire, id: string, from: number, part: Blob, signal: AbortSignal): Promise<Arrived> {
  try {
    return await wire.send(id, from, part, signal);
  } catch (error) {
    if (!isRefusal(error, 409)) throw error;
    return wire.arrived(id);
  }
}

/** Ask until there is an answer: a broken network ends no upload. */
async function patiently<T>(ask: () => Promise<T>, around: Surroundings, run: Run): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    run.signal.throwIfAborted();
    try {
      const answer = await ask();
      run.signal.throwIfAborted();
      if (failures > 0) run.change({ phase: "sending" });
      return answer;
    } catch (error) {
      if (run.signal.aborted || !isPassing(error)) throw error;
      run.change({ phase: "waiting", bytesPerS: null });
      await around.wait(retryDelayMs(failures, error), run.signal);
    }
  }
}

function smoothed(before: number | null, now: number): number {
  return before === null ? now : (1 - SMOOTHING) * before + SMOOTHING * now;
}

/** Seconds until everything has arrived; null: unknown. */
export function leftS({ bytesPerS, sentBytes }: Progress, sizeBytes: number): number | null {
  if (bytesPerS === null || bytesPerS <= 0) return null;
  return (sizeBytes - sentBytes) / bytesPerS;
}
