/**
 * What lies in a zip archive, read in the browser from its end: the names of its files and the
 * first lines of its table, so that columns can be chosen before gigabytes have been sent.
 */

/** One file of an archive; sizes and the place of its head in bytes. */
export interface Member {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly headAt: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const COMMENT_MAX = 65_535;
const WIDE_LOCATOR = 0x07064b50;
const WIDE_LOCATOR_BYTES = 20;
const WIDE_END_BYTES = 56;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const HEAD_BYTES = 30;
const WIDE = 0xffffffff;
const WIDE_FIELD = 1;
const LIST_BYTES_MAX = 64 << 20;
const STORED = 0;
const PEEKED_BYTES = 1 << 18;

async function viewOf(part: Blob): Promise<DataView> {
  return new DataView(await part.arrayBuffer());
}

interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** List an archive's files; null: it cannot be read here, the server will say why. */
export async function membersOf(file: Blob): Promise<readonly Member[] | null> {
  try {
    const place = await listOf(file);
    if (place === null || place.bytes > LIST_BYTES_MAX) return null;
    return entriesIn(await viewOf(file.slice(place.at, place.at + place.bytes)));
  } catch {
    return null; // a file that changed or is unreadable
  }
}

/** Find the list of files, which stands before the end. */
async function listOf(file: Blob): Promise<Place | null> {
  const from = Math.max(0, file.size - END_BYTES - COMMENT_MAX - WIDE_LOCATOR_BYTES);
  const tail = await viewOf(file.slice(from));
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue;
    const found = { bytes: tail.getUint32(at + 12, true), at: tail.getUint32(at + 16, true) };
    if (found.at !== WIDE && found.bytes !== WIDE) return found;
    return wideListOf(file, tail, at - WIDE_LOCATOR_BYTES);
  }
  return null;
}

/** The same of an archive above 4 GiB. */
async function wideListOf(file: Blob, tail: DataView, locator: number): Promise<Place | null> {
  if (locator < 0 || tail.getUint32(locator, true) !== WIDE_LOCATOR) return null;
  const at = Number(tail.getBigUint64(locator + 8, true));
  const end = await viewOf(file.slice(at, at + WIDE_END_BYTES));
  return { bytes: Number(end.getBigUint64(40, true)), at: Number(end.getBigUint64(48, true)) };
}

function entriesIn(list: DataView): readonly Member[] {
  const names = new TextDecoder();
  const found: Member[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= list.byteLength && list.getUint32(at, true) === ENTRY) {
    const nameBytes = list.getUint16(at + 28, true);
    const extraBytes = list.getUint16(at + 30, true);
    const name = names.decode(new Uint8Array(list.buffer, list.byteOffset + at + ENTRY_BYTES, nameBytes));
    const extraAt = at + ENTRY_BYTES + nameBytes;
    found.push({ name, method: list.getUint16(at + 10, true), ...sizesOf(list, at, extraAt, extraBytes) });
    at = extraAt + extraBytes + list.getUint16(at + 32, true);
  }
  return found;
}

/** The packed size and the place of a file; above 4 GiB they stand in an extra field. */
function sizesOf(
  list: DataView,
  at: number,
  extraAt: number,
  extraBytes: number,
): Pick<Member, "packedBytes" | "headAt"> {
  const narrow = [24, 20, 42].map((offset) => list.getUint32(at + offset, true));
  const wide = wideFieldOf(list, extraAt, extraBytes);
  let next = wide;
  const [, packedBytes = 0, headAt = 0] = narrow.map((value) => {
    if (value !== WIDE || next === null) return value;
    const real = Number(list.getBigUint64(next, true));
    next += 8;
    return real;
  });
  return { packedBytes, headAt };
}

function wideFieldOf(list: DataView, from: number, bytes: number): number | null {
  for (let at = from; at + 4 <= from + bytes; at += 4 + list.getUint16(at + 2, true))
    if (list.getUint16(at, true) === WIDE_FIELD) return at + 4;
  return null;
}

/** Return the first characters of a file of an archive: as much as shows a table's columns. */
export async function beginningOf(file: Blob, member: Member): Promise<string> {
  const head = await viewOf(file.slice(member.headAt, member.headAt + HEAD_BYTES));
  const from = member.headAt + HEAD_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(from, from + Math.min(member.packedBytes, PEEKED_BYTES));
  const plain = member.method === STORED ? packed : await unpacked(packed, "deflate-raw");
  const table = member.name.toLowerCase().endsWith(".gz") ? await unpacked(plain, "gzip") : plain;
  return charactersOf(new Uint8Array(await table.arrayBuffer()));
}

/** Unpack what is there; the end is missing, which is no error here. */
async function unpacked(packed: Blob, format: CompressionFormat): Promise<Blob> {
  const reader = packed.stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    while (bytes < PEEKED_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.byteLength;
    }
    void reader.cancel().catch(() => undefined);
  } catch {
    // cut in the middle: what came before is enough
  }
  return new Blob(parts);
}

function charactersOf(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}
