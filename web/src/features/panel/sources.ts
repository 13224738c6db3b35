/** The archive that a project gets just now: it is sent on while other views are looked at. */
import { answer, client } from "@/api/client";
import { createStore, type Store } from "@/lib/store";

import { datasetOf, type Archive, type Choice } from "./dataset";
import { wireTo } from "./queries";
import { createUpload, type Memory, type Upload } from "./uploading";

/** An archive that was chosen; `started`: its import was, `failure`: why it could not be. */
export interface Source {
  readonly upload: Upload;
  readonly archive: Archive;
  readonly choice: Choice;
  readonly started: boolean;
  readonly failure: string | null;
}

const sources = new Map<string, Store<Source | null>>();

/** The archive of a project; null: none was chosen. */
export function sourceOf(project: string): Store<Source | null> {
  const known = sources.get(project);
  if (known !== undefined) return known;
  const made = createStore<Source | null>(null);
  sources.set(project, made);
  return made;
}

/** Change how the archive shall be read. */
export function choose(project: string, choice: Choice): void {
  const store = sourceOf(project);
  const now = store.get();
  if (now !== null) store.set({ ...now, choice, started: false, failure: null });
}

/** Take an archive. */
export function take(project: string, file: File, archive: Archive, choice: Choice): void {
  const upload = createUpload(file, wireTo(project), {
    memory: memoryOf(project),
    nowMs: () => performance.now(),
    wait,
  });
  sourceOf(project).set({ upload, archive, choice, started: false, failure: null });
}

/** Send the archive, and import it when it has arrived. */
export async function send(project: string): Promise<void> {
  const { upload } = sourceOf(project).get() ?? {};
  if (upload === undefined) return;
  if (upload.progress.get().phase !== "complete") await upload.go();
  if (upload.progress.get().phase === "complete") await startImport(project, upload);
}

async function startImport(project: string, upload: Upload): Promise<void> {
  const store = sourceOf(project);
  const now = store.get();
  const { id } = upload.progress.get();
  if (now?.upload !== upload || id === null) return;
  try {
    const body = { ...datasetOf(now.choice), upload: id };
    await answer(client.POST("/api/projects/{project}/imports", { params: { path: { project } }, body }));
    store.set({ ...now, started: true, failure: null });
  } catch (error) {
    store.set({ ...now, started: false, failure: error instanceof Error ? error.message : String(error) });
  }
}

/** Let go of the archive; what has arrived of an unfinished one is removed from the server. */
export async function giveUp(project: string): Promise<void> {
  const store = sourceOf(project);
  const now = store.get();
  if (now === null) return;
  now.upload.pause();
  store.set(null);
  const { id, phase } = now.upload.progress.get();
  if (id === null || phase === "complete") return;
  memoryOf(project).set(now.upload.file, null);
  const path = { project, upload_id: id };
  await client.DELETE("/api/projects/{project}/uploads/{upload_id}", { params: { path } }).catch(() => undefined); // it is forgotten after a day
}

function memoryOf(project: string): Memory {
  const key = (file: File): string => `upload ${project} ${file.name} ${file.size} ${file.lastModified}`;
  return {
    get: (file) => tried(() => localStorage.getItem(key(file))),
    set: (file, id) => {
      tried(() => {
        if (id === null) localStorage.removeItem(key(file));
        else localStorage.setItem(key(file), id);
      });
    },
  };
}

/** A browser may keep nothing; then an upload cannot outlive its page, which is all. */
function tried<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
