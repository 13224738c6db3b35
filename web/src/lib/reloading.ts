/** When a page may load itself anew. */

const KEY = "medebiaser-reloaded-at";
const RELOADS_APART_MS = 30_000;

/** Whether the page was loaded anew for this a moment ago: then that does not help. */
export function mayReload(now_ms: number, memory: () => Pick<Storage, "getItem" | "setItem"> = () => sessionStorage): boolean {
  try {
    const last_ms = Number(memory().getItem(KEY) ?? Number.NEGATIVE_INFINITY);
    if (now_ms - last_ms < RELOADS_APART_MS) return false;
    memory().setItem(KEY, String(now_ms));
    return true;
  } catch {
    return false; // without a memory it could go on for ever
  }
}
