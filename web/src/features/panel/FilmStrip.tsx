import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo, useEffect, useMemo, useRef, type ReactElement, type RefObject } from "react";

import { filmQuery, pinsQuery, usePinning } from "@/api/queries-pins";
import { useProject, useProjectName } from "@/api/queries";
import { pictureOf } from "@/api/queries-looking";
import type { Film, Shot, Strip } from "@/lib/film";
import { figure } from "@/lib/format";
import { evidenceOf, heatmapOf } from "@/lib/heatmap";
import { lookOf, looks } from "@/lib/looks";
import { plural, text } from "@/lib/texts";
import { HeatmapCanvas } from "@/ui/HeatmapCanvas";
import { LabelDot } from "@/ui/LabelDot";
import { PinButton } from "@/ui/PinButton";
import { useStore } from "@/ui/useStore";

import classes from "./film.module.css";

const SIDE = 96;
const END_PX = 8;

/** Where the network looked at the pinned images, one row each, one column for each epoch. */
export function FilmStrip({ round }: { readonly round: number }): ReactElement | null {
  const project = useProjectName();
  const { data: film } = useQuery(filmQuery(project, round));
  const { box, onScroll } = useNewestInSight(film?.epochs.length ?? 0);
  if (film === undefined || film.strips.length === 0) return null;
  return (
    <section className={classes.film} aria-label={text("panel.film")}>
      <h4 className={classes.title}>{text("panel.film")}</h4>
      <Text size="xs" c="dimmed">
        {text("panel.film.lead")}
      </Text>
      <div
        ref={box}
        className={classes.scroll}
        onScroll={onScroll}
        tabIndex={0}
        role="group"
        aria-label={text("panel.film.scroll")}
      >
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.head}>
                {text("panel.film.image")}
              </th>
              {film.epochs.map((epoch) => (
                <th key={epoch} scope="col">
                  {epoch === 0 ? text("panel.film.before") : text("panel.film.epoch", { epoch })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {film.strips.map((strip) => (
              <Row key={`${strip.row} ${strip.label}`} project={project} film={film} strip={strip} />
            ))}
          </tbody>
        </table>
      </div>
      <Watched project={project} />
    </section>
  );
}

interface Sight {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
}

/** Keep the newest epoch in sight, unless somebody has scrolled back to an earlier one. */
function useNewestInSight(epochs: number): Sight {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (box.current !== null && follows.current) box.current.scrollLeft = box.current.scrollWidth;
  }, [epochs]);
  const onScroll = (): void => {
    const { scrollLeft = 0, clientWidth = 0, scrollWidth = 0 } = box.current ?? {};
    follows.current = scrollLeft + clientWidth >= scrollWidth - END_PX;
  };
  return { box, onScroll };
}

/** How many are watched now: a round keeps the strips of what was unpinned since. */
function Watched({ project }: { readonly project: string }): ReactElement | null {
  const { data } = useQuery(pinsQuery(project));
  if (data === undefined) return null;
  return (
    <Text size="xs" c="dimmed">
      {plural("panel.film.pinned", data.pins.length)}
    </Text>
  );
}

interface RowProps {
  readonly project: string;
  readonly film: Film;
  readonly strip: Strip;
}

function Row({ project, film, strip }: RowProps): ReactElement {
  const { data: about } = useProject();
  const labels = about?.labels ?? [];
  const shots = useMemo(() => new Map(strip.shots.map((shot) => [shot.epoch, shot])), [strip]);
  return (
    <tr>
      <th scope="row" className={classes.head}>
        <span className={classes.label}>
          <LabelDot at={labels.indexOf(strip.label)} of={labels.length} /> {strip.label}
        </span>
        <span className={classes.faint}>{text("panel.film.row", { row: strip.row })}</span>
        <span className={classes.faint}>{text(truthKey(strip.truth))}</span>
        <Pinned project={project} strip={strip} />
      </th>
      {film.epochs.map((epoch) => (
        <td key={epoch}>
          <Picture
            source={pictureOf(project, strip.row, SIDE, "thumbnail")}
            shot={shots.get(epoch) ?? null}
            scale={film.scales.get(strip.label) ?? 0}
          />
        </td>
      ))}
    </tr>
  );
}

function truthKey(truth: Strip["truth"]): "panel.film.positive" | "panel.film.negative" | "panel.film.unknown" {
  if (truth === null) return "panel.film.unknown";
  return truth === 1 ? "panel.film.positive" : "panel.film.negative";
}

function Pinned({ project, strip: { row, label } }: { readonly project: string; readonly strip: Strip }): ReactElement {
  const { data } = useQuery(pinsQuery(project));
  const pinning = usePinning(project);
  return (
    <PinButton
      row={row}
      label={label}
      isPinned={data?.pins.some((pin) => pin.row === row && pin.label === label) ?? false}
      isBusy={pinning.isPending}
      onPin={(isPinned) => pinning.mutate({ row, label, isPinned })}
    />
  );
}

interface PictureProps {
  readonly source: string;
  /** What the epoch showed; null: the image was not pinned then. */
  readonly shot: Shot | null;
  readonly scale: number;
}

const Picture = memo(function Picture({ source, shot, scale }: PictureProps): ReactElement {
  const now = useStore(looks);
  const heatmap = useMemo(
    () => (shot === null ? null : heatmapOf(shot.map, scale > 0 ? { by: "label", scale } : { by: "image" })),
    [shot, scale],
  );
  if (shot === null || heatmap === null)
    return <span className={classes.missing}>{text("panel.film.missing")}</span>;
  const hasHeat = evidenceOf(heatmap) === "some";
  return (
    <span className={classes.shot}>
      <span className={classes.picture}>
        <img src={source} alt="" loading="lazy" decoding="async" draggable={false} />
        {hasHeat && <HeatmapCanvas heatmap={heatmap} look={lookOf({ ...now, threshold: 0 })} side={SIDE} />}
      </span>
      <span className={classes.faint}>
        {hasHeat ? figure(shot.probability) : text("panel.film.none", { p: figure(shot.probability) })}
      </span>
    </span>
  );
});
