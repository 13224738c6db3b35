import { Button, Menu } from "@mantine/core";
import type { ReactElement } from "react";

import { share } from "@/lib/format";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { useStore } from "@/ui/useStore";

import classes from "./modification.module.css";
import { Tool } from "./Toolbar";
import type { Windowing } from "./useWindowing";
import { fit, original, zoomed, type ViewStore } from "./views";
import { PRESETS } from "./windows";

interface Props {
  readonly view: ViewStore;
  readonly windowing: Windowing;
}

export const ZOOM_STEP = 1.25;

/** How the picture is looked at: window, inversion, zoom. */
export function ViewBar({ view, windowing }: Props): ReactElement {
  const { window, preset, isInverted, choose, invert, reset } = windowing;
  return (
    <div className={classes.viewbar} role="toolbar" aria-label={text("modification.view")}>
      <Menu position="top-start" withinPortal={false}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<Glyph name="window" size={15} />}>
            {preset === null
              ? text("modification.window.numbers", { centre: Math.round(window.centre), width: Math.round(window.width) })
              : text(`modification.window.${preset}`)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PRESETS.map((each, at) => (
            <Menu.Item
              key={each}
              {...(at === 0 && { "data-autofocus": true })}
              rightSection={each === preset ? <Glyph name="check" size={15} /> : null}
              onClick={() => choose(each)}
            >
              {text(`modification.window.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Tool glyph="invert" title={text("modification.invert")} pressed={isInverted} onClick={invert} />
      <Tool glyph="minus" title={text("modification.zoom.out")} onClick={() => view.set(zoomed(view.get(), 1 / ZOOM_STEP))} />
      <Zoom view={view} />
      <Tool glyph="plus" title={text("modification.zoom.in")} onClick={() => view.set(zoomed(view.get(), ZOOM_STEP))} />
      <Tool glyph="fit" title={text("modification.zoom.fit")} onClick={() => view.set(fit(view.get()))} />
      <Tool
        glyph="round"
        title={text("modification.reset")}
        onClick={() => {
          reset();
          view.set(fit(view.get()));
        }}
      />
    </div>
  );
}

function Zoom({ view }: Pick<Props, "view">): ReactElement {
  const now = useStore(view);
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      className={classes.zoom ?? ""}
      aria-label={text("modification.zoom.original", { now: share(now.viewport.scale) })}
      onClick={() => view.set(original(now))}
    >
      {share(now.viewport.scale)}
    </Button>
  );
}
