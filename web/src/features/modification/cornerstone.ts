/**
 * The picture under the drawing, by Cornerstone3D's stack viewport.
 *
 * It draws without WebGL, workers and WebAssembly: the server's policy lets none of a foreign
 * origin in, reading stations often have no usable GPU, and a picture of its own pixels needs
 * none. Everything a person does goes to our own viewport and drawing; this only follows.
 */
import {
  cache,
  Enums,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
  setUseCPURendering,
  type Types,
} from "@cornerstonejs/core";

import type { Viewport } from "@/geometry/viewport";

import { rgbaOf, type Raw } from "./raw";
import { endsOf, windowOf, type Window } from "./windows";

/** A place on the page that shows one picture. */
export interface Surface {
  /** Show a picture; resolves as soon as it will be painted with the next frame. */
  readonly show: (raw: Raw, look: Look) => Promise<void>;
  readonly place: (viewport: Viewport) => void;
  readonly look: (look: Look) => void;
  /** The place has another size now. */
  readonly resize: () => void;
  readonly destroy: () => void;
}

/** How the picture is shown. */
export interface Look {
  readonly window: Window;
  readonly isInverted: boolean;
}

const SCHEME = "medebiaser";
const KEPT_MAX = 4;
const CACHE_BYTES = 512 * 1024 * 1024;

const pictures = new Map<string, Raw>();
let surfaces = 0;

function begin(): void {
  init();
  setUseCPURendering(true, false);
  cache.setMaxCacheSize(CACHE_BYTES);
  imageLoader.registerImageLoader(SCHEME, (id) => ({ promise: Promise.resolve(pictureOf(id)) }));
  metaData.addProvider(factsOf, 1);
}

/** Open a place on the page for pictures. */
export function surfaceOn(element: HTMLDivElement): Surface {
  if (surfaces === 0) begin();
  surfaces += 1;
  const name = `surface-${surfaces}`;
  const engine = new RenderingEngine(name);
  engine.enableElement({ viewportId: name, element, type: Enums.ViewportType.STACK });
  const stack = engine.getViewport<Types.IStackViewport>(name);
  let shown: string | null = null;
  let last: Viewport | null = null;
  let looked: Look | null = null;
  let isGone = false;
  const look = (next: Look): void => {
    if (shown === null || (looked !== null && isAlike(looked, next))) return;
    looked = next;
    stack.setProperties({ voiRange: endsOf(next.window), invert: next.isInverted });
    stack.render();
  };
  const place = (viewport: Viewport): void => {
    last = viewport;
    if (shown !== null) put(stack, element, viewport);
  };
  return {
    place,
    look,
    show: async (raw, first) => {
      const id = keep(raw);
      shown = looked = null; // where it is put meanwhile, the next one is put too
      await stack.setStack([id], 0);
      if (isGone) return;
      shown = id;
      if (last) place(last);
      look(first);
    },
    resize: () => {
      engine.resize(true, true);
      if (last) place(last);
    },
    destroy: () => {
      isGone = true;
      engine.destroy();
    },
  };
}

function isAlike(one: Look, other: Look): boolean {
  const isSameWindow = one.window.centre === other.window.centre && one.window.width === other.window.width;
  return isSameWindow && one.isInverted === other.isInverted;
}

/**
 * Lay the picture where our viewport has it.
 *
 * The element is laid out in device pixels and made smaller by CSS, so that the picture is as
 * sharp as the screen. Cornerstone takes it for CSS pixels and multiplies once more, which moves
 * what it takes for the middle: hence the ratio.
 */
function put(stack: Types.IStackViewport, element: HTMLElement, viewport: Viewport): void {
  const ratio = devicePixelRatio;
  const scale = viewport.scale * ratio;
  const middle = [(ratio * element.clientWidth) / 2, (ratio * element.clientHeight) / 2] as const;
  stack.setCamera({ parallelScale: element.clientHeight / 2 / scale });
  stack.setCamera({
    focalPoint: [(middle[0] - viewport.x * ratio) / scale, (middle[1] - viewport.y * ratio) / scale, 0],
  });
  stack.render();
}

/** Remember the newest pictures alone: each holds all its pixels. */
function keep(raw: Raw): string {
  const known = [...pictures].find(([, each]) => each === raw)?.[0];
  const id = known ?? `${SCHEME}:${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  pictures.delete(id);
  pictures.set(id, raw);
  for (const old of [...pictures.keys()].slice(0, -KEPT_MAX)) {
    pictures.delete(old);
    if (cache.getImageLoadObject(old)) cache.removeImageLoadObject(old);
  }
  return id;
}

function rawNamed(id: string): Raw {
  const raw = pictures.get(id);
  if (raw === undefined) throw new Error("the picture was let go of; show it again");
  return raw;
}

function pictureOf(id: string): Types.IImage {
  const raw = rawNamed(id);
  const isColour = raw.channels === 3;
  const pixels = isColour ? rgbaOf(raw) : raw.pixels;
  const window = windowOf("own", raw);
  const picture = {
    imageId: id,
    minPixelValue: raw.quantiles[0] ?? 0,
    maxPixelValue: raw.quantiles[100] ?? 0,
    slope: 1,
    intercept: 0,
    windowCenter: window.centre,
    windowWidth: window.width,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    getPixelData: () => pixels,
    rows: raw.height,
    columns: raw.width,
    height: raw.height,
    width: raw.width,
    color: isColour,
    rgba: isColour,
    numberOfComponents: isColour ? 4 : 1,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    invert: false,
    photometricInterpretation: isColour ? "RGB" : "MONOCHROME2",
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name,
  };
  // What it leaves out is of volumes and of calibration, which a picture without a scale has not.
  return picture as unknown as Types.IImage;
}

/** What Cornerstone wants to know of a picture, in DICOM's words: one pixel is one millimetre. */
function factsOf(kind: string, id: unknown): unknown {
  if (typeof id !== "string" || !pictures.has(id)) return undefined;
  const { width, height, channels, pixels } = rawNamed(id);
  const bits = 8 * pixels.BYTES_PER_ELEMENT;
  const size = { rows: height, columns: width };
  switch (kind) {
    case "imagePixelModule":
      return {
        ...size,
        pixelRepresentation: 0,
        bitsAllocated: bits,
        bitsStored: bits,
        highBit: bits - 1,
        samplesPerPixel: channels,
        photometricInterpretation: channels === 3 ? "RGB" : "MONOCHROME2",
      };
    case "imagePlaneModule":
      return {
        ...size,
        frameOfReferenceUID: id,
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        imagePositionPatient: [0, 0, 0],
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        pixelSpacing: [1, 1],
        rowPixelSpacing: 1,
        columnPixelSpacing: 1,
      };
    case "generalSeriesModule":
      return { modality: "DX" };
    default:
      return undefined;
  }
}
