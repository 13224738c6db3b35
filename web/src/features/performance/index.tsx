import { Tabs } from "@mantine/core";
import { useMemo, type ReactElement } from "react";

import { useProject, useRounds, type Project, type Round } from "@/api/queries";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { useSelection } from "@/ui/useSelection";

import { ComparisonGrid } from "./ComparisonGrid";
import { EffortPart } from "./EffortPart";
import { MetricsPart } from "./MetricsPart";
import classes from "./performance.module.css";
import { ReceiptPart } from "./ReceiptPart";
import { Report } from "./Report";
import { RoundsPart } from "./RoundsPart";
import { PARTS, usePart } from "./usePart";

const PAGE = classes.page ?? "";
const TABS = classes.tabs ?? "";
const PANEL = classes.panel ?? "";

/** Whether the rounds help, and how we know. */
export default function PerformancePage(): ReactElement {
  const rounds = useRounds();
  return (
    <Faces asked={rounds} what={text("performance.what")}>
      {(found) => <Found rounds={found} />}
    </Faces>
  );
}

function Found({ rounds }: { readonly rounds: readonly Round[] }): ReactElement {
  const project = useProject();
  const ready = useMemo(() => rounds.filter((each) => each.state === "ready"), [rounds]);
  if (ready.length === 0)
    return <EmptyFace title={text("performance.none")}>{text("performance.none.do")}</EmptyFace>;
  return (
    <Faces asked={project} what={text("performance.what")}>
      {(found) => <Shown project={found} ready={ready} />}
    </Faces>
  );
}

interface ShownProps {
  readonly project: Project;
  readonly ready: readonly Round[];
}

function Shown({ project, ready }: ShownProps): ReactElement | null {
  const [part, show] = usePart();
  const [{ round: chosen, label: named }] = useSelection();
  const number = chosen ?? project.current_round;
  const round = ready.find((each) => each.round === number) ?? ready.at(-1);
  const label = project.labels.includes(named ?? "") ? named : null;
  if (round === undefined) return null;
  if (part === "report") return <Report project={project} ready={ready} round={round} onBack={() => show("rounds")} />;
  return (
    <Tabs
      className={PAGE}
      value={part}
      keepMounted={false}
      onChange={(value) => show(PARTS.find((each) => each === value) ?? "rounds")}
    >
      <Tabs.List data-tour="compare" aria-label={text("performance.tabs")} className={TABS}>
        <Tabs.Tab value="rounds">{text("performance.tab.rounds")}</Tabs.Tab>
        <Tabs.Tab value="metrics">{text("performance.tab.metrics")}</Tabs.Tab>
        <Tabs.Tab value="grid">{text("performance.tab.grid")}</Tabs.Tab>
        <Tabs.Tab value="receipt">{text("performance.tab.receipt")}</Tabs.Tab>
        <Tabs.Tab value="effort">{text("performance.tab.effort")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="rounds" className={PANEL}>
        <RoundsPart ready={ready} label={label} onReport={() => show("report")} />
      </Tabs.Panel>
      <Tabs.Panel value="metrics" className={PANEL}>
        <MetricsPart project={project} ready={ready} round={round} label={label} />
      </Tabs.Panel>
      <Tabs.Panel value="grid" className={PANEL}>
        <ComparisonGrid ready={ready} labels={project.labels} label={label} />
      </Tabs.Panel>
      <Tabs.Panel value="receipt" className={PANEL}>
        <ReceiptPart round={round} labels={project.labels} />
      </Tabs.Panel>
      <Tabs.Panel value="effort" className={PANEL}>
        <EffortPart />
      </Tabs.Panel>
    </Tabs>
  );
}
