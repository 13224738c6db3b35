"""How long a physician would take: times of single actions from the keystroke-level model.

Source: Card, Moran and Newell 1980, "The keystroke-level model for user performance time with
interactive systems" (K for an average typist, P, B, H), and 1983 (M). Nothing here was measured
on a physician: it orders ways of working by their cost, it does not time anyone.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from medebiaser.records import Region, Verdict

KEY_S, POINT_S, CLICK_S, DECIDE_S = 0.28, 1.10, 0.20, 1.35

ACTIONS_S: Mapping[str, float] = MappingProxyType(
    {
        "judge": 2 * DECIDE_S,  # take the image in, decide
        "accept": KEY_S,
        "begin": DECIDE_S,  # where does this region go?
        "corner": POINT_S + CLICK_S,
        "close": CLICK_S,
        "cell": POINT_S + CLICK_S,
        "next": KEY_S,
    }
)
"""Seconds of every action of the simulated physician: the only place where they stand."""

_DRAWN = frozenset({Verdict.CORRECTED, Verdict.LABEL_IS_WRONG})


def annotation_s(regions: Sequence[Region], verdict: Verdict) -> float:
    """Seconds for one annotation: look, then one key, or every corner of every polygon, then on."""
    seconds = ACTIONS_S["judge"] + ACTIONS_S["next"]
    if verdict not in _DRAWN or not regions:
        return seconds + ACTIONS_S["accept"]
    for region in regions:
        seconds += ACTIONS_S["begin"] + ACTIONS_S["close"]
        seconds += len(region.points) * ACTIONS_S["corner"]
    return seconds


def grid_answer_s(cells: int) -> float:
    """Seconds for an image of a live session of which so many cells are clicked."""
    return ACTIONS_S["judge"] + cells * ACTIONS_S["cell"] + ACTIONS_S["next"]
