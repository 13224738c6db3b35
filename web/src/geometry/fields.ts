/** Fields: numbers at the centres of evenly laid samples; how they are read and enlarged. */

/** Numbers row by row, `width` in each. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/**
 * Where resizing with half-pixel centres reads: the source position of each target's centre.
 *
 * -.25 is a quarter of a source before the first source's centre, where interpolation takes the
 * first source alone.
 */
export function samplePositions(count: number, sources: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => ((at + 0.5) * sources) / count - 0.5);
}

/** The two sources that a target lies between, and the weight of the second. */
export interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly weight: Float32Array;
}

/** What bilinear interpolation reads along one dimension, the edge repeated. */
export function tapsOf(count: number, sources: number): Taps {
  const positions = samplePositions(count, sources);
  const clamped = (at: number): number => Math.min(Math.max(at, 0), sources - 1);
  return {
    low: Int32Array.from(positions, (at) => clamped(Math.floor(at))),
    high: Int32Array.from(positions, (at) => clamped(Math.floor(at) + 1)),
    weight: Float32Array.from(positions, (at) => at - Math.floor(at)),
  };
}

/** A field at another size: bilinear, half-pixel centres, the edge repeated. */
export function resampled(field: Field, width: number, height: number): Field {
  const values = new Float32Array(width * height);
  const across = tapsOf(width, field.width);
  const down = tapsOf(height, field.height);
  for (let y = 0; y < height; y += 1) {
    const upper = (down.low[y] as number) * field.width;
    const lower = (down.high[y] as number) * field.width;
    const share = down.weight[y] as number;
    for (let x = 0; x < width; x += 1) {
      const left = across.low[x] as number;
      const right = across.high[x] as number;
      const weight = across.weight[x] as number;
      const a = between(field.values, upper + left, upper + right, weight);
      const b = between(field.values, lower + left, lower + right, weight);
      values[y * width + x] = a + share * (b - a);
    }
  }
  return { width, height, values };
}

function between(values: ArrayLike<number>, a: number, b: number, weight: number): number {
  const first = values[a] as number;
  return first + weight * ((values[b] as number) - first);
}

/** The largest and the smallest value of a field. */
export function rangeOf(field: Field): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < field.values.length; at += 1) {
    const value = field.values[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
