import { expect, it } from "vitest";

import { Refusal, refusalOf, Unreachable } from "@/api/refusal";

import { createUpload, leftS, type Arrived, type Surroundings, type Wire } from "./uploading";

const FILE = new File(["0123456789"], "chest.zip");

function memory(): Surroundings["memory"] & { id: string | null } {
  const held = { id: null as string | null };
  return {
    get id() {
      return held.id;
    },
    get: () => held.id,
    set: (_, id) => {
      held.id = id;
    },
  };
}

/** A server that keeps what arrives, in parts of four bytes. */
function server(held: { text: string }): Wire & { sent: string[] } {
  const sent: string[] = [];
  const now = (): Arrived => ({
    id: "a1",
    received_bytes: held.text.length,
    size_bytes: 10,
    part_bytes: 4,
  });
  return {
    sent,
    begin: () => Promise.resolve(now()),
    arrived: () => Promise.resolve(now()),
    send: async (_, offset, part) => {
      const words = await part.text();
      sent.push(`${offset}:${words}`);
      held.text = held.text.slice(0, offset) + words;
      return now();
    },
  };
}

function around(): Surroundings & { memory: ReturnType<typeof memory> } {
  let ms = 0;
  return { memory: memory(), nowMs: () => (ms += 1000), wait: () => Promise.resolve() };
}

it("sends a file part by part and forgets its id at the end", async () => {
  const wire = server({ text: "" });
  const place = around();
  const upload = createUpload(FILE, wire, place);
  await upload.go();

  expect(wire.sent).toEqual(["0:0123", "4:4567", "8:89"]);
  expect(upload.progress.get()).toMatchObject({ phase: "complete", id: "a1", sentBytes: 10 });
  expect(place.memory.id).toBeNull();
});

it("goes on where the server says that a broken upload ended", async () => {
  const wire = server({ text: "0123" });
  const place = around();
  place.memory.set(FILE, "a1");
  await createUpload(FILE, wire, place).go();
  expect(wire.sent).toEqual(["4:4567", "8:89"]);
});

it("begins anew where the server has forgotten the upload", async () => {
  const wire = server({ text: "" });
  const place = around();
  place.memory.set(FILE, "old");
  const forgetful: Wire = { ...wire, arrived: () => Promise.reject(new Refusal(404, null)) };
  const upload = createUpload(FILE, forgetful, place);
  await upload.go();
  expect(upload.progress.get().phase).toBe("complete");
});

it("waits out a broken network", async () => {
  const wire = server({ text: "" });
  let failures = 2;
  const phases: string[] = [];
  const upload = createUpload(
    FILE,
    { ...wire, send: (...all) => (failures-- > 0 ? Promise.reject(new Unreachable("cut")) : wire.send(...all)) },
    around(),
  );
  upload.progress.subscribe(() => phases.push(upload.progress.get().phase));
  await upload.go();
  expect(phases).toContain("waiting");
  expect(upload.progress.get().phase).toBe("complete");
});

it("pauses between two parts and goes on with the next one", async () => {
  const wire = server({ text: "" });
  const upload = createUpload(
    FILE,
    {
      ...wire,
      send: async (...all) => {
        const answer = await wire.send(...all);
        if (all[1] === 0) upload.pause();
        return answer;
      },
    },
    around(),
  );
  await upload.go();
  expect(upload.progress.get().phase).toBe("paused");

  await upload.go();
  expect(wire.sent).toEqual(["0:0123", "4:4567", "8:89"]);
});

it("says why it was refused", async () => {
  const wire = server({ text: "" });
  const refusal = await refusalOf(Response.json({ detail: "the file is too large" }, { status: 413 }));
  const upload = createUpload(FILE, { ...wire, begin: () => Promise.reject(refusal) }, around());
  await upload.go();
  expect(upload.progress.get()).toMatchObject({ phase: "failed", failure: "The file is too large." });
});

it("knows how long it will take: 6 bytes at 2 a second are 3 s", () => {
  const now = { phase: "sending", id: "a1", sentBytes: 4, bytesPerS: 2, failure: null } as const;
  expect(leftS(now, 10)).toBe(3);
});
