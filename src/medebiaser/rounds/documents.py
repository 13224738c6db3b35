"""Rounds as plain documents, the same on the command line and through the API."""

from collections.abc import Mapping
from typing import Any

from medebiaser.errors import LockedError
from medebiaser.learning.curve_warnings import curve_warnings
from medebiaser.learning.metrics.words import said
from medebiaser.records import Round, Split


def round_document(each: Round, current: int | None) -> dict[str, Any]:
    """Return a round as JSON, without its long arrays of figures.

    Args:
        current: number of the project's current round.
    """
    return {
        "round": each.number,
        "parent": each.parent,
        "state": each.state.value,
        "scope": each.scope.value,
        "preview": each.preview,
        "current": each.number == current,
        "settings": dict(each.settings),
        "seed": each.seed,
        "thresholds": each.thresholds,
        "history": [dict(epoch) for epoch in each.history],
        "warnings": [warning.value for warning in curve_warnings(each.history)],
        "guard": dict(each.guard),
        "failure": each.failure,
        "data_hash": each.data_hash,
        "code_hash": each.code_hash,
        "environment": dict(each.environment),
        "created_at": each.created_at.isoformat() if each.created_at else None,
        "finished_at": each.finished_at.isoformat() if each.finished_at else None,
    }


def metrics_document(each: Round, split: Split) -> dict[str, Any]:
    """Return the figures of a round on a split, as `evaluate --json` prints them.

    Raises:
        LockedError: the split was not evaluated yet, or is sealed.
    """
    if split is Split.SEALED:
        raise LockedError("sealed is read by promotion alone; look at test")
    if split.value not in each.metrics:
        raise LockedError(
            f"round {each.number} has no figures on {split} yet; start an evaluation of {split}"
        )
    return dict(each.metrics[split.value])


def metrics_in_words(figures: Mapping[str, Any]) -> dict[str, str]:
    """Say for each label what a round finds and what it alarms for.

    Args:
        figures: of `metrics_document`.
    """
    return {
        name: said(
            name,
            found,
            {figure: found.get(f"{figure}_ci") for figure in ("sensitivity", "specificity")},
            found.get("reason"),
        )
        for name, found in figures["labels"].items()
    }


def receipt_document(each: Round) -> dict[str, Any]:
    """Return what a round changed.

    Raises:
        LockedError: it is not finished, or it has no parent.
    """
    if each.parent is None:
        raise LockedError(f"round {each.number} has no parent, so there is nothing to compare")
    if each.receipt is None:
        raise LockedError(f"round {each.number} is {each.state}; its receipt comes at its end")
    return {"round": each.number, **each.receipt}


def reliance_document(each: Round, split: Split) -> dict[str, Any]:
    """Return reliance, attention and groups of a round on a split.

    Raises:
        LockedError: the split was not evaluated yet, or is sealed.
    """
    figures = metrics_document(each, split)
    return {
        "round": each.number,
        "split": split.value,
        "reliance": figures["reliance"],
        "groups": figures["groups"],
    }
