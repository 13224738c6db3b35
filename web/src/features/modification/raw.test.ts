import { expect, it } from "vitest";

import { greyOf, rawOf, rgbaOf } from "./raw";

function headers(width: number, height: number, depth: number, channels: number, window?: string): Headers {
  const named = { "X-Width": width, "X-Height": height, "X-Bit-Depth": depth, "X-Channels": channels };
  const list = Object.entries(named).map(([name, value]): [string, string] => [name, String(value)]);
  return new Headers(window === undefined ? list : [...list, ["X-Window", window]]);
}

it("reads 16-bit pixels, the low byte first, and their window", () => {
  const bytes = Uint8Array.from([0x01, 0x00, 0x00, 0x10]).buffer;
  const raw = rawOf(5, headers(2, 1, 16, 1, "2000,4000"), bytes);
  expect([...raw.pixels]).toEqual([1, 4096]);
  expect(raw.own).toEqual({ centre: 2000, width: 4000 });
  expect([raw.quantiles[0], raw.quantiles[100]]).toEqual([1, 4096]);
});

it("has no window of its own where none came", () => {
  expect(rawOf(5, headers(1, 1, 8, 1), Uint8Array.from([9]).buffer).own).toBeNull();
});

it("says how many bytes are missing", () => {
  expect(() => rawOf(5, headers(2, 2, 8, 1), new ArrayBuffer(3))).toThrow(
    "image 5 has 3 bytes of pixels; its headers promise 4",
  );
  expect(() => rawOf(5, new Headers(), new ArrayBuffer(3))).toThrow("without a usable X-Width");
});

it("turns colours into brightness for livewire and into RGBA for the screen", () => {
  const raw = rawOf(5, headers(1, 1, 8, 3), Uint8Array.from([100, 200, 50]).buffer);
  expect(greyOf(raw).values[0]).toBeCloseTo(29.9 + 117.4 + 5.7, 4);
  expect([...rgbaOf(raw)]).toEqual([100, 200, 50, 255]);
});

it("finds quantiles: of 0 to 200, the 25 % one is 50", () => {
  const bytes = Uint8Array.from({ length: 201 }, (_, at) => at).buffer;
  expect(rawOf(5, headers(201, 1, 8, 1), bytes).quantiles[25]).toBe(50);
});
