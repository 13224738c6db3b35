import type { ReactElement } from "react";

import { useProject } from "@/api/queries";
import { neighbour } from "@/lib/selection";
import { text } from "@/lib/texts";
import { LabelDot } from "@/ui/LabelDot";
import { Picker } from "@/ui/Picker";
import { useSelection } from "@/ui/useSelection";
import { useShortcuts } from "@/ui/shortcuts";

const ALL = "";

/** The label that every view is about. */
export function LabelPicker(): ReactElement | null {
  const { data: project } = useProject();
  const [{ label }, choose] = useSelection();
  const labels = project?.labels ?? [];
  const step = (by: 1 | -1) => () => choose({ label: neighbour(labels, label, by) });
  const group = text("shortcuts.everywhere");
  useShortcuts([
    { keys: ["]"], title: text("shortcuts.label.next"), group, run: step(1) },
    { keys: ["["], title: text("shortcuts.label.previous"), group, run: step(-1) },
  ]);
  if (labels.length === 0) return null;
  const at = label === null ? -1 : labels.indexOf(label);
  return (
    <Picker
      title={text("frame.label")}
      glyph={<LabelDot at={at} of={labels.length} />}
      words={label ?? text("frame.label.all")}
      choices={[
        {
          key: ALL,
          words: (
            <>
              <LabelDot at={-1} of={labels.length} /> {text("frame.label.all")}
            </>
          ),
        },
        ...labels.map((name, index) => ({
          key: name,
          words: (
            <>
              <LabelDot at={index} of={labels.length} /> {name}
            </>
          ),
        })),
      ]}
      chosen={label ?? ALL}
      onChoose={(name) => choose({ label: name === ALL ? null : name })}
    />
  );
}
