/** Window, level and inversion of the picture that is looked at. */
import { useCallback, useMemo, useState } from "react";

import type { Point } from "@/geometry/points";

import type { Look } from "./cornerstone";
import type { Raw } from "./raw";
import { dragged, windowOf, type Preset, type Window } from "./windows";

export interface Windowing extends Look {
  /** The preset that is in use; null: the window was dragged. */
  readonly preset: Preset | null;
  readonly choose: (preset: Preset) => void;
  readonly drag: (by: Point) => void;
  readonly invert: () => void;
  readonly reset: () => void;
  /** How another picture would be looked at. */
  readonly lookAt: (raw: Raw) => Look;
}

const UNKNOWN: Window = { centre: 128, width: 256 };

/** A preset and the inversion stay from one image to the next; what was dragged does not. */
export function useWindowing(raw: Raw | null): Windowing {
  const [preset, setPreset] = useState<Preset>("own");
  const [isInverted, setInverted] = useState(false);
  const [byHand, setByHand] = useState<{ readonly raw: Raw; readonly window: Window } | null>(null);
  const isByHand = byHand !== null && byHand.raw === raw;
  const chosen = useMemo(() => (raw === null ? UNKNOWN : windowOf(preset, raw)), [raw, preset]);
  const choose = useCallback((next: Preset) => {
    setPreset(next);
    setByHand(null);
  }, []);
  const drag = useCallback(
    (by: Point) => {
      if (raw === null) return;
      setByHand((before) => {
        const window = before?.raw === raw ? before.window : windowOf(preset, raw);
        return { raw, window: dragged(window, by, raw) };
      });
    },
    [raw, preset],
  );
  const invert = useCallback(() => setInverted((before) => !before), []);
  const reset = useCallback(() => {
    choose("own");
    setInverted(false);
  }, [choose]);
  const lookAt = useCallback((other: Raw) => ({ window: windowOf(preset, other), isInverted }), [preset, isInverted]);
  return {
    window: isByHand ? byHand.window : chosen,
    preset: isByHand ? null : preset,
    isInverted,
    choose,
    drag,
    invert,
    reset,
    lookAt,
  };
}
