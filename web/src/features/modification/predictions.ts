/** What the model says of an image, with .5 as the point where it says yes. */
import { ofLabel, probabilityOf, type Maps } from "@/lib/heatmap";

/** The probability with its label's threshold laid on .5: σ(logit p − logit θ). */
export function calibrated(probability: number, threshold: number): number {
  const yes = probability * (1 - threshold);
  const no = threshold * (1 - probability);
  return yes + no > 0 ? yes / (yes + no) : 0.5;
}

/** The calibrated probability of a label; null where it, or its threshold, is not known. */
export function predictionOf(maps: Maps, row: number, label: string): number | null {
  const probability = probabilityOf(maps, row, label);
  const threshold = ofLabel(maps, "thresholds", label);
  return probability === null || threshold === null ? null : calibrated(probability, threshold);
}
