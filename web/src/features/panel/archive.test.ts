import { deflateRawSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";

import { beginningOf, membersOf } from "./archive";

interface Packed {
  readonly name: string;
  readonly content: Buffer;
  readonly deflated: boolean;
}

function number(bytes: number, value: number): Buffer {
  const made = Buffer.alloc(bytes);
  made.writeUIntLE(value, 0, bytes);
  return made;
}

/** The format's own layout, field by field. */
function zipOf(files: readonly Packed[]): Blob {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content, deflated } of files) {
    const packed = deflated ? deflateRawSync(content) : content;
    const common = [
      number(2, 20), number(2, 0), number(2, deflated ? 8 : 0), number(4, 0), number(4, 0),
      number(4, packed.length), number(4, content.length), number(2, name.length), number(2, 0),
    ];
    const body = Buffer.concat([number(4, 0x04034b50), ...common, Buffer.from(name), packed]);
    entries.push(
      Buffer.concat([
        number(4, 0x02014b50), number(2, 20), ...common, number(2, 0), number(2, 0), number(2, 0),
        number(4, 0), number(4, at), Buffer.from(name),
      ]),
    );
    bodies.push(body);
    at += body.length;
  }
  const list = Buffer.concat(entries);
  const end = [
    number(4, 0x06054b50), number(4, 0), number(2, files.length), number(2, files.length),
    number(4, list.length), number(4, at), number(2, 0),
  ];
  return new Blob([Buffer.concat([...bodies, list, ...end])]);
}

const TABLE = Buffer.from("image,labels\na.png,Coin|Lump\n");

it("lists the files of an archive and reads the beginning of its table", async () => {
  const archive = zipOf([
    { name: "images/a.png", content: Buffer.from("pixels"), deflated: false },
    { name: "labels.csv", content: TABLE, deflated: true },
    { name: "more.csv.gz", content: gzipSync(TABLE), deflated: false },
  ]);

  const members = (await membersOf(archive)) ?? [];
  expect(members.map((each) => each.name)).toEqual(["images/a.png", "labels.csv", "more.csv.gz"]);
  const [, table, packed] = members;
  if (table === undefined || packed === undefined) throw new Error("two tables are there");
  expect(await beginningOf(archive, table)).toBe(TABLE.toString());
  expect(await beginningOf(archive, packed)).toBe(TABLE.toString());
});

it("reads no more of a long table than its beginning", async () => {
  const long = Buffer.from(`image,labels\n${"a.png,Coin\n".repeat(200_000)}`);
  const archive = zipOf([{ name: "labels.csv", content: long, deflated: true }]);
  const [table] = (await membersOf(archive)) ?? [];
  if (table === undefined) throw new Error("a table is there");

  const beginning = await beginningOf(archive, table);
  expect(beginning.startsWith("image,labels\na.png,Coin\n")).toBe(true);
  expect(beginning.length).toBeLessThan(600_000);
});

it("leaves what is no archive to the server", async () => {
  expect(await membersOf(new Blob(["not a zip"]))).toBeNull();
});
