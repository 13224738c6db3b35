import { Button } from "@mantine/core";
import { useState, type ReactElement } from "react";

import { text } from "@/lib/texts";
import { useStore } from "@/ui/useStore";

import { isAnswered, remember, startTour, tour } from "./tour";
import classes from "./Tour.module.css";

/** Offers the tour to whoever was never asked: a line above the view, which hides nothing of it. */
export function Offer({ user }: { readonly user: string }): ReactElement | null {
  const [isOpen, setOpen] = useState(() => !isAnswered(user));
  const isTouring = useStore(tour) !== null;
  const onAnswer = (): void => {
    remember(user);
    setOpen(false);
  };
  if (!isOpen || isTouring) return null;
  return (
    <aside className={classes.offer} aria-label={text("tour.title")}>
      <p>{text("tour.offer")}</p>
      <Button
        size="compact-sm"
        onClick={() => {
          onAnswer();
          startTour();
        }}
      >
        {text("tour.offer.start")}
      </Button>
      <Button size="compact-sm" variant="default" title={text("tour.offer.again")} onClick={onAnswer}>
        {text("tour.offer.later")}
      </Button>
    </aside>
  );
}
