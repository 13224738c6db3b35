import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import type { RankedImage } from "@/api/queries-looking";
import { count } from "@/lib/format";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import classes from "./modification.module.css";
import type { Placed } from "./useOrder";

interface Props {
  readonly placed: Placed;
  readonly onGo: (row: number, place: number) => void;
}

/** The place in the recommended order, and the way to the neighbours. */
export function Paging({ placed, onGo }: Props): ReactElement {
  const { before, here, after, total } = placed;
  const go = (to: RankedImage | null) => () => {
    if (to !== null) onGo(to.image.row, to.place);
  };
  return (
    <nav className={classes.paging} aria-label={text("modification.keys.order")}>
      <Button
        size="xs"
        variant="default"
        disabled={before === null}
        aria-label={text("modification.previous")}
        onClick={go(before)}
      >
        <Glyph name="left" size={16} />
      </Button>
      <span>
        {here === null && total !== null && text("modification.place.none")}
        {here !== null && text("modification.place", { place: count(here.place + 1), total: count(total) })}
      </span>
      <Button size="xs" disabled={after === null} rightSection={<Glyph name="right" size={16} />} onClick={go(after)}>
        {text("modification.next.short")}
      </Button>
    </nav>
  );
}
