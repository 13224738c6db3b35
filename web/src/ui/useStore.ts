import { useSyncExternalStore } from "react";

import type { Store } from "@/lib/store";

/** Return what a store holds, now and whenever it changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
