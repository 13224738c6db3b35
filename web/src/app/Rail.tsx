import type { ReactElement } from "react";
import { NavLink, useSearchParams } from "react-router";

import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import classes from "./Frame.module.css";
import { VIEWS } from "./views";

/** The views of a project; what is chosen goes along from one to the next. */
export function Rail({ project }: { readonly project: string | null }): ReactElement {
  const [search] = useSearchParams();
  return (
    <nav className={classes.rail} aria-label={text("frame.views")}>
      {project !== null &&
        VIEWS.map(({ name, glyph }) => (
          <NavLink
            key={name}
            className={classes.view ?? ""}
            to={{ pathname: `/projects/${encodeURIComponent(project)}/${name}`, search: search.toString() }}
          >
            <Glyph name={glyph} size={22} />
            {text(`frame.view.${name}`)}
          </NavLink>
        ))}
    </nav>
  );
}
