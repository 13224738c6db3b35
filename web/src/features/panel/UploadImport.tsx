import { Alert, Button, FileButton, Progress as Bar, Text } from "@mantine/core";
import { useState, type DragEvent, type ReactElement } from "react";

import { useProjectName } from "@/api/queries";
import { duration, size } from "@/lib/format";
import { plural, text } from "@/lib/texts";
import { LoadingFace } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { useStore } from "@/ui/useStore";

import { archiveIn, firstChoice, needsOf } from "./dataset";
import classes from "./panel.module.css";
import { choose, giveUp, send, sourceOf, take, type Source } from "./sources";
import { TableOptions } from "./TableOptions";
import { leftS, type Progress } from "./uploading";

/** Choose an archive, say how to read it, send it. */
export function UploadImport(): ReactElement {
  const project = useProjectName();
  const source = useStore(sourceOf(project));
  return source === null ? <Choose project={project} /> : <Chosen project={project} source={source} />;
}

type Looking = "no" | "reading" | "unreadable";

function Choose({ project }: { readonly project: string }): ReactElement {
  const [looking, setLooking] = useState<Looking>("no");
  const look = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setLooking("reading");
    const archive = await archiveIn(file);
    if (archive === null) {
      setLooking("unreadable");
      return;
    }
    take(project, file, archive, await firstChoice(file, archive));
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void look(event.dataTransfer.files[0] ?? null);
  };
  if (looking === "reading") return <LoadingFace what={text("panel.upload.what")} />;
  return (
    <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <FileButton accept=".zip,application/zip" onChange={(file) => void look(file)}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<Glyph name="up" size={16} />}>
            {text("panel.upload.choose")}
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed">
        {text("panel.upload.drop")}
      </Text>
      {looking === "unreadable" && (
        <Text size="sm" c="var(--bad)" role="alert">
          {text("panel.upload.unreadable")}
        </Text>
      )}
    </div>
  );
}

interface ChosenProps {
  readonly project: string;
  readonly source: Source;
}

function Chosen({ project, source }: ChosenProps): ReactElement {
  const { upload, archive, choice } = source;
  const progress = useStore(upload.progress);
  const isFree = progress.phase === "paused" || progress.phase === "failed" || progress.phase === "complete";
  return (
    <div className={classes.stack}>
      <Text size="sm" fw={600}>
        {upload.file.name}
        <Text span size="sm" c="dimmed" fw={400}>
          {" "}
          · {size(upload.file.size)} · {plural("panel.upload.pictures", archive.pictures)} ·{" "}
          {plural("panel.upload.tables", archive.tables.length)}
        </Text>
      </Text>
      {isFree && !source.started && <TableOptions project={project} file={upload.file} archive={archive} choice={choice} />}
      <Sending name={upload.file.name} bytes={upload.file.size} progress={progress} />
      {source.failure !== null && (
        <Alert color="red" role="alert" icon={<Glyph name="warning" />} title={text("panel.refused")}>
          {source.failure}
        </Alert>
      )}
      <Actions project={project} source={source} progress={progress} />
    </div>
  );
}

interface SendingProps {
  readonly name: string;
  readonly bytes: number;
  readonly progress: Progress;
}

/** How far it has come; nothing before it begins. */
function Sending({ name, bytes, progress }: SendingProps): ReactElement | null {
  const { phase, sentBytes, failure } = progress;
  const left = leftS(progress, bytes);
  if (phase === "paused" && sentBytes === 0) return null;
  return (
    <div className={classes.stack}>
      <Bar
        value={(100 * sentBytes) / Math.max(1, bytes)}
        aria-label={text("panel.upload.bar", { name })}
        animated={phase === "sending"}
      />
      <Text size="sm" role="status">
        {text("panel.upload.progress", { sent: size(sentBytes), size: size(bytes) })}
        {left !== null && ` · ${text("panel.upload.left", { time: duration(left) })}`}
        {phase !== "failed" && ` · ${text(`panel.upload.${phase}`)}`}
      </Text>
      {failure !== null && (
        <Alert color="red" role="alert" icon={<Glyph name="warning" />} title={text("panel.upload.failed")}>
          {failure}
        </Alert>
      )}
    </div>
  );
}

interface ActionsProps extends ChosenProps {
  readonly progress: Progress;
}

function Actions({ project, source, progress: { phase, sentBytes } }: ActionsProps): ReactElement {
  const isMoving = phase === "sending" || phase === "waiting";
  const needs = needsOf(source.choice);
  return (
    <>
      {needs.map((need) => (
        <Text key={need} size="sm" c="var(--bad)">
          {text(`panel.table.need.${need}`)}
        </Text>
      ))}
      <div className={classes.row}>
        {source.started && (
          <>
            <Text size="sm">{text("panel.upload.started")}</Text>
            <Button variant="default" onClick={() => choose(project, source.choice)}>
              {text("panel.upload.options")}
            </Button>
          </>
        )}
        {!isMoving && !source.started && (
          <Button disabled={needs.length > 0} onClick={() => void send(project)}>
            {wordsOf(phase, sentBytes)}
          </Button>
        )}
        {isMoving && (
          <Button variant="default" onClick={() => source.upload.pause()}>
            {text("panel.upload.pause")}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => void giveUp(project)}>
          {text(phase === "complete" ? "panel.upload.another" : "panel.upload.forget")}
        </Button>
      </div>
    </>
  );
}

/** What the button says that sends. */
function wordsOf(phase: Progress["phase"], sentBytes: number): string {
  if (phase === "complete") return text("panel.upload.import");
  if (phase === "failed") return text("panel.upload.again");
  return text(sentBytes > 0 ? "panel.upload.resume" : "panel.upload.go");
}
