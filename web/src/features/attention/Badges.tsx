import type { ReactElement } from "react";

import type { RankedImage } from "@/api/queries-looking";
import { plural, text } from "@/lib/texts";
import { Glyph, type GlyphName } from "@/ui/Glyph";

import classes from "./attention.module.css";
import type { Judgement } from "./words";

const MARKS: Record<Judgement, GlyphName> = { correct: "check", incorrect: "cross", unknown: "minus" };

/** Whether the prediction is right: an icon beside the coloured border that says the same. */
export function Mark({ judgement }: { readonly judgement: Judgement }): ReactElement {
  return (
    <span className={classes.mark} data-judgement={judgement} title={text(`attention.judged.${judgement}`)}>
      <Glyph name={MARKS[judgement]} size={16} />
    </span>
  );
}

/** What people have said of an image. */
export function Badges({ accepted, annotated, notes }: Pick<RankedImage, "accepted" | "annotated" | "notes">): ReactElement {
  return (
    <span className={classes.badges}>
      {accepted && <OneBadge glyph="check" words={text("attention.badge.accepted")} />}
      {annotated && !accepted && <OneBadge glyph="modification" words={text("attention.badge.annotated")} />}
      {notes > 0 && <OneBadge glyph="note" words={plural("attention.badge.notes", notes)} />}
    </span>
  );
}

function OneBadge({ glyph, words }: { readonly glyph: GlyphName; readonly words: string }): ReactElement {
  return (
    <span className={classes.badge}>
      <Glyph name={glyph} size={13} />
      {words}
    </span>
  );
}
