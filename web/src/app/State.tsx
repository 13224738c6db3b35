import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";

import { connection } from "@/api/connection";
import { isPutOff } from "@/api/deciding";
import { saving, state, type Place, type Saving } from "@/lib/saving";
import { plural, text } from "@/lib/texts";
import { Glyph, type GlyphName } from "@/ui/Glyph";
import { useStore } from "@/ui/useStore";

import classes from "./Frame.module.css";

/** Where the physician's changes stand, and whether the server answers. */
export function State(): ReactElement {
  const now = useStore(saving);
  return (
    <div role="status" aria-live="polite" className={classes.states}>
      <Now now={now} />
      {!now.durable && (
        <Chip state="unprotected" glyph="warning" why={text("saving.unprotected.why")}>
          {text("saving.unprotected")}
        </Chip>
      )}
      {now.others > 0 && (
        <Chip state="others" glyph="account" why={text("saving.others.why")}>
          {plural("saving.others", now.others)}
        </Chip>
      )}
    </div>
  );
}

function Now({ now }: { readonly now: Saving }): ReactElement {
  const connected = useStore(connection);
  const found = state(now);
  if (found === "saved" && connected !== "online")
    return (
      <Chip state={connected} glyph="offline" why={connected === "offline" ? text("connection.offline.why") : null}>
        {text(`connection.${connected}`)}
      </Chip>
    );
  return (
    <Chip state={found} glyph={GLYPHS[found]} why={why(now)} to={now.decide}>
      {words(now)}
    </Chip>
  );
}

const GLYPHS: Record<ReturnType<typeof state>, GlyphName> = {
  saved: "check",
  saving: "saving",
  offline: "offline",
  "logged-out": "warning",
  troubled: "warning",
  conflict: "warning",
  refused: "warning",
};

/** What the chip says. */
export function words(now: Saving): string {
  const found = state(now);
  switch (found) {
    case "saved":
    case "saving":
      return text(`saving.${found}`);
    case "offline":
    case "logged-out":
    case "troubled":
      return text(`saving.${found}`, { n: now.waiting });
    case "conflict":
      return plural("saving.conflicts", now.conflicts);
    case "refused":
      return plural("saving.refused", now.refused);
  }
}

/** What it means and what to do; null: the chip says it all. */
function why(now: Saving): string | null {
  const found = state(now);
  if (found === "troubled") return text("saving.troubled.why", { why: now.trouble ?? "" });
  if (found === "conflict" || found === "refused") return text(`saving.${found}.why`);
  if (found !== "offline") return null;
  return text(now.durable ? "connection.offline.why" : "away.line.unprotected");
}

interface ChipProps {
  readonly state: string;
  readonly glyph: GlyphName;
  readonly why: string | null;
  /** Where a person decides; null: there is nothing to decide. */
  readonly to?: Place | null;
  readonly children: ReactNode;
}

function Chip({ state: name, glyph, why: reason, to = null, children }: ChipProps): ReactElement {
  const said = (
    <>
      <Glyph name={glyph} size={15} />
      {children}
    </>
  );
  const chip =
    to === null ? (
      <span className={classes.state} data-state={name} {...(reason !== null && { tabIndex: 0 })}>
        {said}
      </span>
    ) : (
      <Decided state={name} to={to}>
        {said}
      </Decided>
    );
  if (reason === null) return chip;
  return (
    <Tooltip label={reason} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      {chip}
    </Tooltip>
  );
}

interface DecidedProps extends Pick<ChipProps, "state" | "children"> {
  readonly to: Place;
}

/** A conflict is decided where one is, whatever was refused where it was drawn. */
function Decided({ state: name, to, children, ...rest }: DecidedProps): ReactElement {
  if (name === "conflict")
    return (
      <UnstyledButton {...rest} className={classes.state} data-state={name} onClick={() => isPutOff.set(false)}>
        {children}
      </UnstyledButton>
    );
  return (
    <Link {...rest} className={classes.state} data-state={name} to={addressOf(to)}>
      {children}
    </Link>
  );
}

function addressOf({ project, row, label }: Place): string {
  const search = new URLSearchParams({ label, image: String(row) });
  return `/projects/${encodeURIComponent(project)}/modification?${search}`;
}
