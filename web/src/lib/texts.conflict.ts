/** What is said of two versions of one annotation; part of `texts`. */
export const conflictTexts = {
  "conflict.title": "{label} on image {row} was changed elsewhere",
  "conflict.why": "Both versions are kept until you say which one stands. Nothing is written over before that.",
  "conflict.mine": "Here, {at}",
  "conflict.theirs": "Saved elsewhere, {at}",
  "conflict.regions.one": "{n} region",
  "conflict.regions.other": "{n} regions",
  "conflict.take.mine": "Keep mine",
  "conflict.take.theirs": "Take the saved one",
  "conflict.take.both": "Keep the regions of both",
  "conflict.later": "Decide later",
} as const;
