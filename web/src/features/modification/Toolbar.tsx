import { ActionIcon, Slider, Text, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import type { Step } from "@/geometry/actions";
import type { Drawing } from "@/geometry/drawing";
import { text } from "@/lib/texts";
import { Glyph, type GlyphName } from "@/ui/Glyph";

import classes from "./modification.module.css";
import { TOOLS, type ToolName } from "./tools";

/** The tool in hand. */
export interface Holding {
  readonly tool: ToolName;
  /** Of the brush, on the screen. */
  readonly brush_px: number;
  readonly erases: boolean;
}

export const BRUSH_PX = { min: 3, max: 120 } as const;

interface Props {
  readonly holding: Holding;
  readonly hold: (change: Partial<Holding>) => void;
  readonly drawing: Drawing;
  readonly mayPoint: boolean;
  readonly act: (step: Step) => void;
}

/** The tools, what they draw, and undo. */
export function Toolbar({ holding, hold, drawing, mayPoint, act }: Props): ReactElement {
  return (
    <div className={classes.toolbar} data-tour="draw" role="toolbar" aria-label={text("modification.tools")} aria-orientation="vertical">
      {TOOLS.map((tool) => (
        <Tool
          key={tool}
          glyph={tool}
          title={text(`modification.tool.${tool}`)}
          pressed={tool === holding.tool}
          onClick={() => hold({ tool })}
        />
      ))}
      {holding.tool === "brush" && <BrushOptions holding={holding} hold={hold} />}
      <hr className={classes.rule} />
      <Tool
        glyph="relevant"
        title={text(mayPoint ? "modification.relevant" : "modification.relevant.not")}
        pressed={drawing.relevance === "relevant"}
        disabled={!mayPoint}
        onClick={() => act({ by: "relevance-chosen", relevance: "relevant" })}
      />
      <Tool
        glyph="irrelevant"
        title={text("modification.irrelevant")}
        pressed={drawing.relevance === "irrelevant"}
        onClick={() => act({ by: "relevance-chosen", relevance: "irrelevant" })}
      />
      <hr className={classes.rule} />
      <Tool glyph="undo" title={text("modification.undo")} disabled={!mayUndo(drawing)} onClick={() => act({ by: "undone" })} />
      <Tool glyph="redo" title={text("modification.redo")} disabled={!mayRedo(drawing)} onClick={() => act({ by: "redone" })} />
    </div>
  );
}

function mayUndo({ past, open }: Drawing): boolean {
  return past.length > 0 || open !== null;
}

function mayRedo({ future, open }: Drawing): boolean {
  return future.length > 0 || (open !== null && "legs" in open && open.taken.length > 0);
}

interface ToolProps {
  readonly glyph: GlyphName;
  readonly title: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** A button that is a picture; without `pressed` it does something at once. */
export function Tool({ glyph, title, pressed, disabled = false, onClick }: ToolProps): ReactElement {
  return (
    <Tooltip label={title} position="right">
      <ActionIcon
        size="lg"
        aria-label={title}
        {...(pressed !== undefined && { "aria-pressed": pressed })}
        variant={pressed === true ? "filled" : "subtle"}
        color={pressed === true ? "teal" : "gray"}
        // A disabled button has no tooltip that says why.
        {...(disabled && { "data-disabled": true })}
        aria-disabled={disabled}
        onClick={() => {
          if (!disabled) onClick();
        }}
      >
        <Glyph name={glyph} />
      </ActionIcon>
    </Tooltip>
  );
}

function BrushOptions({ holding, hold }: Pick<Props, "holding" | "hold">): ReactElement {
  return (
    <div className={classes.brush}>
      <Text size="xs" ta="center">
        {holding.brush_px}
      </Text>
      <Slider
        orientation="vertical"
        h={90}
        size="sm"
        {...BRUSH_PX}
        value={holding.brush_px}
        onChange={(brush_px) => hold({ brush_px })}
        label={null}
        thumbLabel={text("modification.brush.radius")}
      />
      <Tool
        glyph="eraser"
        title={text("modification.brush.erases")}
        pressed={holding.erases}
        onClick={() => hold({ erases: !holding.erases })}
      />
    </div>
  );
}
