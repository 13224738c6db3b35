/** The picture on the screen, and going to another one. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

import type { Size } from "@/geometry/points";

import { pixelsQuery } from "./queries";
import type { Raw } from "./raw";
import { createShown, type ShownStore } from "./shown";
import { createTurning } from "./turning";
import type { Windowing } from "./useWindowing";
import { fit, type ViewStore } from "./views";

/** What the page shows now. */
export interface Page {
  readonly project: string;
  readonly row: number;
  /** The picture; null: it is still on its way. */
  readonly raw: Raw | null;
  /** Of the image; null: not known yet. */
  readonly size: Size | null;
  readonly view: ViewStore;
  readonly windowing: Windowing;
}

export interface Turned {
  readonly shown: ShownStore;
  /** The image that was painted last; null: none yet. */
  readonly painted: number | null;
  readonly onPainted: (row: number) => void;
  /** Go to an image: at once to its picture where that has come already, then with the page. */
  readonly turn: (row: number, follow: () => void) => void;
}

/** Show the page's picture; on the way to another image, that one's. */
export function useTurning({ project, row, raw, size, view, windowing }: Page): Turned {
  const cache = useQueryClient();
  const { window, isInverted, lookAt } = windowing;
  const [shown] = useState(() => createShown({ window, isInverted }));
  const [turning] = useState(createTurning);
  const [painted, setPainted] = useState<number | null>(null);
  const fitted = useRef<number | null>(null);
  const here = useRef(row);
  const restore = useRef<() => void>(() => undefined);
  useEffect(() => turning.listen(), [turning]);
  useLayoutEffect(() => {
    here.current = row;
    restore.current = () => shown.set({ raw, look: { window, isInverted } });
    if (!turning.isUnderWay()) restore.current();
  }, [shown, turning, row, raw, window, isInverted]);
  useLayoutEffect(() => {
    if (size === null || fitted.current === row) return;
    fitted.current = row;
    view.set(fit({ image: size, screen: view.get().screen }));
  }, [view, size, row]);
  const onPainted = useCallback(
    (which: number) =>
      flushSync(() => {
        setPainted(which);
        turning.settle();
      }),
    [turning],
  );
  const turn = useCallback(
    (to: number, follow: () => void) => {
      turning.settle();
      const next = cache.getQueryData(pixelsQuery(project, to).queryKey);
      if (next === undefined) {
        follow();
        return;
      }
      const from = here.current;
      turning.begin(() => (here.current === from ? follow() : restore.current())); // gone elsewhere meanwhile
      fitted.current = to;
      shown.set({ raw: next, look: lookAt(next) });
      view.set(fit({ image: next, screen: view.get().screen }));
    },
    [turning, cache, project, shown, view, lookAt],
  );
  return { shown, painted, onPainted, turn };
}
