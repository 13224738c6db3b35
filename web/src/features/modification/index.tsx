import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link, useLocation, useSearchParams } from "react-router";

import { useProject, useProjectName, type Project } from "@/api/queries";
import { rankingsQuery } from "@/api/queries-looking";
import { useSession } from "@/api/session";
import { likeIn, readFilters, SIMILAR } from "@/lib/filters";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { useSelection } from "@/ui/useSelection";

import { Looking } from "./Looking";
import { useGoing } from "./useGoing";
import { useOrder, type Order } from "./useOrder";

/** One image at a time, as large as the screen allows: look, correct, go on. */
export default function ModificationPage(): ReactElement {
  return (
    <Faces asked={useProject()} what={text("modification.image.what")}>
      {(project) => <Opened project={project} />}
    </Faces>
  );
}

function Opened({ project }: { readonly project: Project }): ReactElement {
  const [{ label, round, by }] = useSelection();
  const asked = useQuery(rankingsQuery(useProjectName()));
  const [search] = useSearchParams();
  const shownRound = round ?? project.current_round;
  const shownLabel = project.labels.find((each) => each === label) ?? project.labels[0];
  if (shownRound === null || shownLabel === undefined) return <Untrained />;
  return (
    <Faces asked={asked} what={text("modification.order.what")}>
      {(rankings) => {
        const like = by === SIMILAR ? likeIn(search) : null;
        const named = rankings.find(({ name }) => name === by && (name !== SIMILAR || like !== null));
        const ranking = named ?? rankings.find((each) => each.default) ?? rankings[0];
        if (ranking === undefined) return <Untrained />;
        const wanted = { round: shownRound, label: shownLabel, by: ranking.name, like, ...readFilters(search) };
        return <Ordered project={project} order={{ project: project.name, wanted }} />;
      }}
    </Faces>
  );
}

function Untrained(): ReactElement {
  const { search } = useLocation();
  return (
    <EmptyFace title={text("modification.untrained")}>
      <p>{text("modification.untrained.do")}</p>
      <Button component={Link} to={{ pathname: "../panel", search }} relative="path" size="xs">
        {text("modification.untrained.go")}
      </Button>
    </EmptyFace>
  );
}

interface OrderedProps {
  readonly project: Project;
  readonly order: Order;
}

function Ordered({ project, order }: OrderedProps): ReactElement {
  const [, choose] = useSelection();
  const [goal, onGo] = useGoing();
  const author = useSession().data?.user.name ?? "";
  const asked = useOrder(order, goal.row, goal.place);
  return (
    <Faces
      asked={asked}
      what={text("modification.order.what")}
      empty={({ row }) =>
        row === null ? <EmptyFace title={text("modification.order.none")}>{text("modification.order.none.do")}</EmptyFace> : null
      }
    >
      {(placed) => (
        <Looking
          order={order}
          placed={placed}
          row={placed.row ?? 0}
          project={project}
          author={author}
          onGo={onGo}
          onLabel={(label) => choose({ label, image: placed.row })}
        />
      )}
    </Faces>
  );
}
