"""The guard: when a fine-tuned round must not become the current one by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from medebiaser.learning.metrics.bootstrap import REPLICATES, Interval, Patients
from medebiaser.learning.metrics.comparison import Change, Predictions, paired_bootstrap
from medebiaser.learning.metrics.figures import label_figures

LOSS_TOLERATED = -0.03


@dataclass(frozen=True, slots=True)
class GuardFinding:
    """What the guard holds against one label.

    Attributes:
        reason: in words a physician reads.
        change: of the label's AUC on `tune`; None where it cannot be measured.
        interval: of that change.
        recall: at the new threshold.
    """

    reason: str
    change: float | None
    interval: Interval | None
    recall: float | None

    def document(self) -> dict[str, Any]:
        """Plain JSON values, as `Round.guard` keeps them."""
        return {
            "reason": self.reason,
            "auc_change": self.change,
            "interval": None if self.interval is None else list(self.interval),
            "recall": self.recall,
        }


def guard(
    parent: Predictions,
    candidate: Predictions,
    labels: npt.NDArray[Any],
    patients: Patients,
    *,
    names: Sequence[str],
    focus: Collection[str],
    replicates: int = REPLICATES,
    seed: int = 0,
) -> dict[str, GuardFinding]:
    """Labels that fine-tuning has damaged, judged on `tune`.

    A label is marked only when the paired bootstrap interval of its change in AUC lies wholly
    below -.03, or its recall fell to 0. A recall that was 0 before is not this round's doing. The
    labels in focus are never marked: their AUC on data that shares the training data's shortcuts
    must fall. Labels without enough cases are not judged.

    Args:
        parent: what the parent says about the images of `tune`.
        candidate: what the fine-tuned round says, at its own thresholds.
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        patients: N patient ids.
        names: the K names of the labels.
        focus: names of the labels that were annotated in this round.
        replicates: how many bootstrap replicates.
        seed: of the draws.

    Returns:
        Name to finding, {} where nothing is marked. Where anything is, the parent stays current.

    Raises:
        ShapeError: the shapes do not agree.
        InvalidInputError: a probability is missing.
    """
    compared = paired_bootstrap(
        parent, candidate, labels, patients, replicates=replicates, seed=seed
    )
    before, after = (
        label_figures(each.probabilities, labels, each.thresholds, patients, replicates=0).labels
        for each in (parent, candidate)
    )
    findings: dict[str, GuardFinding] = {}
    for name, change, old, new in zip(names, compared.labels, before, after, strict=True):
        recall = new.values["recall"]
        lost = recall == 0 and old.values["recall"] != 0
        reason = None if name in focus else _reason(name, change, lost)
        if reason is not None:
            findings[name] = GuardFinding(reason, change.difference, change.interval, recall)
    return findings


def _reason(name: str, change: Change, lost: bool) -> str | None:
    if lost:
        return f"{name} is not found in any image any more"
    if change.interval is not None and change.interval[1] < LOSS_TOLERATED:
        low, high = change.interval
        return (
            f"{name} is told apart worse than before: its AUC on tune changed by "
            f"{change.difference:+.3f} (95 % interval {low:+.3f} to {high:+.3f})"
        )
    return None
