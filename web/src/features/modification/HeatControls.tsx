import { Slider, Switch, Text } from "@mantine/core";
import type { ReactElement } from "react";

import { gradientOf } from "@/lib/colours";
import { changeLooks, looks } from "@/lib/looks";
import { text } from "@/lib/texts";
import { useStore } from "@/ui/useStore";

import classes from "./modification.module.css";

const SHARE = { min: 0, max: 1, step: 0.05 } as const;

/** How the heatmap is shown over the picture, here as in the attention view. */
export function HeatControls(): ReactElement {
  const now = useStore(looks);
  return (
    <section className={classes.heat} aria-label={text("modification.heat")}>
      <div className={classes.control}>
        <Switch
          size="sm"
          label={text("modification.heat")}
          checked={now.isOn}
          onChange={(event) => changeLooks({ isOn: event.currentTarget.checked })}
        />
        <div className={classes.legend} style={{ backgroundImage: gradientOf(now.map) }} aria-hidden />
      </div>
      <Control name={text("modification.heat.opacity")} value={now.opacity} onChange={(opacity) => changeLooks({ opacity })} />
      <Control
        name={text("modification.heat.threshold")}
        value={now.threshold}
        onChange={(threshold) => changeLooks({ threshold })}
      />
      <Switch
        size="sm"
        label={text("modification.heat.own")}
        description={text("modification.heat.own.meaning")}
        checked={now.by === "image"}
        onChange={(event) => changeLooks({ by: event.currentTarget.checked ? "image" : "label" })}
      />
    </section>
  );
}

interface ControlProps {
  readonly name: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Control({ name, value, onChange }: ControlProps): ReactElement {
  return (
    <div className={classes.control}>
      <Text size="sm" aria-hidden>
        {name}
      </Text>
      <Slider {...SHARE} size="sm" flex={1} value={value} onChange={onChange} label={null} thumbLabel={name} />
    </div>
  );
}
