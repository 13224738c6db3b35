import { Alert, Button, CopyButton, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent, type ReactElement } from "react";

import { answer, client } from "@/api/client";
import type { components } from "@/api/schema";
import { day } from "@/lib/format";
import { text } from "@/lib/texts";
import { EmptyFace, Faces } from "@/ui/Faces";

import classes from "./account.module.css";

type Token = components["schemas"]["TokenOut"];
type Life = "30" | "365" | "ever";

const KEY = ["tokens"] as const;
const LIVES: readonly Life[] = ["30", "365", "ever"];

/** Tokens that let programs do what their owner may do. */
export function Tokens(): ReactElement {
  const asked = useQuery({ queryKey: KEY, queryFn: () => answer(client.GET("/api/tokens")) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {text("account.tokens.lead")}
      </Text>
      <NewToken />
      <Faces
        asked={asked}
        what={text("account.tokens.what")}
        empty={(tokens) =>
          tokens.length === 0 ? (
            <EmptyFace title={text("account.tokens.none")}>{text("account.tokens.none.do")}</EmptyFace>
          ) : null
        }
      >
        {(tokens) => <TokenTable tokens={tokens} />}
      </Faces>
    </>
  );
}

function NewToken(): ReactElement {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [life, setLife] = useState<Life>("365");
  const create = useMutation({
    mutationFn: (body: { name: string; days: number | null }) =>
      answer(client.POST("/api/tokens", { body })),
    onSuccess: () => {
      setName("");
      void cache.invalidateQueries({ queryKey: KEY });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    create.mutate({ name, days: life === "ever" ? null : Number(life) });
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={text("account.tokens.name")}
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={text("account.tokens.days")}
            data={LIVES.map((value) => ({ value, label: text(`account.tokens.days.${value}`) }))}
            value={life}
            allowDeselect={false}
            onChange={(value) => setLife(LIVES.find((each) => each === value) ?? life)}
          />
          <Button type="submit" variant="default" loading={create.isPending}>
            {text("account.tokens.create")}
          </Button>
        </Group>
      </form>
      {create.error && (
        <Alert role="alert" color="red">
          {create.error.message}
        </Alert>
      )}
      {create.data && <Secret secret={create.data.token} onSeen={() => create.reset()} />}
    </Stack>
  );
}

interface SecretProps {
  readonly secret: string;
  readonly onSeen: () => void;
}

function Secret({ secret, onSeen }: SecretProps): ReactElement {
  return (
    <Alert role="status" color="teal" title={text("account.tokens.made")}>
      <Group gap="sm">
        <code className={classes.secret}>{secret}</code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" onClick={copy}>
              {text(copied ? "account.tokens.copied" : "account.tokens.copy")}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" variant="default" onClick={onSeen}>
          {text("account.tokens.dismiss")}
        </Button>
      </Group>
    </Alert>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly Token[] }): ReactElement {
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: (token_id: number) =>
      answer(client.DELETE("/api/tokens/{token_id}", { params: { path: { token_id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <>
      {revoke.error && <Text role="alert">{revoke.error.message}</Text>}
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text("account.tokens.column.name")}</th>
            <th scope="col">{text("account.tokens.column.made")}</th>
            <th scope="col">{text("account.tokens.column.used")}</th>
            <th scope="col">{text("account.tokens.column.ends")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td>{token.name}</td>
              <td>{day(token.created_at)}</td>
              <td>{token.last_used_at === null ? text("account.tokens.never") : day(token.last_used_at)}</td>
              <td>{token.expires_at === null ? text("account.tokens.days.ever") : day(token.expires_at)}</td>
              <td>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={text("account.tokens.revoke.of", { name: token.name })}
                  disabled={revoke.isPending}
                  onClick={() => revoke.mutate(token.id)}
                >
                  {text("account.tokens.revoke")}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
