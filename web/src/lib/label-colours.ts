/**
 * One colour per label, the same in every view. Colour never stands alone: the name is beside it.
 *
 * The sixteen were chosen so that any two of them differ for every kind of colour vision
 * (simulated after Machado et al. 2009, distance in OKLab after Ottosson 2020) and stand out from
 * the ground by 3 : 1; the first few differ most. Projects with more labels go on round the
 * circle of hues.
 */

const COLOURS = {
  dark: [
    "#fdb0b1", "#3082f6", "#e84306", "#d8f37a", "#a76eac", "#02c5ff", "#86fdef", "#ed7593",
    "#c399d0", "#bf6b5e", "#9494fc", "#cecd76", "#ca6fd3", "#da9a79", "#d7488e", "#9769dc",
  ],
  light: [
    "#cc7580", "#044069", "#940500", "#6e8210", "#8424b0", "#4b9bcf", "#056e5a", "#cc2880",
    "#a95deb", "#994e2f", "#5a71c4", "#aa9117", "#66078c", "#ae6e55", "#681d3b", "#53498e",
  ],
} as const;

const LIGHTNESS = { dark: [0.78, 0.66], light: [0.58, 0.46] } as const;
const CHROMA = { dark: 0.13, light: 0.14 } as const;
const FIRST_HUE = 20;

export type Scheme = keyof typeof COLOURS;

/** Return the colour of the label at a place among K labels, as `#rrggbb`. */
export function labelColour(at: number, k: number, scheme: Scheme): string {
  const chosen = COLOURS[scheme][at];
  if (chosen !== undefined) return chosen;
  const hue = FIRST_HUE + (360 * at) / Math.max(1, k);
  return hexOf(LIGHTNESS[scheme][at % 2 === 0 ? 0 : 1], CHROMA[scheme], hue);
}

/** OKLCH to sRGB (Ottosson 2020); what lies outside sRGB is clipped. */
function hexOf(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((each) => byteOf(each).toString(16).padStart(2, "0")).join("")}`;
}

function byteOf(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}
