import fc from "fast-check";
import { expect, test } from "vitest";

import type { Journal } from "./journal";
import { Browser, draw, LANE, rest } from "./journal-world";

/** Anything that can happen to a person who draws. */
type Happening =
  | "draw" | "reload" | "crash" | "second window" | "time"
  | "up" | "away" | "forgets replies" | "logged out";
const HAPPENINGS: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("draw" as const) },
  fc.constantFrom("reload" as const, "crash" as const, "second window" as const, "time" as const),
  fc.constantFrom("up" as const, "away" as const, "forgets replies" as const, "logged out" as const),
);

/** One person with one open window, who draws while things happen. */
class Person {
  readonly browser = new Browser();
  last: unknown = undefined;
  #drawn = 0;
  #journal: Journal | null = null;

  async open(): Promise<Journal> {
    this.#journal ??= await this.browser.open();
    return this.#journal;
  }

  async draw(): Promise<void> {
    const journal = await this.open();
    journal.setAuthor("anna");
    const seen = this.browser.server.stored.get(LANE)?.version ?? 0;
    this.#drawn += 1;
    this.last = this.#drawn;
    await draw(journal, this.last, seen, journal.pending(LANE)?.id ?? null);
  }

  async leave(isCalm: boolean): Promise<void> {
    if (isCalm) await rest();
    (await this.open()).close();
    this.#journal = null;
  }

  async meet(happening: Happening): Promise<void> {
    if (happening === "draw") await this.draw();
    else if (happening === "reload" || happening === "crash") await this.leave(happening === "reload");
    else if (happening === "second window") (await this.browser.open()).close();
    else if (happening === "time") await this.browser.clock.pass(5000);
    else this.browser.server.mode = happening;
  }
}

test("whatever happens: the last thing drawn in the one open window is what the server ends with", async () => {
  await fc.assert(fc.asyncProperty(fc.array(HAPPENINGS, { maxLength: 14, size: "max" }), async (happenings) => {
    const person = new Person();
    for (const each of happenings) await person.meet(each);
    const journal = await person.open();
    person.browser.server.mode = "up";
    journal.setAuthor("anna");
    for (let turn = 0; turn < 4; turn += 1) await person.browser.clock.pass(40_000);

    expect(journal.status()).toMatchObject({ waiting: 0, conflicts: [], refused: [] });
    expect(person.browser.server.stored.get(LANE)?.body).toBe(person.last);
  }), { numRuns: 40 });
}, 60_000);
