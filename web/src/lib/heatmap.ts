/**
 * From the maps of the server to what a person sees of them.
 *
 * The map is signed; the heatmap is its positive part, on an absolute scale (one per label and
 * round: the same red means the same evidence) or on its own. All of it is derived here, so that
 * threshold, scale, colours and opacity answer without a request.
 */

/** One image's map for one label: numbers row by row. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The maps of some images of one round. */
export interface Maps {
  /** Permanent row numbers of the images. */
  readonly rows: readonly number[];
  /** Those of them that have no map yet. */
  readonly missing: readonly number[];
  readonly labels: readonly string[];
  /** Cells across and down. */
  readonly width: number;
  readonly height: number;
  /** Per label; null where it is not known. */
  readonly thresholds: readonly (number | null)[];
  /** Per label the evidence that is shown in full colour; null or 0 where none was displayed. */
  readonly scales: readonly (number | null)[];
  /** Per label the head's bias; null where the head is not linear or the server gives none. */
  readonly biases: readonly (number | null)[];
  /** (images, labels, height, width). */
  readonly values: Float32Array;
  /** (images, labels). */
  readonly probabilities: Float32Array;
}

/** The server's bytes are not what the route promises. */
export class MapsError extends Error {
  override readonly name = "MapsError";
}

interface Header {
  readonly maps_offset: number;
  readonly probabilities_offset: number;
  readonly missing: readonly number[];
  readonly rows: readonly number[];
  readonly labels: readonly string[];
  readonly grid: readonly [height: number, width: number];
  readonly thresholds: readonly (number | null)[];
  readonly scales: readonly (number | null)[];
  readonly biases: readonly (number | null)[];
}

const LENGTH_BYTES = 4;

/**
 * Read the reply of the maps route.
 *
 * It is a uint32 length, a JSON header of that many bytes, the maps (n, K, h, w) in half
 * precision and the probabilities (n, K) in single, each where the header says; little-endian.
 *
 * @throws MapsError - the bytes end early, or the header says something else.
 */
export function decodedMaps(reply: ArrayBuffer): Maps {
  const bytes = new DataView(reply);
  if (reply.byteLength < LENGTH_BYTES) throw new MapsError("the maps end before their header");
  const start = LENGTH_BYTES + bytes.getUint32(0, true);
  if (start > reply.byteLength) throw new MapsError(`the maps' header of ${start} bytes is cut off`);
  const header = headerOf(new Uint8Array(reply, LENGTH_BYTES, start - LENGTH_BYTES));
  const { maps_offset, probabilities_offset, grid, ...kept } = header;
  const [height, width] = grid;
  const pairs = header.rows.length * header.labels.length;
  const count = pairs * height * width;
  const expected = start + Math.max(maps_offset + 2 * count, probabilities_offset + 4 * pairs);
  if (reply.byteLength < expected) {
    throw new MapsError(`the maps have ${reply.byteLength} bytes; their header promises ${expected}`);
  }
  const values = Float32Array.from({ length: count }, (_, at) =>
    fromHalf(bytes.getUint16(start + maps_offset + 2 * at, true)),
  );
  const probabilities = Float32Array.from({ length: pairs }, (_, at) =>
    bytes.getFloat32(start + probabilities_offset + 4 * at, true),
  );
  return { ...kept, width, height, values, probabilities };
}

function headerOf(bytes: Uint8Array): Header {
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const field = (name: string): unknown =>
    typeof header === "object" && header !== null ? (header as Record<string, unknown>)[name] : null;
  const labels = listOf(field("labels"), "labels", isText);
  const rows = listOf(field("rows"), "rows", isNumber);
  const grid = gridOf(field("grid"));
  const halves = rows.length * labels.length * grid[0] * grid[1];
  const perLabel = (name: string): readonly (number | null)[] => {
    const given = field(name) ?? labels.map(() => null);
    const list = listOf(given, name, isNumberOrNull);
    if (list.length !== labels.length) {
      throw new MapsError(`the maps have ${labels.length} labels and ${list.length} ${name}`);
    }
    return list;
  };
  return {
    rows,
    labels,
    grid,
    missing: listOf(field("missing") ?? [], "missing", isNumber),
    maps_offset: numberOr(field("maps_offset"), 0),
    probabilities_offset: numberOr(field("probabilities_offset"), 2 * halves),
    thresholds: perLabel("thresholds"),
    scales: perLabel("scales"),
    biases: perLabel("biases"),
  };
}

function gridOf(grid: unknown): readonly [height: number, width: number] {
  if (isNumber(grid)) return [grid, grid];
  const [height, width] = listOf(grid, "grid", isNumber);
  if (height === undefined || width === undefined) throw new MapsError("the maps' grid has no two sides");
  return [height, width];
}

function listOf<T>(list: unknown, name: string, fits: (each: unknown) => each is T): readonly T[] {
  if (Array.isArray(list) && list.every(fits)) return list;
  throw new MapsError(`the maps' header has no usable list of ${name}`);
}

function numberOr(given: unknown, otherwise: number): number {
  return isNumber(given) ? given : otherwise;
}

const isText = (each: unknown): each is string => typeof each === "string";
const isNumber = (each: unknown): each is number => typeof each === "number";
const isNumberOrNull = (each: unknown): each is number | null => each === null || isNumber(each);

