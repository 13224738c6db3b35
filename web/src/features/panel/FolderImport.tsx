import { Alert, Button, Checkbox, NativeSelect, Text, TextInput, UnstyledButton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { useProjectName } from "@/api/queries";
import { plural, text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";

import { LAYOUTS, type Layout } from "./dataset";
import classes from "./panel.module.css";
import { foldersQuery, useFolderImport, type Folders } from "./queries";

const TABLE = /\.(csv|tsv)(\.gz)?$/i;

/** Choose a folder that the server can read, and import it. */
export function FolderImport(): ReactElement {
  const [path, setPath] = useState<string | null>(null);
  const asked = useQuery({ ...foldersQuery(path), placeholderData: keepPreviousData });
  return (
    <Faces
      asked={asked}
      what={text("panel.folder.what")}
      empty={(found) =>
        found.path === null && found.folders.length === 0 ? (
          <EmptyFace title={text("panel.folder.none")}>{text("panel.folder.none.do")}</EmptyFace>
        ) : null
      }
    >
      {(found) => (
        <div className={classes.stack}>
          <Browse found={found} onOpen={setPath} />
          {found.path !== null && <Options key={found.path} folder={found.path} files={found.files} />}
        </div>
      )}
    </Faces>
  );
}

interface BrowseProps {
  readonly found: Folders;
  readonly onOpen: (path: string | null) => void;
}

function Browse({ found, onOpen }: BrowseProps): ReactElement {
  return (
    <div className={classes.folders}>
      {found.path !== null && (
        <UnstyledButton className={classes.folder} onClick={() => onOpen(null)}>
          <Glyph name="up" size={15} /> {text("panel.folder.up")}
        </UnstyledButton>
      )}
      <Text size="sm" fw={600} role="status">
        {found.path ?? text("panel.folder.up")}
      </Text>
      {found.folders.map((each) => (
        <UnstyledButton key={each} className={classes.folder} onClick={() => onOpen(each)}>
          <Glyph name="project" size={15} /> {found.path === null ? each : each.slice(found.path.length + 1)}
        </UnstyledButton>
      ))}
      {found.path !== null && (
        <Text size="sm" c="dimmed">
          {found.files.length === 0 && found.folders.length === 0
            ? text("panel.folder.empty")
            : plural("panel.folder.files", found.files.length)}
        </Text>
      )}
    </div>
  );
}

interface OptionsProps {
  readonly folder: string;
  readonly files: readonly string[];
}

interface Asked {
  readonly layout: Layout;
  readonly table: string;
  readonly image: string;
  readonly labels: string;
}

const RECOGNISED: Asked = { layout: "table", table: "", image: "", labels: "" };

function Options({ folder, files }: OptionsProps): ReactElement {
  const [asked, setAsked] = useState(RECOGNISED);
  const [inPlace, setInPlace] = useState(false);
  const start = useFolderImport(useProjectName());
  const go = (): void =>
    start.mutate({
      folder,
      layout: asked.layout,
      in_place: inPlace,
      table: asked.table || null,
      image_column: asked.image.trim() || null,
      labels_column: asked.labels.trim() || null,
      separator: "|",
      label_columns: [],
      split_map: {},
      cue_columns: [],
      min_positives: 0,
    });
  return (
    <>
      <Fields asked={asked} files={files} onChange={setAsked} />
      <Checkbox
        label={text("panel.folder.inplace")}
        description={text("panel.folder.inplace.meaning")}
        checked={inPlace}
        onChange={(event) => setInPlace(event.currentTarget.checked)}
      />
      {start.error !== null && (
        <Alert color="red" role="alert" icon={<Glyph name="warning" />} title={text("panel.refused")}>
          {start.error.message}
        </Alert>
      )}
      <div className={classes.row}>
        <Button loading={start.isPending} onClick={go}>
          {text("panel.folder.go")}
        </Button>
      </div>
    </>
  );
}

interface FieldsProps {
  readonly asked: Asked;
  readonly files: readonly string[];
  readonly onChange: (asked: Asked) => void;
}

function Fields({ asked, files, onChange }: FieldsProps): ReactElement {
  const change = (part: Partial<Asked>): void => onChange({ ...asked, ...part });
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={text("panel.table.layout")}
        value={asked.layout}
        onChange={(event) => change({ layout: LAYOUTS.find((each) => each === event.currentTarget.value) ?? "table" })}
        data={LAYOUTS.map((value) => ({ value, label: text(`panel.table.layout.${value}`) }))}
      />
      {asked.layout === "table" && (
        <>
          <NativeSelect
            label={text("panel.folder.table")}
            value={asked.table}
            onChange={(event) => change({ table: event.currentTarget.value })}
            data={[
              { value: "", label: text("panel.folder.table.only") },
              ...files.filter((each) => TABLE.test(each)).map((value) => ({ value, label: value })),
            ]}
          />
          <TextInput
            label={text("panel.folder.columns.image")}
            description={text("panel.folder.columns.hint")}
            value={asked.image}
            onChange={(event) => change({ image: event.currentTarget.value })}
          />
          <TextInput
            label={text("panel.folder.columns.labels")}
            description={text("panel.folder.columns.hint")}
            value={asked.labels}
            onChange={(event) => change({ labels: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}
