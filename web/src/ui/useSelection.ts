/** What is chosen everywhere: kept in the address bar alone. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { read, write, type Selection } from "@/lib/selection";

export type Choose = (change: Partial<Selection>, how?: { readonly replace?: boolean }) => void;

/**
 * Return what is chosen, and the way to change it.
 *
 * A change is a step that the browser's "back" undoes, unless `replace` says that it is part
 * of the same one (paging through images, dragging).
 */
export function useSelection(): readonly [Selection, Choose] {
  const [search, setSearch] = useSearchParams();
  const selection = useMemo(() => read(search), [search]);
  const choose = useCallback<Choose>(
    (change, how) => setSearch((now) => write(now, change), { replace: how?.replace ?? false }),
    [setSearch],
  );
  return [selection, choose];
}
