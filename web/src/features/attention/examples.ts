/** Images as the server describes them, for tests. */
import type { ImageFacts, RankedImage } from "@/api/queries-looking";

/** An image of which nothing is known but what is given. */
export function anImage(known: Partial<ImageFacts>): ImageFacts {
  return {
    row: 1,
    id: "one.png",
    patient: "P1",
    split: "review",
    labels: [],
    width: 128,
    height: 128,
    bit_depth: 8,
    channels: 1,
    view: null,
    laterality: null,
    age_years: null,
    sex: null,
    acquired_on: null,
    spacing_mm: null,
    window: null,
    study_uid: null,
    series_uid: null,
    sop_uid: null,
    cues: {},
    ...known,
  };
}

/** Such an image at its place. */
export function ranked(given: Partial<RankedImage>, known: Partial<ImageFacts> = {}): RankedImage {
  return {
    place: 0,
    image: anImage(known),
    score: 0.5,
    probability: 0.5,
    raw_probability: 0.5,
    truth: null,
    correct: null,
    reason: "at random",
    annotations: [],
    annotated: false,
    accepted: false,
    notes: 0,
    ...given,
  };
}

/** Maps as the server sends them, of one cell each: the evidence of each image and label in turn. */
export function packedMaps(rows: readonly number[], labels: readonly string[], evidence: readonly (0 | 1 | 2)[]): ArrayBuffer {
  const perLabel = (value: number): number[] => labels.map(() => value);
  const header = { rows, labels, grid: [1, 1], thresholds: perLabel(0.5), scales: perLabel(2), missing: [] };
  const words = new TextEncoder().encode(JSON.stringify(header));
  const packed = new DataView(new ArrayBuffer(4 + words.length + 6 * evidence.length));
  packed.setUint32(0, words.length, true);
  new Uint8Array(packed.buffer, 4).set(words);
  evidence.forEach((value, at) => packed.setUint16(4 + words.length + 2 * at, HALVES[value], true));
  return packed.buffer;
}

/** 0, 1 and 2 in half precision. */
const HALVES = [0, 0x3c00, 0x4000] as const;
