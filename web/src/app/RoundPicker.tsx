import { Menu } from "@mantine/core";
import type { ReactElement } from "react";

import { useMakeCurrent, useProject, useProjectName, useRounds, type Round } from "@/api/queries";
import { includes } from "@/api/session";
import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { Picker } from "@/ui/Picker";
import { useSelection } from "@/ui/useSelection";

/** The round whose figures, maps and rankings every view shows. */
export function RoundPicker(): ReactElement | null {
  const { data: rounds } = useRounds();
  const { data: project } = useProject();
  const [{ round }, choose] = useSelection();
  if (rounds === undefined || project === undefined) return null;
  const shown = round ?? project.current_round;
  const ready = rounds.filter((each) => each.state === "ready");
  return (
    <Picker
      title={text("frame.round")}
      glyph={<Glyph name="round" size={16} />}
      words={shown === null ? text("frame.round.none") : text("frame.round.name", { n: shown })}
      choices={ready.toReversed().map((each) => ({ key: String(each.round), words: named(each) }))}
      chosen={shown === null ? null : String(shown)}
      onChoose={(number) => choose({ round: number === String(project.current_round) ? null : Number(number) })}
    >
      {includes(project.role, "engineer") && <MakeCurrent round={round} />}
    </Picker>
  );
}

/** What an engineer may do with the round that is shown: let everybody see it. */
function MakeCurrent({ round }: { readonly round: number | null }): ReactElement | null {
  const project = useProjectName();
  const [, choose] = useSelection();
  const make = useMakeCurrent(project);
  if (round === null) return null; // the current one is shown
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        closeMenuOnClick={false}
        disabled={make.isPending}
        onClick={() => make.mutate(round, { onSuccess: () => choose({ round: null }) })}
      >
        {text("frame.round.make", { n: round })}
      </Menu.Item>
      {make.error && <Menu.Label role="alert">{make.error.message}</Menu.Label>}
    </>
  );
}

function named(round: Round): string {
  const name =
    round.round === 0 ? text("frame.round.first") : text("frame.round.name", { n: round.round });
  return round.current ? `${name} · ${text("frame.round.current")}` : name;
}
