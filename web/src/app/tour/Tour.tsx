import { Button, CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { useLocation, useNavigate } from "react-router";

import { labelsQuery, projectQuery } from "@/api/queries";
import { includes, useRole } from "@/api/session";
import { text } from "@/lib/texts";
import { useShortcuts } from "@/ui/shortcuts";

import { placed } from "./placing";
import { addressOf, rarest, selectorOf, STEPS, wordsOf, type Ground, type Step } from "./steps";
import classes from "./Tour.module.css";
import { leaveTour, stepTour } from "./tour";
import { useTarget, type Target } from "./useTarget";

interface Props {
  readonly project: string;
  /** The number of the step, from 0. */
  readonly at: number;
}

/** The tour through the loop: it opens each view and speaks of the real control there. */
export default function Tour({ project, at }: Props): ReactElement | null {
  const ground = useGround(project);
  const step = STEPS[at];
  useEffect(() => () => document.getElementById("content")?.focus(), []);
  if (ground === null || step === undefined) return null;
  return <At key={step.name} step={step} at={at} ground={ground} />;
}

/** What the steps need to know; null: it is being asked for. A project that cannot be read is shown as it is. */
function useGround(project: string): Ground | null {
  const asked = useQuery(projectQuery(project));
  const labels = useQuery(labelsQuery(project, null));
  if (asked.isPending || labels.isPending) return null;
  return { project, label: rarest(labels.data?.labels ?? []), round: asked.data?.current_round ?? null };
}

interface AtProps {
  readonly step: Step;
  readonly at: number;
  readonly ground: Ground;
}

function At({ step, at, ground }: AtProps): ReactElement {
  const isEngineer = includes(useRole(ground.project), "engineer");
  useArrival(step, ground);
  const target = useTarget(selectorOf(step));
  return (
    <>
      {target.box !== null && <div className={classes.ring} style={{ ...target.box }} aria-hidden />}
      <Card step={step} at={at} target={target} isEngineer={isEngineer} />
    </>
  );
}

/** Go where the step happens, once: whoever goes elsewhere meanwhile may. */
function useArrival(step: Step, ground: Ground): void {
  const navigate = useNavigate();
  const { search } = useLocation();
  const [first] = useState(() => addressOf(step, ground, new URLSearchParams(search)));
  useEffect(() => {
    const here = `${location.pathname}${location.search}`;
    const there = `${first.pathname}${first.search === "" ? "" : `?${first.search}`}`;
    if (here !== there) void navigate(first);
  }, [first, navigate]);
}

interface CardProps {
  readonly step: Step;
  readonly at: number;
  readonly target: Target;
  readonly isEngineer: boolean;
}

function Card({ step, at, target, isEngineer }: CardProps): ReactElement {
  const card = useRef<HTMLDivElement>(null);
  const go = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (card.current === null) return;
    const extent = { width: card.current.offsetWidth, height: card.current.offsetHeight };
    const { left, top } = placed(target.box, extent, { width: innerWidth, height: innerHeight });
    card.current.style.left = `${left}px`;
    card.current.style.top = `${top}px`;
  }, [target]);
  useEffect(() => go.current?.focus({ preventScroll: true }), []);
  useShortcuts([{ keys: ["Escape"], title: text("tour.shortcut"), group: text("tour.title"), run: leaveTour }]);
  const isLast = at === STEPS.length - 1;
  return (
    <div
      ref={card}
      role="dialog"
      aria-labelledby="tour-title"
      aria-describedby="tour-words"
      className={classes.card}
      onKeyDown={onKey}
    >
      <div className={classes.head}>
        <span className={classes.at}>{text("tour.step", { n: at + 1, of: STEPS.length })}</span>
        <CloseButton size="sm" aria-label={text("tour.leave")} onClick={leaveTour} />
      </div>
      <h2 id="tour-title" className={classes.title}>
        {text(`tour.${step.name}.title`)}
      </h2>
      <p id="tour-words" className={classes.words} aria-live="polite">
        {target.isMissing ? text(`tour.${step.name}.missing`) : text(wordsOf(step, isEngineer))}
      </p>
      <div className={classes.foot}>
        <Dots at={at} />
        {at > 0 && (
          <Button size="xs" variant="default" onClick={() => stepTour(-1)}>
            {text("tour.back")}
          </Button>
        )}
        <Button ref={go} size="xs" onClick={() => stepTour(1)}>
          {text(isLast ? "tour.done" : "tour.next")}
        </Button>
      </div>
      <p className={classes.keys}>{text("tour.keys")}</p>
    </div>
  );
}

/** Keys that count while the keyboard is in the card; elsewhere they belong to the view. */
function onKey(event: KeyboardEvent): void {
  const meant = KEYS.get(event.key);
  if (meant === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  meant();
}

const KEYS: ReadonlyMap<string, () => void> = new Map([
  ["ArrowRight", () => stepTour(1)],
  ["ArrowLeft", () => stepTour(-1)],
  ["Escape", leaveTour],
]);

function Dots({ at }: { readonly at: number }): ReactElement {
  return (
    <span className={classes.dots} aria-hidden>
      {STEPS.map(({ name }, index) => (
        <span key={name} data-now={index === at} />
      ))}
    </span>
  );
}
