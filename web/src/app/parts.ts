/** Parts of the page that are fetched when they are needed, and may then not be there. */
import { answer, client } from "@/api/client";
import { createStore } from "@/lib/store";

/** Whether such a part could not be fetched. */
export const partMissing = createStore(false);

/** Whether the server answers. */
export async function isThere(): Promise<boolean> {
  try {
    await answer(client.GET("/api/health"));
    return true;
  } catch {
    return false;
  }
}
