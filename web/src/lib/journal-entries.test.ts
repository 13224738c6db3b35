import { describe, expect, test } from "vitest";

import {
  claimed,
  delayAfter,
  dropped,
  recorded,
  replyTo,
  resolved,
  retried,
  sendable,
  settled,
  standingOf,
  UNCHANGED,
  updated,
  type Change,
  type Entry,
  type EntryState,
  type Sender,
} from "./journal-entries";

const CHANGE: Change = {
  author: "anna",
  lane: "phantoms/17/cyst",
  window: "w1",
  body: "a",
  base: 3,
  onto: null,
  replaces: true,
  made_at_ms: 1000,
};
const SENDER: Sender = { author: "anna", window: "w1", now_ms: 5000, claims_ms: 0 };
const NONE: ReadonlySet<number> = new Set();
const TRIED: EntryState = { is: "tried", by: "w1", at_ms: 2000 };

function entry(id: number, more: Partial<Entry> = {}): Entry {
  return { ...CHANGE, id, follows: null, state: { is: "waiting" }, ...more };
}

function ids(entries: readonly Entry[]): number[] {
  return entries.map((each) => each.id);
}

describe("what is recorded", () => {
  test("first: on the version that was seen", () => {
    expect(recorded([], CHANGE).add).toEqual({ ...CHANGE, follows: null, state: { is: "waiting" } });
  });

  test("takes the place of what was never tried", () => {
    const update = recorded([entry(1, { state: TRIED }), entry(2, { follows: 1 })], { ...CHANGE, body: "c" });

    expect([update.remove, update.add?.follows]).toEqual([[2], 1]);
  });

  test("follows what may have reached the server", () => {
    const update = recorded([entry(1, { state: TRIED })], CHANGE);

    expect([update.remove, update.add?.follows]).toEqual([[], 1]);
  });

  test("what replaces nothing leaves everything: a withdrawal comes after what it withdraws", () => {
    const update = recorded([entry(1)], { ...CHANGE, replaces: false });

    expect([update.remove, update.add?.follows]).toEqual([[], 1]);
  });

  test("knows the version that was confirmed a moment ago, even if the page does not yet", () => {
    const saved = entry(1, { state: { is: "saved", version: 4, at_ms: 0 } });

    expect(recorded([saved], CHANGE).add?.base).toBe(4);
    expect(recorded([saved], { ...CHANGE, base: 6 }).add?.base).toBe(6);
  });

  test("in another window follows nothing: its old version is a conflict, not a silent overwrite", () => {
    const update = recorded([entry(1, { state: TRIED })], { ...CHANGE, window: "w2" });

    expect([update.remove, update.add?.follows, update.add?.base]).toEqual([[], null, 3]);
  });

  test("after a reload follows the entry that was shown", () => {
    const entries = [entry(1, { state: TRIED })];
    const update = recorded(entries, { ...CHANGE, window: "w2", onto: 1 });
    const two = updated(entries, update, 2);
    const again = recorded(two, { ...CHANGE, window: "w2", onto: 2, body: "d" });
    const third = recorded(updated(two, again, 3), { ...CHANGE, window: "w2", onto: 3, body: "e" });

    expect(update.add?.follows).toBe(1);
    expect([again.remove, again.add?.follows]).toEqual([[2], 1]);
    expect([third.remove, third.add?.follows]).toEqual([[3], 1]);
  });

  test("other images, labels and people have lanes of their own", () => {
    const others = [entry(1, { lane: "phantoms/18/cyst" }), entry(2, { author: "ben" })];

    expect(recorded(others, CHANGE)).toMatchObject({ remove: [], add: { follows: null } });
  });
});

describe("what is sent", () => {
  test("the first of each lane, never the second before it", () => {
    const entries = [entry(1), entry(2), entry(3, { lane: "b" })];

    expect(ids(sendable(entries, SENDER, NONE))).toEqual([1, 3]);
    expect(ids(sendable(entries, SENDER, new Set([1])))).toEqual([3]);
  });

  test("four at once at most", () => {
    const entries = [1, 2, 3, 4, 5, 6].map((id) => entry(id, { lane: String(id) }));

    expect(ids(sendable(entries, SENDER, NONE))).toEqual([1, 2, 3, 4]);
    expect(ids(sendable(entries, SENDER, new Set([1, 2])))).toEqual([3, 4]);
  });

  test("a conflict holds up its lane and no other", () => {
    const entries = [entry(1, { state: { is: "conflict", version: 9, stored: null } }), entry(2), entry(3, { lane: "b" })];

    expect(ids(sendable(entries, SENDER, NONE))).toEqual([3]);
  });

  test("what was saved holds up nothing", () => {
    expect(ids(sendable([entry(1, { state: { is: "saved", version: 4, at_ms: 0 } }), entry(2)], SENDER, NONE))).toEqual([2]);
  });

  test("only for who is logged in", () => {
    expect(sendable([entry(1)], { ...SENDER, author: "ben" }, NONE)).toEqual([]);
    expect(sendable([entry(1)], { ...SENDER, author: null }, NONE)).toEqual([]);
  });

  test("another window's attempt counts for its time, without locks", () => {
    const entries = [entry(1, { state: { is: "tried", by: "w2", at_ms: 1000 } })];

    expect(sendable(entries, { ...SENDER, claims_ms: 20_000 }, NONE)).toEqual([]);
    expect(claimed(entries, 1, { ...SENDER, claims_ms: 20_000 })).toBe(UNCHANGED);
    expect(ids(sendable(entries, { ...SENDER, claims_ms: 20_000, now_ms: 21_000 }, NONE))).toEqual([1]);
    expect(ids(sendable(entries, SENDER, NONE))).toEqual([1]);
  });

  test("is marked before", () => {
    expect(claimed([entry(1)], 1, SENDER).put[0]?.state).toEqual({ is: "tried", by: "w1", at_ms: 5000 });
    expect(claimed([], 1, SENDER)).toBe(UNCHANGED);
  });
});

