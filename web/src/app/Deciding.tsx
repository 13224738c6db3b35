import { lazy, Suspense, type ReactElement } from "react";

import { saving } from "@/lib/saving";
import { useStore } from "@/ui/useStore";

const Conflicts = lazy(() => import("@/features/conflicts/Conflicts"));

/** The two versions of a conflict, over whatever view is open; loaded when there is one. */
export function Deciding(): ReactElement | null {
  const { conflicts } = useStore(saving);
  if (conflicts === 0) return null;
  return (
    <Suspense fallback={null}>
      <Conflicts />
    </Suspense>
  );
}
