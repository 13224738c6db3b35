import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";

import type { Confirmation, Journal, JournalStatus } from "./journal";
import type { Entry } from "./journal-entries";
import { inMemory, openStorage, type Storage } from "./journal-storage";
import { Browser, draw, LANE, rest } from "./journal-world";

function brief({ waiting, reachable, loggedIn, conflicts }: JournalStatus): object {
  return { waiting, reachable, loggedIn, conflicts: conflicts.length };
}

const CALM = { waiting: 0, reachable: true, loggedIn: true, conflicts: 0 };

test("a change is written down, sent and confirmed", async () => {
  const browser = new Browser();
  const journal = await browser.open();
  const seen: Confirmation[] = [];
  journal.onConfirmed((each) => seen.push(each));

  const entry = await draw(journal, "box");
  expect(journal.status().waiting).toBe(1);
  await rest();

  expect(brief(journal.status())).toEqual(CALM);
  expect(browser.server.stored.get(LANE)).toEqual({ version: 1, body: "box" });
  expect(seen.map(({ entry: { id }, version }) => [id, version])).toEqual([[entry.id, 1]]);
  expect(journal.pending(LANE)).toBeNull();
});

test("what did not change stays the same object, so that no view shows it anew", async () => {
  const browser = new Browser();
  browser.server.mode = "away";
  const journal = await browser.open();
  await draw(journal, "box");
  await rest();
  const before = journal.pending(LANE);

  await journal.record({ lane: "other", body: "x", base: 0, onto: null, replaces: true });
  expect(journal.pending(LANE)).toBe(before);
  browser.server.mode = "up";
  await browser.clock.pass(1000);
  expect(journal.pending(LANE)).toBeNull();
});

test("ten changes faster than the server: the last one counts, no conflict with oneself", async () => {
  const browser = new Browser();
  const journal = await browser.open();

  for (let at = 0; at < 10; at += 1) await draw(journal, at);
  await rest();

  expect(brief(journal.status())).toEqual(CALM);
  expect(browser.server.stored.get(LANE)?.body).toBe(9);
  expect(browser.server.received[0]).toBe(0);
});

describe("the server is away", () => {
  test("changes wait, are tried after 1 and 2 s, and arrive when it is back", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    browser.server.mode = "away";

    await draw(journal, "box");
    await rest();
    expect(brief(journal.status())).toEqual({ ...CALM, waiting: 1, reachable: false });
    await browser.clock.pass(1000);
    browser.server.mode = "up";
    await browser.clock.pass(1999);
    expect(journal.status().waiting).toBe(1);
    await browser.clock.pass(1);

    expect(brief(journal.status())).toEqual(CALM);
  });

  test("a server that says why it cannot save is quoted until it can", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    browser.server.mode = "full";
    await draw(journal, "box");
    await rest();
    expect([journal.status().trouble, journal.status().waiting]).toEqual(["No space left on device.", 1]);
    browser.server.mode = "up";
    await browser.clock.pass(1000);

    expect([journal.status().trouble, browser.server.received]).toEqual([null, ["box"]]);
  });

  test("what fails together waits once: 1 s for four of them", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    browser.server.mode = "away";
    journal.setOnline(false);
    for (const lane of ["a", "b", "c", "d"]) await journal.record({ lane, body: lane, base: 0, onto: null, replaces: true });
    journal.setOnline(true);
    await rest();
    browser.server.mode = "up";
    await browser.clock.pass(1000);

    expect(brief(journal.status())).toEqual(CALM);
  });

  test("a browser without network does not even try; with it again it does at once", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    journal.setOnline(false);

    await draw(journal, "box");
    await rest();
    expect([browser.server.received, journal.status().reachable]).toEqual([[], false]);
    journal.setOnline(true);
    await rest();

    expect(browser.server.received).toEqual(["box"]);
  });

  test("an answer that was lost is no conflict: the same change is confirmed the second time", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    browser.server.mode = "forgets replies";
    await draw(journal, "box");
    await rest();
    browser.server.mode = "up";
    await draw(journal, "larger box");
    await browser.clock.pass(1000);

    expect(brief(journal.status())).toEqual(CALM);
    expect(browser.server.stored.get(LANE)).toEqual({ version: 2, body: "larger box" });
  });
});

