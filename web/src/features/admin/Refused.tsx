import { Alert } from "@mantine/core";
import type { ReactElement } from "react";

import { Glyph } from "@/ui/Glyph";

/** Why the last change was not made. */
export function Refused({ error }: { readonly error: Error | null }): ReactElement | null {
  if (error === null) return null;
  return (
    <Alert role="alert" color="red" icon={<Glyph name="warning" />}>
      {error.message}
    </Alert>
  );
}
