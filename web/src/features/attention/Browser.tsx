import { useCallback, useEffect, useRef, useState, type ReactElement, type RefObject } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { RankedImage, Ranking, Wanted } from "@/api/queries-looking";
import { isRefusal } from "@/api/refusal";
import { moment } from "@/lib/format";
import { changeLooks, looks } from "@/lib/looks";
import { plural, text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { useShortcuts } from "@/ui/shortcuts";

import classes from "./attention.module.css";
import { likenessOf, modificationOf, openedIn, withPlace, type Opened, type Placed } from "@/lib/filters";
import { Grid } from "./Grid";
import { Refresh } from "./Refresh";
import type { Shown } from "./shown";
import { Single } from "./Single";
import { Telling } from "./Telling";
import { useShownAtOnce } from "./useAcceptance";
import { imageAt, placeOf, useFollowed } from "./useFollowed";
import { useMaps } from "./useMaps";
import { isFiltered, useOrder, type Order, type Range } from "./useOrder";

/** The images of one ranking: as a grid, or one of them. */
export function Browser({ shown }: { readonly shown: Shown }): ReactElement {
  const [search, setSearch] = useSearchParams();
  const opened = openedIn(search);
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  const [current, setCurrent] = useState(opened?.place ?? 0);
  const [isReturn, setIsReturn] = useState(false);
  const order = useOrder(shown.project, wantedOf(shown), around(opened, shown, range), (opened?.place ?? -1) + 1);
  useShownAtOnce(shown);
  const open = useCallback(
    (target: Placed | null, how: { readonly replace: boolean }) => setSearch((now) => withPlace(now, target), how),
    [setSearch],
  );
  const { head: first, error } = order;
  if (first === undefined && isRefusal(error, 423)) return <Unranked shown={shown} why={error.message} />;
  return (
    <Faces
      asked={{ data: first, error, refetch: order.refetch }}
      what={text("attention.what")}
      empty={() => (isEmpty(order) ? <NoImages shown={shown} /> : null)}
    >
      {(head) => (
        <>
          {opened === null ? (
            <Many
              order={order}
              head={head}
              shown={shown}
              current={Math.min(current, Math.max(0, order.count - 1))}
              isReturn={isReturn}
              onCurrent={setCurrent}
              onRange={setRange}
              onOpen={open}
            />
          ) : (
            <One order={order} shown={shown} opened={opened} total={head.total} onCurrent={setCurrent} onOpen={open} onReturn={setIsReturn} />
          )}
          <Telling />
        </>
      )}
    </Faces>
  );
}

function isEmpty({ count, isMore }: Order): boolean {
  return count === 0 && !isMore;
}

function wantedOf({ round, label, by, split, correct, annotated, like }: Shown): Wanted {
  return { round, label, by, split, correct, annotated, like };
}

/** What is looked at: the cards on the screen, or one image and its neighbours. */
function around(opened: Opened | null, shown: Shown, range: Range): Range {
  if (opened === null) return range;
  if (isFiltered(shown) || opened.place === null) return { first: 0, last: 0 };
  return { first: Math.max(0, opened.place - 1), last: opened.place + 2 };
}

type Open = (target: Placed | null, how: { readonly replace: boolean }) => void;

interface ManyProps {
  readonly order: Order;
  readonly head: Ranking;
  readonly shown: Shown;
  readonly current: number;
  readonly isReturn: boolean;
  readonly onCurrent: (index: number) => void;
  readonly onRange: (change: (before: Range) => Range) => void;
  readonly onOpen: Open;
}

function Many({ order, head, shown, current, isReturn, onCurrent, onRange, onOpen }: ManyProps): ReactElement {
  const maps = useMaps(shown.project, shown.round, order.pages);
  const { at } = order;
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const group = text("attention.keys");
  const press = (run: (ranked: RankedImage) => void) => () => {
    const ranked = at(current);
    if (ranked !== null && ranked !== "gone") run(ranked);
  };
  const go = (to: string): void => void navigate(to, { relative: "path" });
  // Through its card: nothing is accepted that is not on the screen.
  const accept = press(({ image }) => document.getElementById(`accept-${image.row}`)?.click());
  const modify = press((ranked) => go(modificationOf(search, placeOf(ranked), shown)));
  const seek = press(({ image }) => go(likenessOf(search, { row: image.row, region: null }, shown.label)));
  const onCard = useCallback(
    (ranked: RankedImage, index: number) => {
      onCurrent(index);
      onOpen(placeOf(ranked), { replace: false });
    },
    [onCurrent, onOpen],
  );
  useShortcuts([
    { keys: ["a"], title: text("attention.keys.accept"), group, run: accept },
    { keys: ["m"], title: text("attention.keys.modify"), group, run: modify },
    { keys: ["s"], title: text("attention.keys.like"), group, run: seek },
    { keys: ["h"], title: text("attention.keys.heat"), group, run: () => changeLooks({ isOn: !looks.get().isOn }) },
  ]);
  return (
    <>
      <Lead order={order} head={head} shown={shown} />
      {maps.refused !== null && (
        <div className={classes.notice}>
          <p>{text("attention.heat.unavailable", { why: maps.refused })}</p>
        </div>
      )}
      <Grid
        order={order}
        shown={shown}
        maps={maps}
        current={current}
        isReturn={isReturn}
        onCurrent={onCurrent}
        onOpen={onCard}
        onRange={onRange}
      />
    </>
  );
}

interface OneProps {
  readonly order: Order;
  readonly shown: Shown;
  readonly opened: Opened;
  readonly total: number;
  readonly onCurrent: (index: number) => void;
  readonly onOpen: Open;
  readonly onReturn: (isReturn: boolean) => void;
}

/** One image. Where another label or filter has moved it, it is followed; where it went, the first is shown. */
function One({ order, shown, opened, total, onCurrent, onOpen, onReturn }: OneProps): ReactElement {
  const { index, ranked: found, error } = useFollowed(order, shown.project, wantedOf(shown), opened, onOpen);
  const heading = useHeading(index);
  return (
    <Faces asked={{ data: found ?? undefined, error }} what={text("attention.what")}>
      {(ranked) => (
        <Single
          ranked={ranked}
          shown={shown}
          total={total}
          previous={imageAt(order, index - 1)}
          next={imageAt(order, index + 1)}
          onStep={(step) => {
            const to = imageAt(order, heading.current + step);
            if (to === null) return;
            heading.current += step;
            onCurrent(heading.current);
            onOpen(placeOf(to), { replace: true });
          }}
          onBack={() => {
            onCurrent(heading.current);
            onReturn(true);
            onOpen(null, { replace: false });
          }}
        />
      )}
    </Faces>
  );
}
/** Where the last key leads: the screen follows some moments later, and the next key does not wait for it. */
function useHeading(index: number): RefObject<number> {
  const heading = useRef(index);
  useEffect(() => {
    heading.current = index;
  }, [index]);
  return heading;
}

function Unranked({ shown, why }: { readonly shown: Shown; readonly why: string }): ReactElement {
  return (
    <EmptyFace title={text("attention.unranked")}>
      <p>{why}</p>
      <Refresh project={shown.project} wanted={shown} words={text("attention.rank")} />
    </EmptyFace>
  );
}

function NoImages({ shown }: { readonly shown: Shown }): ReactElement {
  return isFiltered(shown) ? (
    <EmptyFace title={text("attention.nothing.filtered")}>{text("attention.nothing.filtered.do")}</EmptyFace>
  ) : (
    <EmptyFace title={text("attention.nothing.images")}>
      {text("attention.nothing.images.do", { label: shown.label })}
    </EmptyFace>
  );
}

/** How many images there are to go through, and whether their order is of now. */
function Lead({ order, head, shown }: Pick<ManyProps, "order" | "head" | "shown">): ReactElement {
  return (
    <div className={classes.lead} data-stale={!head.fresh}>
      <p className={classes.count}>{plural(order.isMore ? "attention.found" : "attention.count", order.count)}</p>
      {!head.fresh && (
        <>
          <p>{text("attention.stale", { at: moment(head.ranked_at) })}</p>
          <Refresh project={shown.project} wanted={shown} words={text("attention.refresh")} />
        </>
      )}
    </div>
  );
}