/** The number that sixteen bits of half precision stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** One image's map for one label; null where the reply has none. */
export function mapOf(maps: Maps, row: number, label: string): Grid | null {
  const pair = pairOf(maps, row, label);
  if (pair === null || maps.missing.includes(row)) return null;
  const cells = maps.width * maps.height;
  const values = maps.values.subarray(pair * cells, (pair + 1) * cells);
  return { width: maps.width, height: maps.height, values };
}

/** One image's probability of one label; null where it is not known. */
export function probabilityOf(maps: Maps, row: number, label: string): number | null {
  const pair = pairOf(maps, row, label);
  const probability = pair === null ? undefined : maps.probabilities[pair];
  return probability === undefined || Number.isNaN(probability) ? null : probability;
}

function pairOf(maps: Maps, row: number, label: string): number | null {
  const image = maps.rows.indexOf(row);
  const at = maps.labels.indexOf(label);
  return image === -1 || at === -1 ? null : image * maps.labels.length + at;
}

/** A number that the reply gives per label: its threshold, scale or bias; null: not known. */
export function ofLabel(
  maps: Maps,
  numbers: "thresholds" | "scales" | "biases",
  label: string,
): number | null {
  return maps[numbers][maps.labels.indexOf(label)] ?? null;
}

/** The evidence for the label without that against it. */
export function rectified(map: Grid): Grid {
  return { ...map, values: map.values.map((value) => Math.max(value, 0)) };
}

/** How a heatmap is brought to [0, 1]: by its label's and round's scale, or by its own range. */
export type Scaling =
  | { readonly by: "label"; readonly scale: number | null }
  | { readonly by: "image" };

/**
 * The heatmap in [0, 1].
 *
 * By label: H / scale, clipped at 1; all 0 where there is no scale. By image:
 * (H - min) / (max - min); all 0 where H is constant.
 */
export function heatmapOf(map: Grid, scaling: Scaling): Grid {
  const { values } = rectified(map);
  if (scaling.by === "label") {
    const scale = scaling.scale ?? 0;
    return { ...map, values: values.map((value) => (scale > 0 ? Math.min(value / scale, 1) : 0)) };
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { ...map, values: values.map((value) => (high > low ? (value - low) / (high - low) : 0)) };
}

/**
 * What a heatmap has to show.
 *
 * `none`: no positive evidence, which is said and never painted. `below`: there is some, but all
 * of it under the threshold.
 */
export type Evidence = "none" | "below" | "some";

/** Which of the three a heatmap in [0, 1] has. */
export function evidenceOf(heatmap: Grid, threshold = 0): Evidence {
  const high = heatmap.values.reduce((most, value) => Math.max(most, value), 0);
  if (!(high > 0)) return "none";
  return high >= threshold ? "some" : "below";
}

/** The logit of a linear head: the map's mean and the bias; null where there is no bias. */
export function logitOf(map: Grid, bias: number | null): number | null {
  return bias === null ? null : meanOf(map.values) + bias;
}

/** σ of a logit. */
export function probabilityOfLogit(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] as number;
  return sum / values.length;
}

/**
 * What a region adds to the logit: the mean over cells of map · mask.
 *
 * @param mask - area fractions in [0, 1] on the map's grid.
 */
export function contributionOf(map: Grid, mask: ArrayLike<number>): number {
  checkGrids(map, mask);
  return meanOf(map.values.map((value, at) => value * (mask[at] as number)));
}

/**
 * The share of the evidence for the label that lies in a region: Σ H·m / Σ H.
 *
 * @param mask - area fractions in [0, 1] on the map's grid.
 * @returns in [0, 1]; null where there is no positive evidence.
 */
export function evidenceShare(map: Grid, mask: ArrayLike<number>): number | null {
  checkGrids(map, mask);
  let [inside, all] = [0, 0];
  map.values.forEach((value, at) => {
    const evidence = Math.max(value, 0);
    inside += evidence * (mask[at] as number);
    all += evidence;
  });
  return all > 0 ? inside / all : null;
}

function checkGrids(map: Grid, mask: ArrayLike<number>): void {
  if (map.values.length === mask.length) return;
  throw new RangeError(
    `the mask has ${mask.length} cells, the map ${map.values.length}; rasterise onto the map's grid`,
  );
}

/** A map on another grid, each new cell the mean over its area: 8 × 8 for choosing cells. */
export function byCells(map: Grid, width: number, height: number = width): Grid {
  const across = sharesOf(width, map.width);
  const down = sharesOf(height, map.height);
  const values = new Float32Array(width * height);
  down.forEach((rows, y) => {
    across.forEach((columns, x) => {
      let sum = 0;
      for (const [row, high] of rows) {
        for (const [column, wide] of columns) {
          sum += high * wide * (map.values[row * map.width + column] as number);
        }
      }
      values[y * width + x] = sum;
    });
  });
  return { width, height, values };
}

/** For each target the sources that it overlaps, with shares that add up to 1. */
function sharesOf(targets: number, sources: number): (readonly [source: number, share: number])[][] {
  return Array.from({ length: targets }, (_, target) => {
    const [from, to] = [(target * sources) / targets, ((target + 1) * sources) / targets];
    const shares: [number, number][] = [];
    for (let source = Math.floor(from); source < to; source += 1) {
      const overlap = Math.min(to, source + 1) - Math.max(from, source);
      if (overlap > 1e-9) shares.push([source, overlap / (to - from)]);
    }
    return shares;
  });
}
