import { Text } from "@mantine/core";
import type { ReactElement } from "react";

import { plural, sentence, text } from "@/lib/texts";

import type { Outcome } from "./outcome";
import classes from "./panel.module.css";

const SHOWN_MAX = 20;

/** What an import did, in words. */
export function ImportOutcome({ outcome }: { readonly outcome: Outcome }): ReactElement {
  return (
    <div className={classes.stack}>
      <Text size="sm">
        {plural("panel.import.imported", outcome.imported)}
        {outcome.already > 0 && ` ${plural("panel.import.already", outcome.already)}`}
        {outcome.regions !== null && ` ${text("panel.import.regions", { n: outcome.regions })}`}
      </Text>
      {outcome.refusedCount > 0 && (
        <Named
          title={plural("panel.import.refused", outcome.refusedCount)}
          names={outcome.refused.map((each) => `${each.file}: ${each.reason}`)}
          of={outcome.refusedCount}
        />
      )}
      {outcome.missingCount > 0 && (
        <Named
          title={plural("panel.import.missing", outcome.missingCount)}
          names={outcome.missing}
          of={outcome.missingCount}
        />
      )}
      {outcome.warnings.length > 0 && (
        <Named
          title={text("panel.import.warnings")}
          names={outcome.warnings.map(sentence)}
          of={outcome.warnings.length}
        />
      )}
    </div>
  );
}

interface NamedProps {
  readonly title: string;
  readonly names: readonly string[];
  /** How many there are; not all of them are named. */
  readonly of: number;
}

function Named({ title, names, of }: NamedProps): ReactElement {
  const shown = names.slice(0, SHOWN_MAX);
  return (
    <details className={classes.details} open={of <= 3}>
      <summary>{title}</summary>
      <ul className={classes.names}>
        {shown.map((name) => (
          <li key={name}>{name}</li>
        ))}
        {of > shown.length && <li>{text("panel.import.more", { n: of - shown.length })}</li>}
      </ul>
    </details>
  );
}