describe("a reload", () => {
  test("everything is there afterwards, is shown, sent, and built upon without a conflict", async () => {
    const browser = new Browser();
    browser.server.mode = "forgets replies";
    const before = await browser.open();
    await draw(before, "one");
    await draw(before, "two");
    before.close();

    browser.server.mode = "away";
    const after = await browser.open();
    const pending = after.pending(LANE);
    expect(pending?.body).toBe("two");
    await draw(after, "three", 0, pending?.id ?? null);
    browser.server.mode = "up";
    await browser.clock.pass(60_000);

    expect(brief(after.status())).toEqual(CALM);
    expect(browser.server.stored.get(LANE)?.body).toBe("three");
  });

  test("without locks too, once the old page's attempt counts as lost", async () => {
    const browser = new Browser({ hasLocks: false });
    browser.server.mode = "away";
    const before = await browser.open();
    await draw(before, "one");
    await rest();
    before.close();
    browser.server.mode = "up";

    const after = await browser.open();
    await browser.clock.pass(19_999);
    expect(browser.server.received).toEqual([]);
    await browser.clock.pass(1);

    expect([browser.server.received, after.status().waiting]).toEqual([["one"], 0]);
  });
});

describe("the login has ended", () => {
  test("changes wait for their author, and no other sends them", async () => {
    const browser = new Browser();
    const journal = await browser.open();
    browser.server.mode = "logged out";
    await draw(journal, "anna's");
    await rest();
    expect(brief(journal.status())).toEqual({ ...CALM, waiting: 1, loggedIn: false });
    await draw(journal, "drawn before anybody noticed");
    expect(journal.pending(LANE)?.body).toBe("drawn before anybody noticed");

    browser.server.mode = "up";
    journal.setAuthor("ben");
    await rest();
    expect([journal.status().others, browser.server.received]).toEqual([2, []]);
    journal.setAuthor("anna");
    await rest();

    expect(brief(journal.status())).toEqual(CALM);
    expect(browser.server.received).toEqual(["anna's", "drawn before anybody noticed"]);
  });

  test("without a login there is nobody to write down", async () => {
    const journal = await new Browser().open(null);

    await expect(draw(journal, "box")).rejects.toThrow("log in first");
  });
});

describe("a conflict", () => {
  async function conflicting(): Promise<{ browser: Browser; journal: Journal; entry: Entry }> {
    const browser = new Browser();
    browser.server.stored.set(LANE, { version: 5, body: "theirs" });
    const journal = await browser.open();
    await draw(journal, "mine", 4);
    await rest();
    const [entry] = journal.status().conflicts;
    return { browser, journal, entry: entry as Entry };
  }

  test("keeps both and blocks nothing else", async () => {
    const { browser, journal, entry } = await conflicting();

    expect(entry).toMatchObject({ body: "mine", state: { is: "conflict", version: 5, stored: "theirs" } });
    await journal.record({ lane: "other", body: "x", base: 0, onto: null, replaces: true });
    await rest();
    expect(browser.server.stored.get("other")?.version).toBe(1);
    expect(browser.server.stored.get(LANE)?.body).toBe("theirs");
  });

  test("mine is saved on theirs", async () => {
    const { browser, journal, entry } = await conflicting();
    await journal.resolve(entry.id, { take: "mine" });
    await rest();

    expect([browser.server.stored.get(LANE), brief(journal.status())]).toEqual([{ version: 6, body: "mine" }, CALM]);
  });

  test("theirs stays", async () => {
    const { browser, journal, entry } = await conflicting();
    await journal.resolve(entry.id, { take: "theirs" });
    await rest();

    expect([browser.server.stored.get(LANE)?.body, brief(journal.status())]).toEqual(["theirs", CALM]);
  });
});

