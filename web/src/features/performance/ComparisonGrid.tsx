import { Button, NativeSelect, Switch, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type CSSProperties, type ReactElement } from "react";

import { useProjectName, type Round } from "@/api/queries";
import { changeLooks, looks } from "@/lib/looks";
import { plural, text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { LabelDot } from "@/ui/LabelDot";
import { useShortcuts } from "@/ui/shortcuts";
import { useSelection } from "@/ui/useSelection";
import { useStore } from "@/ui/useStore";

import { Answer } from "./Answer";
import type { CsvTable } from "./csv";
import { CsvButton } from "./CsvButton";
import { pagesOf } from "./pages";
import classes from "./performance.module.css";
import { gridQuery, type GridRow, type Truth } from "./queries";
import { useGridMaps } from "./useGridMaps";

const ROUNDS_MAX = 20;

interface Props {
  readonly ready: readonly Round[];
  readonly labels: readonly string[];
  readonly label: string | null;
}

/** Image by image what each round says of a label. */
export function ComparisonGrid({ ready, labels, label }: Props): ReactElement {
  const [truth, setTruth] = useState<Truth>("positive");
  const rounds = useMemo(() => ready.slice(-ROUNDS_MAX).map((each) => each.round), [ready]);
  if (label === null) return <ChooseLabel labels={labels} />;
  return (
    <div className={classes.gridpart}>
      <div className={classes.row}>
        <NativeSelect
          size="xs"
          aria-label={text("performance.grid.truth")}
          value={truth}
          onChange={(event) => setTruth(event.currentTarget.value === "negative" ? "negative" : "positive")}
          data={(["positive", "negative"] as const).map((value) => ({
            value,
            label: text(`performance.grid.truth.${value}`, { label }),
          }))}
        />
        <HeatSwitch />
      </div>
      <Compared key={`${label} ${truth}`} label={label} truth={truth} rounds={rounds} />
    </div>
  );
}

/** Heatmaps are on or off here as in every view. */
function HeatSwitch(): ReactElement {
  const { isOn } = useStore(looks);
  const toggle = (): void => changeLooks({ isOn: !looks.get().isOn });
  useShortcuts([{ keys: ["h"], title: text("performance.grid.heat.key"), group: text("performance.tab.grid"), run: toggle }]);
  return <Switch size="sm" label={text("performance.grid.heat")} checked={isOn} onChange={toggle} />;
}

function ChooseLabel({ labels }: { readonly labels: readonly string[] }): ReactElement {
  const [, choose] = useSelection();
  return (
    <EmptyFace title={text("performance.grid.choose")}>
      <Text size="sm">{text("performance.grid.choose.do")}</Text>
      <div className={classes.choices}>
        {labels.map((label, at) => (
          <Button
            key={label}
            size="xs"
            variant="default"
            leftSection={<LabelDot at={at} of={labels.length} />}
            onClick={() => choose({ label })}
          >
            {label}
          </Button>
        ))}
      </div>
    </EmptyFace>
  );
}

interface ComparedProps {
  readonly label: string;
  readonly truth: Truth;
  readonly rounds: readonly number[];
}

function Compared({ label, truth, rounds }: ComparedProps): ReactElement {
  const asked = useInfiniteQuery(gridQuery(useProjectName(), label, rounds, truth));
  const rows = useMemo(() => asked.data?.pages.flatMap((page) => page.rows), [asked.data]);
  return (
    <Faces
      asked={{ data: rows, error: asked.error, refetch: asked.refetch }}
      what={text("performance.grid.what")}
      empty={(found) => (found.length === 0 ? <EmptyFace title={text("performance.grid.none")} /> : null)}
    >
      {(found) => (
        <>
          <div className={classes.row}>
            <Text size="sm" c="dimmed" role="status">
              {asked.hasNextPage
                ? plural("performance.grid.loaded", found.length)
                : plural("labels.images", found.length)}
            </Text>
            <CsvButton
              name={`comparison-${label}`}
              what={text("performance.grid.what")}
              table={() => gridCsv(rounds, found)}
            />
          </div>
          <Rows
            label={label}
            rounds={rounds}
            rows={found}
            onEnd={() => {
              if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage();
            }}
          />
        </>
      )}
    </Faces>
  );
}

function gridCsv(rounds: readonly number[], rows: readonly GridRow[]): CsvTable {
  return {
    columns: ["image", ...rounds.flatMap((n) => [`round_${n}_probability`, `round_${n}_correct`])],
    rows: rows.map(({ image, cells }) => [image.row, ...cells.flatMap((each) => [each.probability, each.correct])]),
  };
}

const ROW_PX = 104;

interface RowsProps {
  readonly label: string;
  readonly rounds: readonly number[];
  readonly rows: readonly GridRow[];
  readonly onEnd: () => void;
}

function Rows({ label, rounds, rows, onEnd }: RowsProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? 0) >= rows.length - 8;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, onEnd]);
  const { isOn } = useStore(looks);
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? -1];
  const pages = isOn ? pagesOf(rows.map(({ image }) => image.row), first, last) : [];
  const mapsOf = useGridMaps(useProjectName(), rounds, pages);
  const columns = { gridTemplateColumns: `7.5rem repeat(${rounds.length}, minmax(8.5rem, 1fr))` };
  return (
    <div
      ref={place}
      className={classes.grid}
      role="table"
      aria-label={text("performance.grid.table", { label })}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
    >
      <Head rounds={rounds} columns={columns} />
      <div role="rowgroup" className={classes.gridbody} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.image.row}
              role="row"
              aria-rowindex={index + 2}
              className={classes.gridrow}
              style={{ ...columns, height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <span role="rowheader">{text("performance.grid.row", { row: row.image.row })}</span>
              {row.cells.map((cell) => (
                <Answer
                  key={cell.round}
                  image={row.image}
                  label={label}
                  cell={cell}
                  maps={isOn ? mapsOf(cell.round, row.image.row) : null}
                />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeadProps {
  readonly rounds: readonly number[];
  readonly columns: CSSProperties;
}

function Head({ rounds, columns }: HeadProps): ReactElement {
  return (
    <div role="rowgroup" className={classes.gridhead}>
      <div role="row" className={classes.gridrow} style={columns} aria-rowindex={1}>
        <span role="columnheader">{text("performance.grid.image")}</span>
        {rounds.map((n) => (
          <span key={n} role="columnheader">
            {text("performance.round.name", { n })}
          </span>
        ))}
      </div>
    </div>
  );
}
