import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { useSearchParams } from "react-router";

import { useProject, useProjectName, type Project } from "@/api/queries";
import { rankingsQuery, type RankingKind } from "@/api/queries-looking";
import { useSession } from "@/api/session";
import { likeIn, readFilters, SIMILAR, withLike, writeFilters } from "@/lib/filters";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { LabelDot } from "@/ui/LabelDot";
import { useSelection } from "@/ui/useSelection";

import classes from "./attention.module.css";
import { Browser } from "./Browser";
import { FilterBar } from "./FilterBar";
import { HeatControls } from "./HeatControls";
import { LikeBar } from "./LikeBar";
import { RankingPicker } from "./RankingPicker";
import type { Shown } from "./shown";

/** The images of a label in the order in which they deserve a physician's minute. */
export default function AttentionPage(): ReactElement {
  const [{ round, label }] = useSelection();
  useQuery(rankingsQuery(useProjectName())); // needed below, and asked for beside the project
  return (
    <Faces asked={useProject()} what={text("attention.what")}>
      {(project) => {
        const number = round ?? project.current_round;
        if (number === null)
          return <EmptyFace title={text("attention.nothing.round")}>{text("attention.nothing.round.do")}</EmptyFace>;
        if (label === null || !project.labels.includes(label)) return <ChooseLabel labels={project.labels} />;
        return <Ranked project={project} round={number} label={label} />;
      }}
    </Faces>
  );
}

function ChooseLabel({ labels }: { readonly labels: readonly string[] }): ReactElement {
  const [, choose] = useSelection();
  return (
    <EmptyFace title={text("attention.nothing.label")}>
      {text("attention.nothing.label.do")}
      <ul className={classes.choose}>
        {labels.map((label, at) => (
          <li key={label}>
            <UnstyledButton className={classes.chip} onClick={() => choose({ label })}>
              <LabelDot at={at} of={labels.length} /> {label}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </EmptyFace>
  );
}

interface RankedProps {
  readonly project: Project;
  readonly round: number;
  readonly label: string;
}

function Ranked({ project, round, label }: RankedProps): ReactElement {
  const asked = useQuery(rankingsQuery(project.name));
  return (
    <Faces asked={asked} what={text("attention.what")}>
      {(kinds) => <Chosen project={project} round={round} label={label} kinds={kinds} />}
    </Faces>
  );
}

/** The bars above the images, and the images that they ask for. */
function Chosen({ project, round, label, kinds }: RankedProps & { readonly kinds: readonly RankingKind[] }): ReactElement {
  const [search, setSearch] = useSearchParams();
  const [{ by: wanted }] = useSelection();
  const like = useMemo(() => (wanted === SIMILAR ? likeIn(search) : null), [wanted, search]);
  const named = kinds.find(({ name }) => name === wanted && (name !== SIMILAR || like !== null));
  const by = (named ?? kinds.find((kind) => kind.default))?.name ?? "triage";
  const me = useSession().data?.user.name ?? null;
  const filters = useMemo(() => readFilters(search), [search]);
  const shown = useMemo((): Shown => {
    const { labels, name, label_source: source } = project;
    return { project: name, labels, at: labels.indexOf(label), source, me, round, label, by, like, ...filters };
  }, [project, me, round, label, by, like, filters]);
  return (
    <div className={classes.page}>
      <div className={classes.bar}>
        <RankingPicker
          kinds={kinds}
          chosen={by}
          onChoose={(chosen) =>
            setSearch((now) => {
              const next = withLike(now, null);
              next.set("by", chosen);
              return next;
            })
          }
        />
        <FilterBar filters={filters} onChange={(change) => setSearch((now) => writeFilters(now, change))} />
        <HeatControls />
      </div>
      {like !== null && <LikeBar project={project.name} like={like} onEnd={() => setSearch((now) => withLike(now, null))} />}
      {/* Another ranking begins at its first image. */}
      <Browser key={JSON.stringify([round, label, by, like, filters])} shown={shown} />
    </div>
  );
}