describe("several windows", () => {
  test("one sends for all, and each hears of its own", async () => {
    const browser = new Browser();
    const [first, second] = [await browser.open(), await browser.open()];
    const heard: unknown[] = [];
    first.onConfirmed(() => heard.push("first"));
    second.onConfirmed(({ version }) => heard.push(version));

    await draw(second, "box");
    await rest();

    expect(heard).toEqual([1]);
    expect([brief(first.status()), brief(second.status())]).toEqual([CALM, CALM]);
  });

  test("when the sending window closes, the next one takes over", async () => {
    const browser = new Browser();
    const [first, second] = [await browser.open(), await browser.open()];
    browser.server.mode = "away";
    await draw(first, "box");
    await rest();
    first.close();
    browser.server.mode = "up";
    await rest();

    expect([browser.server.received, second.status().waiting]).toEqual([["box"], 0]);
  });

  test("a window that nobody is logged in at lets the others send", async () => {
    const browser = new Browser();
    const [first, second] = [await browser.open(), await browser.open()];
    first.setAuthor(null);
    await draw(second, "box");
    await rest();
    expect([browser.server.received, second.status().waiting]).toEqual([["box"], 0]);

    second.close();
    first.setAuthor("anna");
    await draw(first, "larger box", 1);
    await rest();
    expect(browser.server.received).toEqual(["box", "larger box"]);
  });

  test("two windows on one annotation: the second is asked, nothing is overwritten in silence", async () => {
    const browser = new Browser();
    const [first, second] = [await browser.open(), await browser.open()];
    await draw(first, "first's");
    await rest();
    await draw(second, "second's");
    await rest();

    expect(second.status().conflicts.map(({ body }) => body)).toEqual(["second's"]);
    expect(browser.server.stored.get(LANE)?.body).toBe("first's");
  });
});

describe("storage", () => {
  test("entries and their order survive closing and opening the database", async () => {
    const factory = new IDBFactory();
    const browser = new Browser();
    browser.server.mode = "away";
    const journal = await browser.open("anna", await openStorage("j", factory));
    for (const lane of ["a", "b", "c"]) await journal.record({ lane, body: lane, base: 0, onto: null, replaces: true });
    journal.close();
    await rest();

    const { entries } = await (await openStorage("j", factory)).update(() => ({ put: [], remove: [], add: null }));
    expect(entries.map(({ body }) => body)).toEqual(["a", "b", "c"]);
  });

  test("a browser that refuses a database keeps changes in memory, and says so", async () => {
    const refusing = { open: () => { throw new Error("private"); } } as unknown as IDBFactory;
    const browser = new Browser();
    const journal = await browser.open("anna", await openStorage("j", refusing));
    await draw(journal, "box");
    await rest();

    expect([journal.status().durable, browser.server.received]).toEqual([false, ["box"]]);
    const second = await browser.open("anna", await openStorage("j", refusing));
    await second.record({ lane: "other", body: "known to this window alone", base: 0, onto: null, replaces: true });
    await rest();
    expect(browser.server.received).toEqual(["box", "known to this window alone"]);
  });

  test("a database that fails later hands over to memory; nothing is lost while the page lives", async () => {
    const working = inMemory();
    let isFull = false;
    const failing: Storage = {
      isDurable: true,
      update: (decide) => (isFull ? Promise.reject(new Error("QuotaExceeded")) : working.update(decide)),
      close: () => undefined,
    };
    const browser = new Browser();
    browser.server.mode = "away";
    const journal = await browser.open("anna", failing);
    await draw(journal, "one");
    isFull = true;
    await draw(journal, "two");
    browser.server.mode = "up";
    await browser.clock.pass(60_000);

    expect([journal.status().durable, browser.server.stored.get(LANE)?.body]).toEqual([false, "two"]);
  });
});
