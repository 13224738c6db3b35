import { Alert, Button, NativeSelect, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

import { moment } from "@/lib/format";
import { plural, sentence, text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";

import classes from "./admin.module.css";
import { auditQuery, chainQuery, type Entry } from "./queries";
import type { Rights } from "./rights";
import { subjectWords } from "./subjects";
import { useChosenProject } from "./useChosenProject";

const WORKSPACE = "";

/** Who changed what, and whether the chain of hashes is whole. */
export function Audit({ rights }: { readonly rights: Rights }): ReactElement {
  const first = rights.isWorkspaceAdmin ? null : (rights.projects[0] ?? null);
  const [project, choose] = useChosenProject(rights.projects, first);
  const logs = [
    ...(rights.isWorkspaceAdmin ? [{ value: WORKSPACE, label: text("admin.audit.workspace") }] : []),
    ...rights.projects.map((value) => ({ value, label: text("admin.audit.of", { project: value }) })),
  ];
  return (
    <div className={classes.stack}>
      <div className={classes.row}>
        <NativeSelect
          label={text("admin.audit.log")}
          data={logs}
          value={project ?? WORKSPACE}
          onChange={(event) => choose(event.currentTarget.value === WORKSPACE ? null : event.currentTarget.value)}
        />
      </div>
      <Chain project={project} />
      <Entries project={project} />
    </div>
  );
}

function Chain({ project }: { readonly project: string | null }): ReactElement {
  const asked = useQuery(chainQuery(project));
  return (
    <Faces asked={asked} what={text("admin.audit.chain")}>
      {({ entries, digest, broken }) =>
        broken === null ? (
          <Alert color="green" role="status" icon={<Glyph name="check" />} title={plural("admin.audit.whole", entries)}>
            <div className={classes.stack}>
              <div>
                {text("admin.audit.last")}: <span className={classes.digest}>{digest}</span>
              </div>
              <div>{text("admin.audit.keep")}</div>
              <Again onAsk={asked.refetch} isAsked={asked.isFetching} />
            </div>
          </Alert>
        ) : (
          <Alert color="red" role="alert" icon={<Glyph name="warning" />} title={text("admin.audit.broken")}>
            <div className={classes.stack}>
              <div>{text("admin.audit.broken.do", { found: sentence(broken).slice(0, -1) })}</div>
              <Again onAsk={asked.refetch} isAsked={asked.isFetching} />
            </div>
          </Alert>
        )
      }
    </Faces>
  );
}

interface AgainProps {
  readonly onAsk: () => unknown;
  readonly isAsked: boolean;
}

function Again({ onAsk, isAsked }: AgainProps): ReactElement {
  return (
    <div>
      <Button size="compact-sm" variant="default" loading={isAsked} onClick={() => void onAsk()}>
        {text("admin.audit.check")}
      </Button>
    </div>
  );
}

function Entries({ project }: { readonly project: string | null }): ReactElement {
  const asked = useInfiniteQuery(auditQuery(project));
  return (
    <Faces
      asked={asked}
      what={text("admin.audit.what")}
      empty={({ pages }) => (pages[0]?.entries.length === 0 ? <EmptyFace title={text("admin.audit.none")} /> : null)}
    >
      {({ pages }) => (
        <>
          <EntryTable entries={pages.flatMap((page) => page.entries)} />
          {asked.hasNextPage ? (
            <div>
              <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
                {text("admin.audit.older")}
              </Button>
            </div>
          ) : (
            <Text size="sm" c="dimmed">
              {text("admin.audit.end")}
            </Text>
          )}
        </>
      )}
    </Faces>
  );
}

function EntryTable({ entries }: { readonly entries: readonly Entry[] }): ReactElement {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {(["number", "at", "actor", "action", "subject"] as const).map((column) => (
              <th key={column} scope="col">
                {text(`admin.audit.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.number}>
              <td className={classes.number}>{entry.number}</td>
              <td className={classes.number} title={entry.at}>
                {moment(entry.at)}
              </td>
              <td>{entry.actor}</td>
              <td>{entry.action}</td>
              <td className={classes.subject}>{subjectWords(entry.subject)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
