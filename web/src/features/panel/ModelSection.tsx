import { Alert, Badge, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { useProject, useProjectName, useRounds, type Round } from "@/api/queries";
import { includes, useRole } from "@/api/session";
import { count, size } from "@/lib/format";
import { sentence, text } from "@/lib/texts";
import { Faces } from "@/ui/Faces";
import { Glyph } from "@/ui/Glyph";

import { Advanced } from "./Advanced";
import { cardsOf, quickestOf, type Card, type Cost } from "./architectures";
import classes from "./panel.module.css";
import { chosen, faults, type Parameter, type Typed } from "./parameters";
import { jobsQuery, parametersQuery, useTrain } from "./queries";

const MIB = 1 << 20;

/** Choose a network and train round 0. */
export function ModelSection(): ReactElement {
  const asked = useQuery(parametersQuery(useProjectName()));
  const { data: rounds } = useRounds();
  const first = rounds?.find((each) => each.round === 0);
  return (
    <section className={classes.section} data-tour="train" aria-labelledby="panel-model">
      <h2 id="panel-model" className={classes.heading}>
        {text("panel.model")}
      </h2>
      {first?.state === "ready" ? (
        <Text size="sm">{text("panel.train.done")}</Text>
      ) : (
        <Faces asked={asked} what={text("panel.model.what")}>
          {({ training, costs }) => <Training training={training} costs={costs} first={first ?? null} />}
        </Faces>
      )}
    </section>
  );
}

interface TrainingProps {
  readonly training: readonly Parameter[];
  readonly costs: Readonly<Record<string, Cost>>;
  /** Round 0 where it was begun; it goes on with its own parameters. */
  readonly first: Round | null;
}

function Training({ training, costs, first }: TrainingProps): ReactElement {
  const name = useProjectName();
  if (first === null) return <Chooser training={training} costs={costs} anew={false} />;
  if (first.state !== "failed" && first.state !== "cancelled") return <GoOn project={name} />;
  return (
    <>
      <Text size="sm">{text("panel.train.stopped")}</Text>
      <GoOn project={name} />
      <Chooser training={training} costs={costs} anew />
    </>
  );
}

interface ChooserProps {
  readonly training: readonly Parameter[];
  readonly costs: Readonly<Record<string, Cost>>;
  /** What a round 0 that has stopped had learned is given up. */
  readonly anew: boolean;
}

/** Choose a network, and as an engineer anything else, and start. */
function Chooser({ training, costs, anew }: ChooserProps): ReactElement {
  const name = useProjectName();
  const cards = cardsOf(training, costs);
  const [network, setNetwork] = useState(cards[0]?.name ?? "");
  const [typed, setTyped] = useState<Typed>({});
  const others = training.filter((each) => each.name !== "architecture");
  const isEngineer = includes(useRole(name), "engineer");
  const start = useTrain(name);
  const wanted = { ...(isEngineer ? typed : {}), architecture: network };
  const go = (): void => start.mutate({ parameters: chosen(training, wanted), anew });
  return (
    <>
      <Text size="sm" c="dimmed">
        {text("panel.model.lead")}
      </Text>
      <Cards cards={cards} chosen={network} onChoose={setNetwork} />
      {isEngineer && <Advanced parameters={others} typed={typed} onType={setTyped} />}
      <Refused error={start.error} />
      <Start pending={start.isPending} faulty={isEngineer && faults(others, typed) > 0} anew={anew} onStart={go} />
    </>
  );
}

/** Round 0 was begun and is not finished: it goes on as it was begun. */
function GoOn({ project }: { readonly project: string }): ReactElement {
  const { data: jobs } = useQuery(jobsQuery(project));
  const start = useTrain(project);
  const isActive = jobs?.jobs.some((job) => job.state === "queued" || job.state === "running") ?? true;
  if (isActive) return <Text size="sm">{text("panel.train.busy")}</Text>;
  return (
    <>
      <Refused error={start.error} />
      <div className={classes.row}>
        <Button loading={start.isPending} onClick={() => start.mutate({ parameters: {}, anew: false })}>
          {text("panel.train.go")}
        </Button>
      </div>
    </>
  );
}

interface StartProps {
  readonly pending: boolean;
  readonly faulty: boolean;
  readonly anew: boolean;
  readonly onStart: () => void;
}

function Start({ pending, faulty, anew, onStart }: StartProps): ReactElement {
  const { data: project } = useProject();
  const isEmpty = project?.images === 0;
  return (
    <div className={classes.row}>
      <Button loading={pending} disabled={isEmpty || faulty} onClick={onStart}>
        {text(anew ? "panel.train.anew" : "panel.train")}
      </Button>
      {isEmpty && (
        <Text size="sm" c="dimmed">
          {text("panel.train.first")}
        </Text>
      )}
    </div>
  );
}

/** Why something was not started. */
export function Refused({ error }: { readonly error: Error | null }): ReactElement | null {
  if (error === null) return null;
  return (
    <Alert color="red" role="alert" icon={<Glyph name="warning" />} title={text("panel.refused")}>
      {error.message}
    </Alert>
  );
}

interface CardsProps {
  readonly cards: readonly Card[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

function Cards({ cards, chosen: at, onChoose }: CardsProps): ReactElement {
  return (
    <div className={classes.cards} role="radiogroup" aria-label={text("panel.model")}>
      {cards.map((card) => (
        <label key={card.name} className={classes.card} data-chosen={card.name === at}>
          <span className={classes.cardhead}>
            <input
              type="radio"
              name="architecture"
              value={card.name}
              checked={card.name === at}
              aria-label={card.name}
              aria-describedby={`panel-model-${card.name}`}
              onChange={() => onChoose(card.name)}
            />
            <strong>{card.name}</strong>
            {card.usual && (
              <Badge size="sm" variant="light">
                {text("panel.model.usual")}
              </Badge>
            )}
          </span>
          <span id={`panel-model-${card.name}`} className={classes.about}>
            <span className={classes.meaning}>{sentence(card.meaning)}</span>
            <Measures card={card} quickest={quickestOf(cards)} />
          </span>
        </label>
      ))}
    </div>
  );
}

function Measures({ card: { cost, slower }, quickest }: { readonly card: Card; readonly quickest: string | null }): ReactElement {
  if (cost === null || slower === null || quickest === null)
    return <span className={classes.measures}>{text("panel.model.own")}</span>;
  const times = slower < 1.05 ? text("panel.model.quickest") : text("panel.model.slower", { times: count(Math.round(slower)), quickest });
  return (
    <span className={classes.measures}>
      <span>{times}</span>
      <span>{text("panel.model.memory", { size: size(cost.memory_mib * MIB) })}</span>
    </span>
  );
}
