import { ActionIcon, Button, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useSearchParams } from "react-router";

import type { Pair } from "@/api/journal";
import type { Step } from "@/geometry/actions";
import type { Drawing, Region } from "@/geometry/drawing";
import { areaPx2 } from "@/geometry/polygons";
import { likenessOf } from "@/lib/filters";
import { share } from "@/lib/format";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import { cornersOf } from "./corners";
import classes from "./modification.module.css";

interface Props {
  /** Of the label that is drawn for. */
  readonly pair: Pair;
  readonly drawing: Drawing;
  readonly mayPoint: boolean;
  readonly act: (step: Step) => void;
}

/** Every region, to be chosen, turned round or deleted without a pointer too. */
export function Regions({ pair, drawing, mayPoint, act }: Props): ReactElement {
  const { regions, ignored } = drawing.content;
  return (
    <section aria-label={text("modification.regions")}>
      <h2 className={classes.title}>{text("modification.regions")}</h2>
      {regions.length + ignored.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("modification.regions.none")}
        </Text>
      )}
      <ul className={classes.list}>
        {regions.map((region, at) => (
          <li key={region.id} className={classes.region} data-chosen={region.id === drawing.selected}>
            <OneRegion region={region} name={text("modification.region", { n: at + 1 })} pair={pair} drawing={drawing} mayPoint={mayPoint} act={act} />
          </li>
        ))}
      </ul>
      {ignored.length > 0 && (
        <div className={classes.region}>
          <Text size="sm">{text("modification.cells.ignored", { n: ignored.length })}</Text>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => act({ by: "cells-set", cells: ignored, ignored: false })}
          >
            {text("modification.cells.clear")}
          </Button>
        </div>
      )}
    </section>
  );
}

interface OneProps extends Props {
  readonly region: Region;
  readonly name: string;
}

function OneRegion({ region, name, pair, drawing, mayPoint, act }: OneProps): ReactElement {
  const { id, relevance } = region;
  const [search] = useSearchParams();
  const turned = relevance === "relevant" ? "irrelevant" : "relevant";
  const { width, height } = drawing.image;
  return (
    <>
      <UnstyledButton
        className={classes.regionName}
        aria-pressed={id === drawing.selected}
        onClick={() => act({ by: "region-chosen", region: id === drawing.selected ? null : id })}
      >
        <Glyph name={relevance} size={15} />
        {name} · {text(`modification.${relevance}.short`)} · {share(areaPx2(region.points) / (width * height))}
      </UnstyledButton>
      {(turned === "irrelevant" || mayPoint) && (
        <ActionIcon
          size="sm"
          aria-label={text(`modification.region.turn.${turned}`, { name })}
          title={text(`modification.region.turn.${turned}`, { name })}
          onClick={() => act({ by: "relevance-changed", region: id, relevance: turned })}
        >
          <Glyph name={turned} size={15} />
        </ActionIcon>
      )}
      <ActionIcon
        component={Link}
        to={likenessOf(search, { row: pair.row, region: cornersOf(region.points) }, pair.label)}
        relative="path"
        size="sm"
        aria-label={text("modification.region.like", { name })}
        title={text("modification.region.like", { name })}
      >
        <Glyph name="similar" size={15} />
      </ActionIcon>
      <ActionIcon
        size="sm"
        aria-label={text("modification.region.delete", { name })}
        title={text("modification.region.delete", { name })}
        onClick={() => act({ by: "region-deleted", region: id })}
      >
        <Glyph name="cross" size={15} />
      </ActionIcon>
    </>
  );
}
