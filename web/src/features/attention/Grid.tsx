import { useElementSize } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactElement, type RefObject } from "react";

import type { RankedImage } from "@/api/queries-looking";
import { looks } from "@/lib/looks";
import { count, UNKNOWN } from "@/lib/format";
import { text } from "@/lib/texts";
import { useShortcuts } from "@/ui/shortcuts";
import { useStore } from "@/ui/useStore";

import classes from "./attention.module.css";
import { Card } from "./Card";
import { cardsMax, sizesFor, stepped, type Arrow, type Sizes } from "./layout";
import type { Shown } from "./shown";
import type { FoundMaps } from "./useMaps";
import type { Order, Range } from "./useOrder";

interface Props {
  readonly order: Order;
  readonly shown: Shown;
  readonly maps: FoundMaps;
  /** The card that the keys act upon. */
  readonly current: number;
  /** Whether somebody comes back from an image: its card takes the keyboard again. */
  readonly isReturn: boolean;
  readonly onCurrent: (index: number) => void;
  readonly onOpen: (ranked: RankedImage, index: number) => void;
  /** Given how to change the range that was on the screen before. */
  readonly onRange: (change: (before: Range) => Range) => void;
}

/** Every image of the ranking as a card; only those on the screen exist. */
export function Grid(props: Props): ReactElement {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const scroll = useRef<HTMLDivElement>(null);
  const rem_px = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const sizes = sizesFor(width, rem_px);
  const most = Math.min(props.order.count, cardsMax(sizes));
  return (
    <div ref={scroll} className={classes.scroll}>
      <div ref={ref} className={classes.measured}>
        {width > 0 && <Cards key={sizes.columns} {...props} sizes={sizes} most={most} scroll={scroll} />}
        {most < props.order.count && (
          <p className={classes.most}>
            {text("attention.most", { n: count(most), total: count(props.order.count) })}
          </p>
        )}
      </div>
    </div>
  );
}

interface CardsProps extends Props {
  readonly sizes: Sizes;
  readonly most: number;
  readonly scroll: RefObject<HTMLDivElement | null>;
}

function Cards(props: CardsProps): ReactElement {
  const { order, shown, maps, current, isReturn, onCurrent, onOpen, onRange, sizes, most, scroll } = props;
  const { columns, height, side, gap } = sizes;
  const now = useStore(looks);
  const virtual = useVirtualizer({
    count: Math.ceil(most / columns),
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 1,
    initialOffset: () => Math.floor(current / columns) * height,
    onChange: ({ range }) => {
      if (range) onRange(kept({ first: range.startIndex * columns, last: (range.endIndex + 1) * columns }));
    },
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const lines = virtual.getVirtualItems();
  const indices = lines.flatMap(({ index }) =>
    Array.from({ length: Math.min(columns, most - index * columns) }, (_, at) => index * columns + at),
  );
  const reached = indices.includes(current) ? current : (indices[0] ?? 0);
  useArrows({ current, isReturn, columns, count: most, onCurrent, onLine: (line) => virtual.scrollToIndex(line) });
  return (
    <ul className={classes.cards} style={{ height: virtual.getTotalSize() }} aria-label={text("attention.grid", { label: shown.label })}>
      {indices.map((index) => {
        const [x, y] = [(index % columns) * (side + gap), Math.floor(index / columns) * height];
        const ranked = order.at(index);
        return (
          <li
            key={index}
            className={classes.place}
            style={{ width: side, height: height - gap, transform: `translate(${x}px, ${y}px)` }}
            aria-posinset={index + 1}
            aria-setsize={order.isMore ? -1 : order.count}
          >
            {ranked === null || ranked === "gone" ? (
              <Missing words={ranked === null ? text("attention.card.loading", { place: index + 1 }) : text("attention.card.gone")} />
            ) : (
              <Card
                ranked={ranked}
                index={index}
                shown={shown}
                maps={maps.of(ranked.image.row)}
                looks={now}
                isReached={index === reached}
                onOpen={onOpen}
                onReach={onCurrent}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The same object as long as the same cards are on the screen. */
function kept(next: Range): (before: Range) => Range {
  return (before) => (before.first === next.first && before.last === next.last ? before : next);
}

function Missing({ words }: { readonly words: string }): ReactElement {
  return (
    <div className={classes.missing}>
      <span aria-hidden>{UNKNOWN}</span>
      <span>{words}</span>
    </div>
  );
}

interface Arrows {
  readonly current: number;
  readonly isReturn: boolean;
  readonly columns: number;
  readonly count: number;
  readonly onCurrent: (index: number) => void;
  readonly onLine: (line: number) => void;
}

/** The arrow keys go from card to card and take the focus along. */
function useArrows({ current, isReturn, columns, count: most, onCurrent, onLine }: Arrows): void {
  const [first] = useState(isReturn ? current : null);
  const go = (arrow: Arrow) => () => {
    const next = stepped(current, arrow, columns, most);
    onLine(Math.floor(next / columns));
    onCurrent(next);
    focusSoon(next);
  };
  useEffect(() => {
    if (first !== null) focusSoon(first);
  }, [first]);
  const group = text("attention.keys");
  useShortcuts([
    { keys: ["ArrowLeft"], title: text("attention.keys.left"), group, run: go("left") },
    { keys: ["ArrowRight"], title: text("attention.keys.right"), group, run: go("right") },
    { keys: ["ArrowUp"], title: text("attention.keys.up"), group, run: go("up") },
    { keys: ["ArrowDown"], title: text("attention.keys.down"), group, run: go("down") },
    { keys: ["Home"], title: text("attention.keys.first"), group, run: go("first") },
    { keys: ["End"], title: text("attention.keys.last"), group, run: go("last") },
  ]);
}

const FRAMES_MAX = 600; // ten seconds
let awaited = 0;

/** A card that is scrolled to is there when it is loaded; whoever has gone elsewhere by then stays there. */
function focusSoon(index: number): void {
  const from = document.activeElement;
  awaited += 1;
  const mine = awaited;
  const look = (frames: number): void => {
    const at = document.activeElement;
    if (mine !== awaited || (at !== from && at !== document.body)) return;
    const card = document.getElementById(`card-${index}`);
    if (card !== null) card.focus({ preventScroll: true });
    else if (frames > 0) requestAnimationFrame(() => look(frames - 1));
  };
  requestAnimationFrame(() => look(FRAMES_MAX));
}
