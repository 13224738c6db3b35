import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { listen } from "./events";

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: Source[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly close = vi.fn();

  constructor(readonly url: string) {
    super();
    Source.opened.push(this);
  }

  refuse(): void {
    this.readyState = Source.CLOSED;
    this.onerror?.();
  }
}

beforeEach(() => {
  Source.opened.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function listening(): { log: unknown[]; stop: () => void } {
  const log: unknown[] = [];
  const stop = listen("/api/events", ["job"], {
    onOpen: (missed) => log.push(["open", missed]),
    onLost: (refused) => log.push(["lost", refused]),
    onEvent: (event) => log.push(event),
  });
  return { log, stop };
}

it("hands over what happens", () => {
  const { log } = listening();
  const [source] = Source.opened;
  source?.onopen?.();
  const data = '{"project":"chest","content":{"job":"a1"}}';
  source?.dispatchEvent(new MessageEvent("job", { data }));
  expect(log).toEqual([
    ["open", false],
    { kind: "job", project: "chest", content: { job: "a1" } },
  ]);
});

it("leaves a broken connection to the browser, which resumes where it was", () => {
  const { log } = listening();
  const [source] = Source.opened;
  source?.onopen?.();
  source?.onerror?.();
  vi.advanceTimersByTime(60_000);
  source?.onopen?.();
  expect(Source.opened.length).toBe(1);
  expect(log).toEqual([
    ["open", false],
    ["lost", false],
    ["open", false],
  ]);
});

it("opens another one after a refusal, more and more rarely, and says that events were missed", () => {
  const { log } = listening();
  Source.opened[0]?.refuse();
  vi.advanceTimersByTime(999);
  expect(Source.opened.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(Source.opened.length).toBe(2);
  Source.opened[1]?.refuse();
  vi.advanceTimersByTime(1999);
  expect(Source.opened.length).toBe(2);
  vi.advanceTimersByTime(1);
  Source.opened[2]?.onopen?.();
  expect(log.at(-1)).toEqual(["open", true]);
});

it("is silent once it was stopped", () => {
  const { stop } = listening();
  Source.opened[0]?.refuse();
  stop();
  vi.advanceTimersByTime(60_000);
  expect(Source.opened.length).toBe(1);
  expect(Source.opened[0]?.close).toHaveBeenCalledTimes(1);
});
