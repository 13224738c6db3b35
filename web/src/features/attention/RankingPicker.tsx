import { Text } from "@mantine/core";
import type { ReactElement } from "react";

import type { RankingKind } from "@/api/queries-looking";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { Picker } from "@/ui/Picker";

import classes from "./controls.module.css";

interface Props {
  readonly kinds: readonly RankingKind[];
  readonly chosen: string;
  readonly onChoose: (by: string) => void;
}

/** In which order images come, each with what comes first in it. */
export function RankingPicker({ kinds, chosen, onChoose }: Props): ReactElement {
  return (
    <Picker
      title={text("attention.by")}
      glyph={<Glyph name="sort" size={16} />}
      words={nameOf(chosen)}
      width_px={360}
      tour="order"
      choices={offeredOf(kinds, chosen).map((kind) => ({ key: kind.name, words: <Meaning kind={kind} /> }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

function Meaning({ kind }: { readonly kind: RankingKind }): ReactElement {
  return (
    <>
      {nameOf(kind.name)}
      {kind.default && <span className={classes.default}> · {text("attention.by.default")}</span>}
      <Text size="xs" c="dimmed">
        {text("attention.by.meaning", { meaning: kind.meaning })}
      </Text>
    </>
  );
}

/** Those that can be shown: an order that was never made for any split needs what is not there, or a search. */
export function offeredOf(kinds: readonly RankingKind[], chosen: string): readonly RankingKind[] {
  const made = kinds.filter(({ name, stored }) => stored.length > 0 || name === chosen);
  return made.some(({ stored }) => stored.length > 0) ? made : kinds;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["triage", text("attention.by.triage")],
  ["suspicious", text("attention.by.suspicious")],
  ["accuracy", text("attention.by.accuracy")],
  ["concentration", text("attention.by.concentration")],
  ["dependency", text("attention.by.dependency")],
  ["entropy", text("attention.by.entropy")],
  ["margin", text("attention.by.margin")],
  ["least-confident", text("attention.by.least-confident")],
  ["misalignment", text("attention.by.misalignment")],
  ["dual", text("attention.by.dual")],
  ["similar", text("attention.by.similar")],
  ["learned", text("attention.by.learned")],
  ["random", text("attention.by.random")],
]);

/** A ranking's name for people; one that this page does not know has its own. */
export function nameOf(by: string): string {
  return NAMES.get(by) ?? by;
}
