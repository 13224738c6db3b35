"""What a fine-tuning would use, said before it starts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from medebiaser.data.stores import Stores
from medebiaser.errors import MedebiaserError
from medebiaser.records import Verdict
from medebiaser.rounds import snapshot
from medebiaser.rounds.fine_tune import focus_of, refuse_too_early
from medebiaser.rounds.parameters import FineTuneParameters
from medebiaser.rounds.pools import mask_warnings


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What is there of one label.

    Attributes:
        corrected, accepted: annotations with regions that would be learned from.
        images: how many images they lie on.
    """

    label: str
    corrected: int
    accepted: int
    images: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fine-tuning would use.

    Attributes:
        corrected, accepted: annotations with regions, of the labels in focus.
        images: how many images they lie on.
        focus: the labels that would be worked on.
        labels: every label with a usable region.
        adjudicate: pairs left out because two physicians disagree about the region.
        left_out: pairs left out because someone could not tell.
        warnings: what is odd about the masks, such as one that covers everything.
        obstacle: why it cannot start now; None: it can.
    """

    corrected: int
    accepted: int
    images: int
    focus: tuple[str, ...]
    labels: tuple[LabelPlan, ...]
    adjudicate: int
    left_out: int
    warnings: tuple[str, ...]
    obstacle: str | None


def plan(stores: Stores, focus: Sequence[str] = ()) -> Plan:
    """Count what a fine-tuning that starts now would use.

    Args:
        focus: labels to work on; empty takes every label with annotated regions.
    """
    taken = snapshot.take(stores)
    found = snapshot.pairs(stores, taken, snapshot.effective_labels(stores, taken))
    labels = _of_labels(stores, found)
    obstacle = None
    chosen: tuple[str, ...] = ()
    try:
        chosen = focus_of(stores, FineTuneParameters(focus=tuple(focus)), found)
        refuse_too_early(stores)
    except MedebiaserError as error:
        obstacle = str(error)
    inside = [each for each in labels if each.label in chosen]
    rows = {p.row for p in found.usable if stores.project.labels[p.label] in chosen}
    return Plan(
        corrected=sum(each.corrected for each in inside),
        accepted=sum(each.accepted for each in inside),
        images=len(rows),
        focus=chosen,
        labels=labels,
        adjudicate=len(found.adjudicate),
        left_out=len(found.left_out),
        warnings=tuple(mask_warnings(stores, taken)),
        obstacle=obstacle,
    )


def _of_labels(stores: Stores, found: snapshot.Pairs) -> tuple[LabelPlan, ...]:
    verdicts: dict[int, Counter[Verdict]] = {}
    images: dict[int, set[int]] = {}
    for pair in found.usable:
        drawn = (a.verdict for a in pair.annotations if a.regions)
        verdicts.setdefault(pair.label, Counter()).update(drawn)
        images.setdefault(pair.label, set()).add(pair.row)
    return tuple(
        LabelPlan(
            label=stores.project.labels[k],
            corrected=verdicts[k].total() - verdicts[k][Verdict.ACCEPTED],
            accepted=verdicts[k][Verdict.ACCEPTED],
            images=len(images[k]),
        )
        for k in sorted(verdicts)
    )
