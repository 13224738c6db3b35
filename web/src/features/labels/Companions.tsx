import { Button, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useLocation, useNavigate } from "react-router";

import type { Cooccurrence } from "@/api/queries";
import { share } from "@/lib/format";
import { plural, text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { LabelDot } from "@/ui/LabelDot";
import { useShortcuts } from "@/ui/shortcuts";

import { companionsOf, type Companion } from "./companions";
import classes from "./labels.module.css";

const SHOWN_MAX = 6;

interface Props {
  readonly found: Cooccurrence;
  readonly label: string;
  readonly onChoose: (label: string) => void;
}

/** What the diagram shows of the chosen label, in words, and the way to its images. */
export function Companions({ found, label, onChoose }: Props): ReactElement {
  const companions = companionsOf(found, label);
  const { search } = useLocation();
  const navigate = useNavigate();
  const there = { pathname: "../attention", search };
  useShortcuts([
    {
      keys: ["o"],
      title: text("labels.look"),
      group: text("frame.view.labels"),
      run: () => void navigate(there, { relative: "path" }),
    },
  ]);
  return (
    <section className={classes.companions} aria-label={text("labels.companions.of", { label })}>
      <div className={classes.heading}>
        <h2 className={classes.title}>
          <LabelDot at={found.labels.indexOf(label)} of={found.labels.length} /> {label}
        </h2>
        <Button
          component={Link}
          to={there}
          relative="path"
          size="xs"
          rightSection={<Glyph name="attention" size={16} />}
        >
          {text("labels.look")}
        </Button>
      </div>
      {companions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {text("labels.companions.none", { label })}
        </Text>
      ) : (
        <ul className={classes.list}>
          {companions.slice(0, SHOWN_MAX).map((each) => (
            <li key={each.name}>
              <OneCompanion companion={each} of={found.labels.length} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface OneProps {
  readonly companion: Companion;
  readonly of: number;
  readonly onChoose: (label: string) => void;
}

function OneCompanion({ companion, of, onChoose }: OneProps): ReactElement {
  return (
    <UnstyledButton className={classes.companion} onClick={() => onChoose(companion.name)}>
      <LabelDot at={companion.at} of={of} />
      <span className={classes.grow}>{companion.name}</span>
      <span className={classes.faint}>
        {text("labels.companions.share", {
          share: share(companion.share),
          images: plural("labels.images", companion.count),
        })}
      </span>
    </UnstyledButton>
  );
}
