import { Text } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useLocation } from "react-router";

import type { Wanted } from "@/api/queries-looking";
import { text } from "@/lib/texts";

import classes from "./modification.module.css";

/** Which images next and previous lead to, where that is not all of them; the attention view changes it. */
export function FilterWords({ wanted }: { readonly wanted: Wanted }): ReactElement | null {
  const { search } = useLocation();
  const filters = wordsOf(wanted);
  if (filters.length === 0) return null;
  const to = new URLSearchParams(search);
  to.delete("image");
  to.delete("place");
  return (
    <Text size="xs" c="dimmed">
      {text("modification.only", { filters: filters.join(", ") })} ·{" "}
      <Link className={classes.change ?? ""} to={`../attention?${to}`} relative="path">
        {text("modification.only.change")}
      </Link>
    </Text>
  );
}

function wordsOf({ split, correct, annotated, like }: Wanted): readonly string[] {
  const words = [
    like === null ? null : text("modification.only.like", { row: like.row }),
    split === "train" ? text("modification.only.split.train") : null,
    correct === null ? null : text(`modification.only.correct.${correct}`),
    annotated === null ? null : text(`modification.only.annotated.${annotated}`),
  ];
  return words.filter((each) => each !== null);
}
