import { Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, type ReactElement } from "react";

import { cooccurrenceQuery, labelsQuery, useProjectName, type Labels } from "@/api/queries";
import { plural, text } from "@/lib/texts";
import { EmptyFace, Faces, LoadingFace } from "@/ui/Faces";
import { useSelection } from "@/ui/useSelection";

import { Companions } from "./Companions";
import classes from "./labels.module.css";
import { LabelTable } from "./LabelTable";
import { rowsOf } from "./rows";

const Chord = lazy(() => import("./Chord"));

/** What the project's images show, how often, and which labels travel together. */
export default function LabelsPage(): ReactElement {
  const project = useProjectName();
  const [{ round }] = useSelection();
  const asked = useQuery({ ...labelsQuery(project, round), placeholderData: keepPreviousData });
  return (
    <Faces
      asked={asked}
      what={text("labels.what")}
      empty={({ labels }) =>
        labels.length === 0 ? (
          <EmptyFace title={text("labels.none")}>{text("labels.none.do")}</EmptyFace>
        ) : null
      }
    >
      {(found) => <Found found={found} />}
    </Faces>
  );
}

function Found({ found }: { readonly found: Labels }): ReactElement {
  const [{ label }, choose] = useSelection();
  const rows = useMemo(() => rowsOf(found.labels), [found]);
  const chosen = rows.some((row) => row.name === label) ? label : null;
  const onChoose = (name: string | null): void => choose({ label: name, image: null });
  return (
    <div className={classes.page}>
      <div className={classes.left}>
        <Text size="sm" c="dimmed" className={classes.lead}>
          {plural("labels.images", found.images)} · {plural("labels.patients", found.patients)} ·{" "}
          {plural("labels.labels", rows.length)} ·{" "}
          {found.round === null
            ? text("labels.untrained")
            : text("labels.figures", { n: found.round })}
        </Text>
        <div className={classes.scroll}>
          <LabelTable rows={rows} chosen={chosen} onChoose={onChoose} />
        </div>
      </div>
      <aside className={classes.right} data-tour="together" aria-label={text("labels.chord.title")}>
        <Together chosen={chosen} onChoose={onChoose} />
      </aside>
    </div>
  );
}

interface TogetherProps {
  readonly chosen: string | null;
  readonly onChoose: (label: string | null) => void;
}

function Together({ chosen, onChoose }: TogetherProps): ReactElement {
  const asked = useQuery(cooccurrenceQuery(useProjectName(), null));
  const what = text("labels.chord.what");
  return (
    <Faces asked={asked} what={what}>
      {(found) => (
        <>
          <h2 className={classes.title}>{text("labels.chord.title")}</h2>
          <div className={classes.chord}>
            <Suspense fallback={<LoadingFace what={what} />}>
              <Chord found={found} chosen={chosen} onChoose={onChoose} />
            </Suspense>
          </div>
          {chosen === null ? (
            <Text size="sm" c="dimmed">
              {text("labels.chord.hint")}
            </Text>
          ) : (
            <Companions found={found} label={chosen} onChoose={onChoose} />
          )}
        </>
      )}
    </Faces>
  );
}
