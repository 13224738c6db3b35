import { Radio, Stack, Text } from "@mantine/core";
import { useState, type ReactElement } from "react";

import { useProject, type Project } from "@/api/queries";
import { includes, useSession } from "@/api/session";
import { count } from "@/lib/format";
import { plural, text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";

import { FolderImport } from "./FolderImport";
import classes from "./panel.module.css";
import { UploadImport } from "./UploadImport";

type From = "upload" | "folder";

/** The project's images, and the ways to bring more. */
export function DataSection(): ReactElement {
  const { data: session } = useSession();
  const mayList = includes(session?.user.workspace_role, "engineer");
  const [from, setFrom] = useState<From>("upload");
  return (
    <section className={classes.section} aria-labelledby="panel-data">
      <h2 id="panel-data" className={classes.heading}>
        {text("panel.data")}
      </h2>
      <Faces asked={useProject()} what={text("panel.data.what")}>
        {(project) => <Holds project={project} />}
      </Faces>
      {mayList && (
        <Radio.Group
          label={text("panel.data.source")}
          value={from}
          onChange={(value) => setFrom(value === "folder" ? "folder" : "upload")}
        >
          <div className={classes.row}>
            <Radio value="upload" label={text("panel.data.source.upload")} />
            <Radio value="folder" label={text("panel.data.source.folder")} />
          </div>
        </Radio.Group>
      )}
      {mayList && from === "folder" ? <FolderImport /> : <UploadImport />}
    </section>
  );
}

function Holds({ project }: { readonly project: Project }): ReactElement {
  if (project.images === 0)
    return (
      <Text size="sm" c="dimmed">
        {text("panel.data.none")}
      </Text>
    );
  const of = (split: string): string => count(project.splits[split] ?? 0);
  return (
    <Stack gap={2}>
      <Text size="sm">
        {text("panel.data.has", {
          images: plural("labels.images", project.images),
          patients: plural("labels.patients", project.patients),
        })}
      </Text>
      <Text size="sm" c="dimmed">
        {text("panel.data.splits", { train: of("train"), review: of("review"), tune: of("tune"), test: of("test") })}
      </Text>
      {project.without_split > 0 && (
        <Text size="sm" c="dimmed">
          {plural("panel.data.unsplit", project.without_split)}
        </Text>
      )}
    </Stack>
  );
}
