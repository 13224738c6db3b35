/** The film of a round: where a network looked at the pinned images, epoch by epoch. */
import { fromHalf, rectified, type Grid } from "./heatmap";

/** A map as the server sends it: half precision, base64. */
export interface PackedMap {
  readonly epoch: number;
  readonly probability: number;
  readonly grid: readonly number[];
  readonly map: string;
}

/** One pin's maps; `truth`: 1, 0 or null (unknown). */
export interface PackedStrip {
  readonly row: number;
  readonly label: string;
  readonly truth: 0 | 1 | null;
  readonly maps: readonly PackedMap[];
}

/** What an epoch showed of a pin. */
export interface Shot {
  readonly epoch: number;
  readonly probability: number;
  /** Signed. */
  readonly map: Grid;
}

export interface Strip {
  readonly row: number;
  readonly label: string;
  readonly truth: 0 | 1 | null;
  readonly shots: readonly Shot[];
}

export interface Film {
  readonly strips: readonly Strip[];
  /** Every epoch that any strip has, ascending; 0: before the first. */
  readonly epochs: readonly number[];
  /** Per label the evidence that is shown in full colour: the same in every epoch. */
  readonly scales: ReadonlyMap<string, number>;
}

const FULL_AT = 0.99;

/** Read what the server sends of a round. */
export function filmOf(strips: readonly PackedStrip[]): Film {
  const read = strips.map(({ row, label, truth, maps }): Strip => ({ row, label, truth, shots: maps.map(shotOf) }));
  const epochs = new Set(read.flatMap(({ shots }) => shots.map(({ epoch }) => epoch)));
  return { strips: read, epochs: [...epochs].toSorted((a, b) => a - b), scales: scalesOf(read) };
}

function shotOf({ epoch, probability, grid, map }: PackedMap): Shot {
  const [height = 0, width = 0] = grid;
  return { epoch, probability, map: { width, height, values: halvesIn(map, width * height) } };
}

function halvesIn(base64: string, count: number): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: count }, (_, at) => fromHalf(view.getUint16(2 * at, true)));
}

/** One scale for a label over all epochs: a map that fades has to look fainter, not the same. */
function scalesOf(strips: readonly Strip[]): ReadonlyMap<string, number> {
  const heat = new Map<string, number[]>();
  for (const { label, shots } of strips) {
    const found = shots.flatMap(({ map }) => [...rectified(map).values].filter((value) => value > 0));
    heat.set(label, [...(heat.get(label) ?? []), ...found]);
  }
  return new Map([...heat].map(([label, values]) => [label, quantile(values, FULL_AT)]));
}

function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.floor(share * (ordered.length - 1))] ?? 0;
}
