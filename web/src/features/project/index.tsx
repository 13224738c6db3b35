import { Alert, Button, Checkbox, Radio, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useState, type ReactElement, type SubmitEvent } from "react";
import { useNavigate } from "react-router";

import { answer, client } from "@/api/client";
import type { components } from "@/api/schema";
import { includes, SESSION_KEY, useSession } from "@/api/session";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";
import { usePageTitle } from "@/ui/usePageTitle";

import classes from "./project.module.css";
import { bodyOf, labelsOf, NOTHING_TYPED, twice, type Typed } from "./typed";

type Project = components["schemas"]["ProjectOut"];

/** Make a project; its images come next, in its panel. */
export default function NewProjectPage(): ReactElement {
  usePageTitle(text("app.title.page", { page: text("project.new") }));
  return (
    <Faces asked={useSession()} what={text("project.what")}>
      {(session) =>
        includes(session?.user.workspace_role, "physician") ? (
          <NewProject />
        ) : (
          <EmptyFace isPage title={text("project.not")}>
            {text("project.not.do")}
          </EmptyFace>
        )
      }
    </Faces>
  );
}

/** The session says which projects there are: it is asked for again before the new one is opened. */
function useMake(): UseMutationResult<Project, Error, Typed> {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (typed: Typed) => {
      const made = await answer(client.POST("/api/projects", { body: bodyOf(typed) }));
      await cache.invalidateQueries({ queryKey: SESSION_KEY });
      return made;
    },
  });
}

function NewProject(): ReactElement {
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const make = useMake();
  const navigate = useNavigate();
  const repeated = twice(labelsOf(typed.labels));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (repeated !== null) return;
    make.mutate(typed, {
      onSuccess: ({ name }) => void navigate(`/projects/${encodeURIComponent(name)}/panel`),
    });
  };
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{text("project.new")}</h1>
      <form onSubmit={submit} className={classes.form}>
        <Text size="sm" c="dimmed">
          {text("project.lead")}
        </Text>
        <Fields typed={typed} repeated={repeated} onType={(part) => setTyped((before) => ({ ...before, ...part }))} />
        {make.error !== null && (
          <Alert role="alert" color="red" icon={<Glyph name="warning" />}>
            {make.error.message}
          </Alert>
        )}
        <div>
          <Button type="submit" loading={make.isPending}>
            {text("project.go")}
          </Button>
        </div>
      </form>
    </div>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  /** A label that is listed twice. */
  readonly repeated: string | null;
  readonly onType: (part: Partial<Typed>) => void;
}

function Fields({ typed, repeated, onType }: FieldsProps): ReactElement {
  const labels = [...new Set(labelsOf(typed.labels))];
  return (
    <>
      <TextInput
        label={text("project.name")}
        description={text("project.name.hint")}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={typed.name}
        onChange={(event) => onType({ name: event.currentTarget.value })}
      />
      <Radio.Group
        label={text("project.kind")}
        value={typed.activation}
        onChange={(value) => onType({ activation: value === "softmax" ? "softmax" : "sigmoid" })}
      >
        <div className={classes.choices}>
          <Radio value="sigmoid" label={text("project.kind.sigmoid")} />
          <Radio value="softmax" label={text("project.kind.softmax")} />
        </div>
      </Radio.Group>
      <Textarea
        label={text("project.labels")}
        description={text("project.labels.hint")}
        rows={6}
        spellCheck={false}
        error={repeated === null ? null : text("project.twice", { label: repeated })}
        value={typed.labels}
        onChange={(event) => onType({ labels: event.currentTarget.value })}
      />
      {labels.length > 0 && (
        <Checkbox.Group
          label={text("project.paired")}
          description={text("project.paired.hint")}
          value={[...typed.paired]}
          onChange={(paired) => onType({ paired })}
        >
          <div className={classes.choices}>
            {labels.map((label) => (
              <Checkbox key={label} value={label} label={label} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <TextInput
        label={text("project.source")}
        description={text("project.source.hint")}
        maxLength={1000}
        value={typed.source}
        onChange={(event) => onType({ source: event.currentTarget.value })}
      />
    </>
  );
}
