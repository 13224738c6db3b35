/** What is known of a ranked image, in words. */
import type { Badge, ImageFacts, RankedImage } from "@/api/queries-looking";
import { figure } from "@/lib/format";
import { plural, text } from "@/lib/texts";

export type Known = 0 | 1 | null;

/** A label's place in the project, and where the project says that its labels come from. */
export interface Asked {
  readonly label: string;
  readonly at: number;
  readonly source: string | null;
}

/** Whether the label is there. */
export function truthWords(truth: Known): string {
  if (truth === null) return text("attention.truth.unknown");
  return truth === 1 ? text("attention.truth.present") : text("attention.truth.absent");
}

/** Where that comes from; a physician's word stands over the table. */
export function sourceWords(truth: Known, table: Known | undefined, source: string | null): string {
  if (truth !== (table ?? null)) return text("attention.source.physician");
  if (truth === null) return "";
  return source === null ? text("attention.source.table") : text("attention.source.named", { source });
}

/** Whether prediction and truth agree, as a word that border and icon repeat. */
export type Judgement = "correct" | "incorrect" | "unknown";

export function judgementOf(correct: boolean | null): Judgement {
  if (correct === null) return "unknown";
  return correct ? "correct" : "incorrect";
}

/** Sex, age, view and side, as far as they are known. */
export function factsOf({ sex, age_years, view, laterality }: ImageFacts): string {
  const known = [
    sex,
    age_years === null ? null : text("attention.fact.years", { n: Math.floor(age_years) }),
    view,
    laterality === null ? null : text("attention.fact.side", { side: laterality }),
  ].filter((each) => each !== null && each !== "");
  return known.length === 0 ? text("attention.fact.none") : known.join(" · ");
}

/** What people have said of an image, as its badges say it. */
export function badgeWords({ accepted, annotated, notes }: Pick<RankedImage, "accepted" | "annotated" | "notes">): readonly string[] {
  const said = accepted ? [text("attention.badge.accepted")] : annotated ? [text("attention.badge.annotated")] : [];
  return notes > 0 ? [...said, plural("attention.badge.notes", notes)] : said;
}

/**
 * A card in one sentence, for those who do not see it.
 *
 * @param nothing - what stands in the heatmap's place; null: a heatmap does.
 */
export function cardWords(ranked: RankedImage, nothing: string | null): string {
  const { image, place, probability, truth, correct } = ranked;
  const card = text("attention.card", {
    row: image.row,
    place: place + 1,
    prediction: text("attention.predicted", { p: figure(probability) }),
    truth: truthWords(truth),
    correct: text(`attention.judged.${judgementOf(correct)}`),
  });
  return [card, ...(nothing === null ? [] : [nothing]), ...badgeWords(ranked)].join(", ");
}

/** One's own annotation among all. */
export function ownOf(badges: readonly Badge[], me: string | null): Badge | null {
  return badges.find((each) => each.author === me) ?? null;
}

/**
 * The calibrated probability σ(z − logit θ), which is .5 at the operating point; null: unknown.
 *
 * Without a threshold it is the network's own.
 */
export function calibrated(probability: number | null, threshold: number | null): number | null {
  if (probability === null || threshold === null) return probability;
  const odds = (probability / (1 - probability)) * ((1 - threshold) / threshold);
  return Number.isFinite(odds) ? odds / (1 + odds) : 1;
}

/** Labels with the chosen one first, then those that the image carries, then the others. */
export function labelsInOrder(labels: readonly string[], image: ImageFacts, chosen: string): readonly string[] {
  const rank = (label: string): number => {
    if (label === chosen) return 0;
    return image.labels[labels.indexOf(label)] === 1 ? 1 : 2;
  };
  return labels.toSorted((a, b) => rank(a) - rank(b));
}
