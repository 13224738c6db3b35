import { Kbd, Modal } from "@mantine/core";
import type { ReactElement } from "react";

import { grouped, shown, type Shortcut } from "@/lib/shortcuts";
import { text } from "@/lib/texts";

import { bound } from "./shortcuts";
import classes from "./ShortcutSheet.module.css";
import { useStore } from "./useStore";

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What browsers do by themselves: it works in every view, whatever else a view has. */
const MOVING: readonly Shortcut[] = [
  { keys: ["Tab", "Shift+Tab"], title: text("shortcuts.moving.next"), group: text("shortcuts.moving") },
  { keys: ["Enter", "Space"], title: text("shortcuts.moving.press"), group: text("shortcuts.moving") },
  {
    keys: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
    title: text("shortcuts.moving.within"),
    group: text("shortcuts.moving"),
  },
  { keys: ["Escape"], title: text("shortcuts.moving.out"), group: text("shortcuts.moving") },
];

/** The view's own come first, then what works everywhere, then what everybody knows. */
function inOrder(shortcuts: readonly Shortcut[]): readonly Shortcut[] {
  const everywhere = text("shortcuts.everywhere");
  const isOwn = ({ group }: Shortcut): boolean => group !== everywhere;
  return [...shortcuts.filter(isOwn), ...shortcuts.filter((each) => !isOwn(each)), ...MOVING];
}

/** Every shortcut that works on the page as it is now. */
export function ShortcutSheet({ opened, onClose }: Props): ReactElement {
  const groups = grouped(inOrder(useStore(bound)));
  return (
    <Modal opened={opened} onClose={onClose} title={text("shortcuts.title")} size="lg">
      {[...groups].map(([group, shortcuts]) => (
        <section key={group} className={classes.group} aria-label={group}>
          <h3 className={classes.heading}>{group}</h3>
          <dl className={classes.list}>
            {shortcuts.map((each) => (
              <div key={each.title} className={classes.row}>
                <dt>{each.title}</dt>
                <dd className={classes.keys}>
                  {each.keys.map((combination) => (
                    <Keys key={combination} combination={combination} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}

function Keys({ combination }: { readonly combination: string }): ReactElement {
  return (
    <span className={classes.combination}>
      {shown(combination).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
