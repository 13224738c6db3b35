"""Figures by definition: one threshold, one pair of images, one replicate at a time."""

from itertools import pairwise

import numpy as np


def f1_at(numbers, truth, threshold):
    found = sum(p >= threshold and y == 1 for p, y in zip(numbers, truth, strict=True))
    wrong = sum((p >= threshold) != (y == 1) for p, y in zip(numbers, truth, strict=True))
    return 2 * found / (2 * found + wrong) if found + wrong else 0.0


def best_f1(numbers, truth):
    candidates = sorted({0.0, 1.0, *numbers})
    between = [(a + b) / 2 for a, b in pairwise(candidates)]
    return max(f1_at(numbers, truth, t) for t in between)


def auc(numbers, truth):
    wins = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a, y in zip(numbers, truth, strict=True)
        if y == 1
        for b, z in zip(numbers, truth, strict=True)
        if z == 0
    ]
    return sum(wins) / len(wins)


def drawn_images(patients, rng):
    """Rows of one bootstrap replicate, an image once per draw of its patient."""
    names = sorted(set(patients))
    rows_of = {name: [i for i, p in enumerate(patients) if p == name] for name in names}
    return [row for k in rng.integers(len(names), size=len(names)) for row in rows_of[names[k]]]


def holm(p_values):
    order = np.argsort(p_values)
    m = len(p_values)
    adjusted = [0.0] * m
    for rank, k in enumerate(order):
        before = [min(1, (m - j) * p_values[order[j]]) for j in range(rank + 1)]
        adjusted[k] = max(before)
    return adjusted


def worst_cross_auc(numbers, truth, groups, least):
    found = []
    for a in set(groups):
        for b in set(groups):
            rated = list(zip(numbers, truth, groups, strict=True))
            positive = [(p, 1) for p, y, g in rated if y == 1 and g == a]
            negative = [(p, 0) for p, y, g in rated if y == 0 and g == b]
            if a != b and min(len(positive), len(negative)) >= least:
                both = positive + negative
                found.append(auc([p for p, _ in both], [y for _, y in both]))
    return min(found) if found else None
