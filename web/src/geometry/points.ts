/** A place in image pixels: (0, 0) is the outer corner of the first pixel, x right, y down. */
export type Point = readonly [x: number, y: number];

/** Width and height, in pixels of the image or of the screen. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An upright rectangle, in the pixels of whatever it encloses. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** `look here`, or `ignore this`. */
export type Relevance = "relevant" | "irrelevant";

/** How far apart two points are. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** A point moved by an offset. */
export function moved(point: Point, by: Point): Point {
  return [point[0] + by[0], point[1] + by[1]];
}

/** The offset that carries one point to another. */
export function offset(from: Point, to: Point): Point {
  return [to[0] - from[0], to[1] - from[1]];
}

/** A number kept between two ends. */
export function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** The nearest point that lies in the image. */
export function onImage(point: Point, image: Size): Point {
  return [within(point[0], 0, image.width), within(point[1], 0, image.height)];
}

/** The smallest upright rectangle around points; without any it is empty and inside out. */
export function boundsOf(points: Iterable<Point>): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** Whether two rectangles share a point. */
export function meet(a: Bounds, b: Bounds): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

/** The point of the segment from `a` to `b` that is nearest to `point`. */
export function nearestOnSegment(point: Point, a: Point, b: Point): Point {
  const [dx, dy] = offset(a, b);
  const length = dx * dx + dy * dy;
  if (length === 0) return a;
  const share = within(((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length, 0, 1);
  return [a[0] + share * dx, a[1] + share * dy];
}