describe("the answer", () => {
  const entries = [entry(1, { state: TRIED }), entry(2, { follows: 1 }), entry(3, { lane: "b" })];

  test("saved: who follows is made on the new version", () => {
    const after = updated(entries, settled(entries, 1, { is: "saved", version: 4, body: null }, 6000), 0);

    expect(after[0]).toMatchObject({ id: 1, body: null, state: { is: "saved", version: 4, at_ms: 6000 } });
    expect(after[1]).toMatchObject({ id: 2, base: 4, follows: null });
    expect(standingOf(after, "anna").waiting).toBe(2);
  });

  test("one saved entry is remembered for each lane and window, for ten minutes", () => {
    const before = [
      entry(1, { state: { is: "saved", version: 4, at_ms: 0 } }),
      entry(2, { lane: "b", state: { is: "saved", version: 1, at_ms: 0 } }),
      entry(3, { state: TRIED }),
    ];

    expect(settled(before, 3, { is: "saved", version: 5, body: null }, 600_000).remove).toEqual([1]);
    expect(settled(before, 3, { is: "saved", version: 5, body: null }, 600_001).remove).toEqual([1, 2]);
  });

  test("conflict: both versions stay until a person decides", () => {
    const after = updated(entries, settled(entries, 1, { is: "conflict", version: 7, stored: "theirs" }, 0), 0);

    expect(standingOf(after, "anna")).toMatchObject({ waiting: 2, conflicts: [{ id: 1, body: "a" }] });
    const mine = updated(after, resolved(after, 1, { take: "mine" }), 0);
    expect(mine[0]).toMatchObject({ base: 7, state: { is: "waiting" } });
    expect(ids(updated(after, resolved(after, 1, { take: "theirs" }), 0))).toEqual([3]);
    const both = updated(after, resolved(after, 1, { take: "both", body: "a and theirs" }), 0);
    expect(both).toMatchObject([{ id: 1, body: "a and theirs", base: 7, state: { is: "waiting" } }, { id: 3 }]);
  });

  test("refused: it stays with its reason, is sent again or given up", () => {
    const after = updated(entries, settled(entries, 1, { is: "refused", status: 423, detail: "no" }, 0), 0);

    expect(standingOf(after, "anna").refused[0]?.state).toEqual({ is: "refused", status: 423, detail: "no" });
    expect(ids(sendable(updated(after, retried(after, 1), 0), SENDER, NONE))).toEqual([1, 3]);
    expect(ids(updated(after, dropped(after, 1), 0))).toEqual([3]);
  });

  test("nobody answered, or the login has ended: nothing changes", () => {
    expect(settled(entries, 1, { is: "unreachable", retry_after_ms: null, why: null }, 0)).toBe(UNCHANGED);
    expect(settled(entries, 1, { is: "expired" }, 0)).toBe(UNCHANGED);
  });

  test("what waits for nobody can neither be decided nor dropped", () => {
    expect([resolved(entries, 1, { take: "theirs" }), dropped(entries, 1), retried(entries, 1)]).toEqual([UNCHANGED, UNCHANGED, UNCHANGED]);
  });
});

test("a refusal is read as what mends it", () => {
  const refusal = { status: 409, detail: "newer", stored: { version: 5 }, retry_after_ms: null };

  expect(replyTo(refusal)).toEqual({ is: "conflict", version: 5, stored: { version: 5 } });
  expect(replyTo({ ...refusal, stored: null })).toEqual({ is: "refused", status: 409, detail: "newer" });
  expect(replyTo({ ...refusal, status: 401 })).toEqual({ is: "expired" });
  const later = { is: "unreachable", retry_after_ms: 7000 };
  expect(replyTo({ ...refusal, status: 503, retry_after_ms: 7000 })).toEqual({ ...later, why: "newer" });
  expect(replyTo({ ...refusal, status: 429, retry_after_ms: 7000 })).toEqual({ ...later, why: null });
  expect(replyTo({ ...refusal, status: 423 })).toEqual({ is: "refused", status: 423, detail: "newer" });
});

test("retries wait 1, 2, 4 … 30 s, spread by up to a half, and as long as the server asks", () => {
  expect([1, 2, 3, 9].map((failures) => delayAfter(failures, null, 0))).toEqual([1000, 2000, 4000, 30_000]);
  expect(delayAfter(2, null, 1)).toBe(1000);
  expect(delayAfter(1, 9000, 0)).toBe(9000);
});

test("what others left behind in this browser is counted, and not as one's own", () => {
  expect(standingOf([entry(1), entry(2, { author: "ben" })], "anna")).toMatchObject({ waiting: 1, others: 1 });
});
