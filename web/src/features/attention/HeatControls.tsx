import { Switch, Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

import { COLOUR_MAPS, gradientOf } from "@/lib/colours";
import { share } from "@/lib/format";
import { changeLooks, looks, type Looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { useStore } from "@/ui/useStore";

import classes from "./controls.module.css";
import { Choice } from "./FilterBar";

/** How heatmaps look, here and wherever this browser shows them. */
export function HeatControls(): ReactElement {
  const now = useStore(looks);
  return (
    <div className={classes.group} role="group" aria-label={text("attention.heat.controls")}>
      <Switch
        size="sm"
        label={text("attention.heat")}
        checked={now.isOn}
        onChange={(event) => changeLooks({ isOn: event.currentTarget.checked })}
      />
      <Amount
        title={text("attention.heat.opacity")}
        value={now.opacity}
        onChange={(opacity) => changeLooks({ opacity })}
      />
      <Amount
        title={text("attention.heat.threshold")}
        value={now.threshold}
        onChange={(threshold) => changeLooks({ threshold })}
      />
      <Choice
        title={text("attention.heat.map")}
        value={now.map}
        choices={COLOUR_MAPS.map((each) => [each, text(`attention.heat.map.${each}`)])}
        onChoose={(value) => {
          const map = COLOUR_MAPS.find((each) => each === value);
          if (map !== undefined) changeLooks({ map });
        }}
      />
      <Tooltip label={text("attention.heat.by.meaning")} multiline w={300}>
        <div>
          <Choice
            title={text("attention.heat.by")}
            value={now.by}
            choices={[
              ["label", text("attention.heat.by.label")],
              ["image", text("attention.heat.by.image")],
            ]}
            onChoose={(by) => changeLooks({ by: by === "image" ? "image" : "label" })}
          />
        </div>
      </Tooltip>
      <Legend map={now.map} />
    </div>
  );
}

function Legend({ map }: Pick<Looks, "map">): ReactElement {
  return (
    <span className={classes.legend}>
      {text("attention.heat.weak")}
      <span className={classes.gradient} style={{ backgroundImage: gradientOf(map) }} aria-hidden />
      {text("attention.heat.strong")}
    </span>
  );
}

interface AmountProps {
  readonly title: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Amount({ title, value, onChange }: AmountProps): ReactElement {
  return (
    <label className={classes.choice}>
      <span>{title}</span>
      <input
        className={classes.range}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(100 * value)}
        aria-valuetext={share(value)}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber / 100)}
      />
    </label>
  );
}
