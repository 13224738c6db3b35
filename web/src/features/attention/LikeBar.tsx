import { Button } from "@mantine/core";
import type { ReactElement } from "react";

import { pictureOf } from "@/api/queries-looking";
import type { Like } from "@/lib/filters";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";

import classes from "./attention.module.css";

const SIDE = 128;

interface Props {
  readonly project: string;
  readonly like: Like;
  readonly onEnd: () => void;
}

/** What the images are like, and the way back to the recommended order. */
export function LikeBar({ project, like, onEnd }: Props): ReactElement {
  const words = like.region === null ? "attention.like.image" : "attention.like.region";
  return (
    <div className={classes.notice}>
      <img className={classes.sought} src={pictureOf(project, like.row, SIDE, "thumbnail")} alt="" />
      <p>{text(words, { row: like.row })}</p>
      <Button size="xs" variant="default" leftSection={<Glyph name="cross" size={13} />} onClick={onEnd}>
        {text("attention.like.end")}
      </Button>
    </div>
  );
}
