"""The figures of a round, its reliance, its groups, and whether it may become current."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError
from medebiaser.learning.metrics import (
    MIN_CASES,
    Predictions,
    age_groups,
    companion_groups,
    comparison_document,
    group_figures,
    guard,
    label_figures,
    paired_bootstrap,
)
from medebiaser.records import Action, Image, Progress, Report, Round, RoundState, Split, no_report
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.orders import of_these_weights
from medebiaser.rounds.receipt import receipt
from medebiaser.rounds.reliance import measured_reliance
from medebiaser.rounds.states import move

_STEPS = 5


def evaluate(
    stores: Stores,
    number: int,
    *,
    split: Split = Split.TEST,
    device: str = "cpu",
    report: Report = no_report,
) -> dict[str, Any]:
    """Return the document that `evaluate --json` prints; it is stored with the round.

    Every figure has a 95 % interval from a bootstrap over patients; the changes against
    the parent are paired, with Holm's correction over labels.

    Raises:
        NotFoundError: no such round, or one without weights.
        LockedError: `sealed`, which only promotion reads.
        InvalidInputError: the split has no images.
    """
    if split is Split.SEALED:
        raise LockedError("sealed is read by promotion alone; evaluate test")
    trained = stores.rounds.get(number)
    images = stores.images.all(split)
    if not images:
        raise InvalidInputError(f"no image is in {split}; choose another split")
    rows = np.array([image.row for image in images], dtype=np.int64)
    explain_rows(stores, trained, rows, device=device, report=report)
    document = _document(stores, trained, images, rows, split, device, report)
    with stores.transaction():
        metrics = {**stores.rounds.get(number).metrics, split.value: document}
        stores.rounds.update(number, metrics=metrics)
        stores.audit(Action.ROUND_EVALUATED, round=number, split=split.value)
    return document


def judge(stores: Stores, number: int, *, device: str = "cpu", report: Report = no_report) -> Round:
    """Evaluate a round on `test`, guard it on `tune`, and make it current where it passes.

    Where it does not, its parent is current, even if the round's own preview had passed. What it
    changed is worked out once and kept with it.
    """
    evaluate(stores, number, device=device, report=report)
    evaluated = stores.rounds.get(number)
    findings = _guard(stores, evaluated)
    changed = receipt(stores, evaluated, device=device)
    with stores.transaction():
        ready = move(
            stores,
            number,
            RoundState.READY,
            guard=findings,
            receipt=changed,
            rankings=of_these_weights(evaluated),
            finished_at=datetime.now(UTC),
        )
        if not findings:
            stores.rounds.set_current(number)
        elif stores.refresh().current_round == number and ready.parent is not None:
            stores.rounds.set_current(ready.parent)  # its preview had passed
    explained(stores, ready).remove_others()
    stores.refresh()
    return ready


def _document(
    stores: Stores,
    trained: Round,
    images: list[Image],
    rows: NDArray[np.int64],
    split: Split,
    device: str,
    report: Report,
) -> dict[str, Any]:
    names = stores.project.labels
    labels = stores.images.labels()[rows]
    patients = [image.patient for image in images]
    probabilities = explained(stores, trained).read(PROBABILITIES, rows)
    thresholds = trained.thresholds or (None,) * len(names)
    figures = label_figures(
        probabilities,
        labels,
        thresholds,
        patients,
        activation=stores.project.activation,
        seed=trained.seed,
    )
    report(Progress("evaluating", 1, _STEPS))
    reliance = measured_reliance(stores, trained, split, device=device)
    report(Progress("evaluating", 2, _STEPS))
    groups = _groups(names, stores.project.cue_columns, images, labels, probabilities)
    report(Progress("evaluating", 3, _STEPS))
    changes = _changes(stores, trained, rows, labels, patients, device)
    report(Progress("evaluating", _STEPS, _STEPS))
    return {
        "round": trained.number,
        "split": split.value,
        "images": len(images),
        "patients": len(set(patients)),
        **figures.document(names),
        "reliance": reliance,
        "groups": groups,
        "change_from_parent": changes,
    }


def _changes(
    stores: Stores,
    trained: Round,
    rows: NDArray[np.int64],
    labels: NDArray[np.int8],
    patients: list[str],
    device: str,
) -> dict[str, Any] | None:
    """Paired bootstrap of the change in AUC; None for round 0."""
    if trained.parent is None:
        return None
    parent = stores.rounds.get(trained.parent)
    explain_rows(stores, parent, rows, device=device)
    comparison = paired_bootstrap(
        _predictions(stores, parent, rows),
        _predictions(stores, trained, rows),
        labels,
        patients,
        seed=trained.seed,
    )
    document = dict(comparison_document(comparison, stores.project.labels))
    return {"parent": parent.number, **document}


def _predictions(stores: Stores, trained: Round, rows: NDArray[np.int64]) -> Predictions:
    return Predictions(
        explained(stores, trained).read(PROBABILITIES, rows),
        trained.thresholds or (None,) * len(stores.project.labels),
    )


def _groups(
    names: tuple[str, ...],
    cues: tuple[str, ...],
    images: list[Image],
    labels: NDArray[np.int8],
    probabilities: NDArray[np.float32],
) -> dict[str, Any]:
    """AUC by sex, view, age band, companion label and every column named as a cue."""
    attributes: dict[str, Any] = {
        "sex": [image.sex for image in images],
        "view": [image.view for image in images],
        "age": age_groups([image.age_years for image in images]),
        **{cue: [image.cues.get(cue) for image in images] for cue in cues},
    }
    patients = [image.patient for image in images]
    found: dict[str, Any] = {}
    for attribute, groups in attributes.items():
        if len({group for group in groups if group is not None}) > 1:
            by_label = group_figures(probabilities, labels, groups, patients)
            found[attribute] = dict(zip(names, by_label, strict=True))
    companions = _companions(names, labels, probabilities, patients)
    return {**found, "companion": companions} if companions else found


def _companions(
    names: tuple[str, ...],
    labels: NDArray[np.int8],
    probabilities: NDArray[np.float32],
    patients: list[str],
) -> dict[str, Any]:
    """Each label with and without the label it occurs with most often."""
    found: dict[str, Any] = {}
    for k, name in enumerate(names):
        together = ((labels == 1) & (labels[:, [k]] == 1)).sum(axis=0)
        together[k] = 0
        companion = int(together.argmax())
        if together[companion] >= MIN_CASES:
            groups = companion_groups(labels, companion, names[companion])
            found[name] = group_figures(probabilities[:, [k]], labels[:, [k]], groups, patients)[0]
    return found


def _guard(stores: Stores, trained: Round) -> dict[str, Any]:
    if trained.parent is None:
        return {}
    parent = stores.rounds.get(trained.parent)
    images = stores.images.all(Split.TUNE)
    rows = np.array([image.row for image in images], dtype=np.int64)
    findings = guard(
        _predictions(stores, parent, rows),
        _predictions(stores, trained, rows),
        stores.images.labels()[rows],
        [image.patient for image in images],
        names=stores.project.labels,
        focus=trained.settings.get("focus", ()),
        seed=trained.seed,
    )
    return {name: finding.document() for name, finding in findings.items()}
