import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { text } from "@/lib/texts";
import { Glyph } from "@/ui/Glyph";
import { Picker } from "@/ui/Picker";

import { HOME } from "./views";

interface Props {
  readonly projects: readonly string[];
  readonly chosen: string | null;
  /** Whether the user may make projects. */
  readonly mayMake: boolean;
}

/** Another project opens in the same view; what was chosen in this one means nothing there. */
export function ProjectPicker({ projects, chosen, mayMake }: Props): ReactElement {
  const navigate = useNavigate();
  const { view = HOME } = useParams();
  return (
    <Picker
      title={text("frame.project")}
      glyph={<Glyph name="project" size={16} />}
      words={chosen ?? text("frame.projects.choose")}
      choices={projects.map((name) => ({ key: name, words: name }))}
      chosen={chosen}
      onChoose={(name) => void navigate(`/projects/${encodeURIComponent(name)}/${view}`)}
    >
      {mayMake && (
        <>
          {projects.length > 0 && <Menu.Divider />}
          <Menu.Item component={Link} to="/new-project" leftSection={<Glyph name="plus" size={15} />}>
            {text("project.new")}
          </Menu.Item>
        </>
      )}
    </Picker>
  );
}
