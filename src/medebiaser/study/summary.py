"""Means, deviations and 95 % intervals over seeds, and comparisons seed by seed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

_LEVEL = 0.975

Rows = Sequence[Mapping[str, Any]]
"""Rows with `method`, `seed` and figures; a figure that is not known is None or missing."""


def summary(rows: Rows) -> dict[str, dict[str, Any]]:
    """Return, per method and figure, the mean over seeds, its deviation and its 95 % interval.

    One seed has neither deviation nor interval. A figure that no seed has is left out.
    """
    methods = dict.fromkeys(row["method"] for row in rows)
    return {
        method: {
            figure: spread(values)
            for figure in _figures(rows)
            if (values := list(_of(rows, method, figure).values()))
        }
        for method in methods
    }


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Return {"mean", "sd", "ci", "seeds"} of one figure; the interval is Student's."""
    count = len(values)
    mean = float(np.mean(values))
    if count < 2:
        return {"mean": mean, "sd": None, "ci": None, "seeds": count}
    sd = float(np.std(values, ddof=1))
    half = float(stats.t.ppf(_LEVEL, count - 1)) * sd / math.sqrt(count)
    return {"mean": mean, "sd": sd, "ci": [mean - half, mean + half], "seeds": count}


def compared(rows: Rows, ours: str, rival: str, figures: Sequence[str]) -> dict[str, Any]:
    """Return how far our method is ahead of another one, seed by seed.

    Returns:
        figure to `spread` of the differences, with `ahead`: in how many seeds ours is higher.
        Figures that no seed has for both are left out.
    """
    found: dict[str, Any] = {}
    for figure in figures:
        mine, theirs = _of(rows, ours, figure), _of(rows, rival, figure)
        differences = [mine[seed] - theirs[seed] for seed in mine if seed in theirs]
        if differences:
            ahead = sum(difference > 0 for difference in differences)
            found[figure] = {**spread(differences), "ahead": ahead}
    return found


def best(rows: Rows, methods: Sequence[str], figure: str = "auc") -> str | None:
    """Return the method with the highest mean; None where none of them has the figure."""
    means = {
        method: float(np.mean(list(values.values())))
        for method in methods
        if (values := _of(rows, method, figure))
    }
    return max(means, key=lambda method: means[method], default=None)


def _of(rows: Rows, method: str, figure: str) -> dict[int, float]:
    """Seed to figure, where it is known."""
    return {
        row["seed"]: float(row[figure])
        for row in rows
        if row["method"] == method and row.get(figure) is not None
    }


def _figures(rows: Rows) -> list[str]:
    return [
        name
        for name in dict.fromkeys(key for row in rows for key in row)
        if name not in {"method", "seed"}
    ]
