/** Small pictures drawn with lines; they say nothing that no word beside them says. */
import type { ReactElement } from "react";

const PATHS = {
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0",
  attention: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  box: "M5 6h14v12H5z",
  brush: "M14.5 4.5 19.5 9.5 11 18a4 4 0 0 1-3 1.5c-2 0-3-.5-4-1.5 2-.5 1.5-2 2-3.5.5-1.5 1.5-2 2.5-2.5Z",
  cells: "M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m7 10 5 5 5-5",
  copy: "M9 9h10v10H9zM5 15V5h10",
  cross: "M6 6l12 12M18 6 6 18",
  dark: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z",
  down: "M12 5v14m-6-6 6 6 6-6",
  empty: "M4 13l2.5-8h11L20 13v6H4v-6Zm0 0h5l1.5 2.5h3L15 13h5",
  "empty-circle": "M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z",
  eraser: "M8 19h11M5 14.5 13.5 6l5 5-8 8H8.5Z",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5m11-5v5h-5",
  freehand: "M4 16c2-8 6-10 8-7s-3 7 0 8 5-3 8-9",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  invert: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-16v16M12 8h5.5M12 12h8M12 16h5.5",
  irrelevant: "M5 5h14v14H5zM5 12l7-7M5 19 19 5M12 19l7-7",
  keyboard: "M3 6.5h18v11H3zM7 10h.01M10.5 10h.01M14 10h.01M17.5 10h.01M8 14h8",
  labels: "M4 6h9M4 12h16M4 18h12",
  left: "M19 12H5m6-6-6 6 6 6",
  light: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4",
  livewire: "M5 18c1-9 4-4 6-8s5-5 8-4M5 18h.01M11 10h.01M19 6h.01",
  logout: "M14 4h5v16h-5M10 8l-4 4 4 4m-4-4h10",
  minus: "M6 12h12",
  modification: "M4 20l1-4L16.5 4.5l3 3L8 19l-4 1Zm10-13 3 3",
  note: "M5 4h14v11l-5 5H5V4Zm9 16v-5h5",
  offline: "M3 3l18 18M8.5 8A6 6 0 0 0 6.5 19H18m2.5-2A4.5 4.5 0 0 0 17 10a6 6 0 0 0-5.5-3",
  pan: "M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5",
  panel: "M4 7h10m4 0h2M4 17h2m4 0h10M14 4.5v5m-8 5v5",
  performance: "M4 20V4m0 16h16M8 16l4-5 3 3 5-7",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6Zm3 11v6",
  plus: "M12 6v12M6 12h12",
  polygon: "M12 4 20 10l-3 9H7l-3-9Z",
  project: "M3.5 6.5h6l2 2.5h9v10h-17z",
  redo: "M20 9H9a5 5 0 0 0 0 10h6M20 9l-4-4m4 4-4 4",
  relevant: "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10Zm0-14v4m0 10v4M3 12h4m10 0h4",
  right: "M5 12h14m-6-6 6 6-6 6",
  round: "M20 12a8 8 0 1 1-2.5-5.8M20 4v4.5h-4.5",
  saving: "M12 4v10m-4-4 4 4 4-4M5 18.5h14",
  select: "M6 4l13 7-5.5 1.5L11 18Z",
  similar: "M4 4h9v9H4zM11 16v4h9v-9h-4",
  sort: "m8 10 4-4 4 4m0 4-4 4-4-4",
  tour: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm3.5-12.5-2 5-5 2 2-5 5-2Z",
  undo: "M4 9h11a5 5 0 0 1 0 10H9M4 9l4-4M4 9l4 4",
  up: "M12 19V5m-6 6 6-6 6 6",
  users: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 8a6 6 0 0 1 12 0M16 4.5a3.5 3.5 0 0 1 0 6.5m2 2.5a6 6 0 0 1 3 5.5",
  warning: "M12 4 2.8 19.5h18.4L12 4Zm0 6v4.5m0 2.6h.01",
  window: "M12 20a8 8 0 1 0 0-16v16Zm0 0a8 8 0 0 1 0-16",
} as const;

export type GlyphName = keyof typeof PATHS;

interface Props {
  readonly name: GlyphName;
  readonly size?: number;
}

/** Draw one, in the colour of the text around it; screen readers pass over it. */
export function Glyph({ name, size = 18 }: Props): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
