/** What an event of the server makes stale: kinds of events on one side, parts of the cache on the other. */
import type { ServerEvent } from "./events";

/** The parts of a project's cache: the third place of a query's key. */
export type Part =
  | "project"
  | "images"
  | "labels"
  | "rounds"
  | "rankings"
  | "ranking"
  | "figures"
  | "annotations"
  | "effort"
  | "notes"
  | "pins"
  | "film"
  | "jobs"
  | "uploads"
  | "audit";

/** Return the key of a part of a project's cache. */
export function keyOf<Rest extends readonly unknown[]>(
  project: string,
  part: Part,
  ...rest: Rest
): readonly ["project", string, Part, ...Rest] {
  return ["project", project, part, ...rest];
}

const IMAGES: readonly Part[] = ["images", "labels", "project", "ranking", "rankings"];
const ANNOTATIONS: readonly Part[] = ["annotations", "images", "ranking", "effort"];
const ROUNDS: readonly Part[] = ["rounds", "project", "labels", "rankings", "ranking", "figures", "effort"];

/** Per kind of event the parts that must be asked for again. */
export const TOUCHED: ReadonlyMap<string, readonly Part[]> = new Map<string, readonly Part[]>([
  ["project created", ["project"]],
  ["project changed", ["project", "labels", "images"]],
  ["images imported", IMAGES],
  ["reference regions imported", ["images"]],
  ["reference regions removed", ["images"]],
  ["splits assigned", IMAGES],
  ["annotation saved", ANNOTATIONS],
  ["annotation withdrawn", ANNOTATIONS],
  ["note created", ["notes", "ranking"]],
  ["note changed", ["notes"]],
  ["note deleted", ["notes", "ranking"]],
  ["image pinned", ["pins"]],
  ["image unpinned", ["pins"]],
  ["pin maps", ["film", "pins", "rounds"]],
  ["live images asked about", ["jobs", "rounds"]],
  ["live answer saved", ["annotations"]],
  ["live answers handed in", ["jobs", "rounds"]],
  ["pool filled", IMAGES],
  ["pool image labelled", [...IMAGES, "annotations"]],
  ["upload started", ["uploads"]],
  ["upload completed", ["uploads"]],
  ["upload deleted", ["uploads"]],
  ["round started", ["rounds", "jobs", "effort"]],
  ["round finished", ROUNDS],
  ["round stopped", ["rounds", "jobs", "effort"]],
  ["round removed", ROUNDS],
  ["current round set", ROUNDS],
  ["round evaluated", ["rounds", "labels", "figures"]],
  ["round ranked", ["rankings", "ranking"]],
  ["job started", ["jobs"]],
  ["job cancelled", ["jobs"]],
  ["job retried", ["jobs"]],
  ["patient erased", [...IMAGES, "annotations", "notes", "figures", "effort", "pins", "film"]],
]);

/** Every kind that is listened to; `job`: progress of a job, `reset`: events were missed. */
export const KINDS: readonly string[] = [...TOUCHED.keys(), "job", "reset"];

/** Whether an event makes what stands under a key stale. */
export function touches(event: ServerEvent, key: readonly unknown[]): boolean {
  const [root, project, part] = key;
  if (root !== "project") return false;
  if (event.kind === "reset") return true;
  if (event.project !== project) return false;
  return TOUCHED.get(event.kind)?.some((each) => each === part) ?? false;
}

/** The job that an event reports the progress of; null: another kind of event. */
export function jobOf(event: ServerEvent): string | null {
  const { job } = event.content;
  return event.kind === "job" && typeof job === "string" ? job : null;
}

interface Progressing {
  readonly id: string;
  readonly state: string;
}

/** Return a job with the progress that an event reports; another job stays as it is. */
export function progressed<T extends Progressing>(job: T, event: ServerEvent): T {
  if (jobOf(event) !== job.id) return job;
  const fresh = Object.fromEntries(
    Object.entries(event.content).filter(([name]) => name !== "job" && name in job),
  );
  return { ...job, ...fresh };
}
