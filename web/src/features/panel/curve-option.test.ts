import { expect, it } from "vitest";

import { linesOf } from "./curve-option";

const EPOCHS = [
  { epoch: 1, loss: 0.6, score: 0.7, tuneLoss: 0.65, learningRate: null, gradientNorm: null },
  { epoch: 2, loss: 0.5, score: 0.8, tuneLoss: null, learningRate: null, gradientNorm: null },
];
const POINTS = [
  { step: 25, loss: 0.45 },
  { step: 26, loss: 0.44 },
];

it("draws the epochs of a training that nobody watched", () => {
  expect(linesOf({ phase: null, total: 0, points: [] }, EPOCHS, 10)).toEqual({
    loss: [
      [1, 0.6],
      [2, 0.5],
    ],
    tune: [[1, 0.65]],
    score: [
      [1, 0.7],
      [2, 0.8],
    ],
    unit: "epoch",
  });
});

it("puts epochs that ended before anybody looked before the steps: ten steps each", () => {
  expect(linesOf({ phase: "training", total: 100, points: POINTS }, EPOCHS, 10)).toEqual({
    loss: [
      [10, 0.6],
      [20, 0.5],
      [25, 0.45],
      [26, 0.44],
    ],
    tune: [[10, 0.65]],
    score: [
      [10, 0.7],
      [20, 0.8],
    ],
    unit: "step",
  });
});
