"""`noise`: how much sloppiness does the method bear, and is the wrong organ noticed?"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from medebiaser.study.experiments.attention import preliminary
from medebiaser.study.experiments.base import SHOWN, Experiment, fine_tuning, focused
from medebiaser.study.options import METHODS, OURS, StudyOptions

_PAPER = "mse-20, exact"
_HANDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "exact": {"hand": "exact"},
        "imperfect corners": {"hand": "imperfect", "slip": 0.03},
        "dilated by .03": {"hand": "wide", "slip": 0.03},
        "dilated by .08": {"hand": "wide", "slip": 0.08},
        "shifted by .03": {"hand": "shifted", "slip": 0.03},
        "shifted by .08": {"hand": "shifted", "slip": 0.08},
        "boxed": {"hand": "box"},
        "half drawn": {"hand": "half"},
        "wrong organ": {"hand": "elsewhere"},
    }
)
_NEVER: Mapping[str, Any] = MappingProxyType({"iou_min": 2.0, "energy_min": 2.0})
"""Nothing is accepted: accepted heatmaps would hide the hand."""


def noise(options: StudyOptions) -> Experiment:  # noqa: ARG001
    """Return the experiment for these options."""
    ours = {
        name: fine_tuning(name, METHODS[OURS], focused(**hand, **_NEVER))
        for name, hand in _HANDS.items()
    }
    paper = fine_tuning(_PAPER, METHODS["mse-20"], focused(hand="exact", **_NEVER))
    return Experiment(
        name="noise",
        question="How sloppily may regions be drawn, and does the guard hold back a round whose "
        "regions lie on the wrong organ?",
        methods={"preliminary": preliminary, _PAPER: paper, **ours},
        ours="exact",
        rivals=(_PAPER,),
        shown=SHOWN,
        notes=(
            "Lengths are shares of the image's side. The guard judges the labels that are not in "
            "focus, on tune: a wrong organ is caught where it costs one of them.",
        ),
    )
