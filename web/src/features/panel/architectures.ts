/** Networks as a person chooses them. */
import type { components } from "@/api/schema";

import type { Parameter } from "./parameters";

export type Cost = components["schemas"]["CostOut"];

/** One network; `cost`: as the server measured it, null: nobody has. */
export interface Card {
  readonly name: string;
  readonly meaning: string;
  readonly cost: Cost | null;
  /** How many times as long as the quickest one it learns; null: not measured. */
  readonly slower: number | null;
  readonly usual: boolean;
}

/** Return the networks that the server offers, the usual one first. */
export function cardsOf(training: readonly Parameter[], costs: Readonly<Record<string, Cost>>): readonly Card[] {
  const architecture = training.find((each) => each.name === "architecture");
  const quickest = Math.min(...Object.values(costs).map((cost) => cost.training_s));
  const cards = Object.entries(architecture?.choices ?? {}).map(([name, meaning]): Card => {
    const cost = costs[name] ?? null;
    const slower = cost === null ? null : cost.training_s / quickest;
    return { name, meaning, cost, slower, usual: name === architecture?.default };
  });
  return cards.toSorted((a, b) => Number(b.usual) - Number(a.usual));
}

/** The quickest network that was measured; null: none was. */
export function quickestOf(cards: readonly Card[]): string | null {
  return cards.find((card) => card.slower === 1)?.name ?? null;
}
