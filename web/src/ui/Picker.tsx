import { Menu, UnstyledButton } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

import { Glyph } from "./Glyph";
import classes from "./Picker.module.css";

/** One of the things that may be chosen. */
export interface Choice {
  readonly key: string;
  readonly words: ReactNode;
}

interface Props {
  /** What is chosen here, as in "Project". */
  readonly title: string;
  readonly glyph: ReactNode;
  /** What is chosen now, in words. */
  readonly words: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
  /** Of the list; it is as wide as its words otherwise. */
  readonly width_px?: number;
  /** The step of the tour that speaks of it. */
  readonly tour?: string;
  /** What else may be done here, below the list. */
  readonly children?: ReactNode;
}

/** A button that says what is chosen and opens a list to choose another. */
export function Picker(props: Props): ReactElement {
  const { title, glyph, words, choices, chosen, onChoose, width_px, tour, children } = props;
  const first = choices.find((choice) => choice.key === chosen)?.key ?? choices[0]?.key;
  return (
    <Menu position="bottom-start" withinPortal={false} {...(width_px !== undefined && { width: width_px })}>
      <Menu.Target>
        <UnstyledButton className={classes.picker} data-tour={tour} aria-label={`${title}: ${words}`}>
          {glyph}
          <span className={classes.picked}>{words}</span>
          <Glyph name="chevron" size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ""}>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.key}
            rightSection={choice.key === chosen ? <Glyph name="check" size={16} /> : null}
            {...(choice.key === chosen && { "aria-current": true })}
            {...(choice.key === first && { "data-autofocus": true })}
            onClick={() => onChoose(choice.key)}
          >
            {choice.words}
          </Menu.Item>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
