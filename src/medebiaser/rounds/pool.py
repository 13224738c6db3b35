"""A pool of images without labels: filled, asked for its next batch, labelled, drawn as a curve."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from medebiaser.data.importers.answer_files import FileLabels
from medebiaser.data.importers.image_files import is_image_name
from medebiaser.data.importers.images import ImportReport, import_images
from medebiaser.data.importers.label_table import LabelTable
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.learning.acquisition import (
    ENTROPY_WEIGHT,
    chosen_images,
    image_scores,
    predicted_labels,
)
from medebiaser.learning.ranking import RANKINGS, RankingInputs
from medebiaser.records import Report, Round, Split, Verdict, no_report
from medebiaser.rounds import snapshot
from medebiaser.rounds.annotate import save
from medebiaser.rounds.evaluate import evaluate
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.ranking_inputs import ranking_inputs
from medebiaser.rounds.states import TRAINING_IMAGES, refuse_outside

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Filled:
    """What came into the pool.

    Attributes:
        report: of the import; None where images of the project were moved.
        added: images that are in the pool now and were not before.
        elsewhere: new images that joined the split of their patient instead.
    """

    report: ImportReport | None
    added: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """An image that is worth a physician's minute.

    Attributes:
        score: of the ranking, high first.
        label: the one the network holds for most probable.
        probability: of that label, the network's own.
        reason: why it is asked for, in words.
    """

    image_id: str
    row: int
    score: float
    label: str
    probability: float
    reason: str


def fill(
    stores: Stores,
    folder: Path,
    table: LabelTable | None = None,
    *,
    in_place: bool = False,
    workers: int | None = None,
    report: Report = no_report,
) -> Filled:
    """Import images into the pool; labels that their table has are hidden from everyone.

    Running it twice changes nothing. Images of a patient who is in another split join that
    split, without labels.

    Args:
        folder: of the images.
        table: what is known of them; None: every image below the folder, nothing known.

    Raises:
        NotFoundError: there is no such folder.
        InvalidInputError: the project has no labels yet, or there is no image.
    """
    found = _unlabelled(folder, stores.project.labels) if table is None else table
    hidden = None if table is None else _values_by_id(table, stores.project.labels)
    blank = replace(found, values=np.full_like(found.values, _UNKNOWN))
    before = set(stores.images.ids())
    done = import_images(stores, blank, folder, in_place=in_place, workers=workers, report=report)
    new = [image for image in stores.images.all() if image.id not in before]
    waiting = {image.id: Split.POOL for image in new if image.split is None}
    stores.images.set_splits(waiting)
    if hidden is not None:
        rows = {image.row: hidden[image.id] for image in new if image.id in waiting}
        if rows:
            stores.pool.conceal(rows)
    stores.columns.now()
    in_pool = [image for image in new if image.id in waiting or image.split is Split.POOL]
    return Filled(done, len(in_pool), len(new) - len(in_pool))


def hide_share(stores: Stores, share: float, *, seed: int = 0) -> Filled:
    """Hide the labels of a share of the training patients, so that they have to be asked for.

    Args:
        share: of the patients in train, in (0, 1).
        seed: of the draw.

    Raises:
        InvalidInputError: the share is not between 0 and 1.
        LockedError: a round has learned from these labels already, or people annotated them.
    """
    if not 0 < share < 1:
        raise InvalidInputError(f"the share is {share}; choose more than 0 and less than 1")
    if stores.rounds.all():
        raise LockedError(
            "a round has learned from these labels already; hide them before `medebiaser train`"
        )
    images = stores.images.all(Split.TRAIN)
    patients = sorted({image.patient for image in images})
    drawn = np.random.default_rng(seed).permutation(len(patients))[: round(share * len(patients))]
    chosen = {patients[at] for at in drawn}
    moved = stores.pool.hide([image.row for image in images if image.patient in chosen])
    stores.columns.now()
    return Filled(None, moved, 0)


def next_batch(
    stores: Stores,
    trained: Round,
    *,
    count: int = 30,
    by: str = "dual",
    entropy_weight: float = ENTROPY_WEIGHT,
    device: str = "cpu",
    report: Report = no_report,
) -> list[Proposed]:
    """Return the images of the pool that are worth labelling next, first to last.

    What it looks at: the round's predictions and maps of the pool's images, and the regions that
    physicians have drawn in other images. Never a hidden label or an expert's mask. The same
    pool and round give the same batch.

    Args:
        trained: whose predictions.
        count: at most so many.
        by: a name of `learning.acquisition`; those that need labels are refused.
        entropy_weight: of `dual`; the rest is misalignment.

    Raises:
        NotFoundError: the round has no weights.
        InvalidInputError: no such sampling, or it needs labels.
        LockedError: the round's predictions came from outside.
    """
    refuse_outside(trained, "look at the pool")
    rows = stores.pool.rows()
    if not len(rows):
        return []
    explain_rows(stores, trained, rows, device=device, report=report)
    inputs = ranking_inputs(stores, trained, rows, snapshot.take(stores))
    scores = image_scores(by, inputs, entropy_weight=entropy_weight)
    positions = chosen_images(scores, inputs, count, by=by)
    images = stores.images.by_rows(rows[positions.numpy()])
    labels = predicted_labels(inputs)[positions].tolist()
    reasons = _reasons(by, inputs, positions.tolist(), labels)
    return [
        Proposed(
            image_id=image.id,
            row=image.row,
            score=float(scores[position]),
            label=stores.project.labels[k],
            probability=float(inputs.probabilities[position, k]),
            reason=reason,
        )
        for image, position, k, reason in zip(
            images, positions.tolist(), labels, reasons, strict=True
        )
    ]


def label_images(stores: Stores, entries: Sequence[FileLabels], *, author: str) -> int:
    """Give images of the pool their labels and regions; each joins train with both or not at all.

    Doing it twice changes nothing.

    Args:
        author: of entries that name nobody.

    Returns:
        How many images joined train.

    Raises:
        NotFoundError: no such image.
        ConflictError: an image trains already with other labels.
        LockedError: an image was never in the pool.
        InvalidInputError: an entry without labels, or regions that contradict them.
    """
    joined = 0
    for entry in entries:
        with stores.transaction():
            image = stores.images.get(entry.image_id)
            labels = [entry.labels.get(name) for name in stores.project.labels]
            joined += stores.pool.join(image.row, labels)
            for label, regions in entry.regions.items():
                who = entry.author or author
                stored = stores.annotations.get(image.id, label, who)
                version = 0 if stored is None else stored.version
                if stored is None or stored.regions != regions:
                    save(
                        stores, image.id, label, regions, Verdict.CORRECTED,
                        version=version, author=who,
                    )  # fmt: skip
    stores.columns.now()
    return joined


def curve(
    stores: Stores,
    *,
    metric: str = "auc",
    label: str | None = None,
    split: Split = Split.TEST,
    device: str = "cpu",
    report: Report = no_report,
) -> list[dict[str, Any]]:
    """Return a figure of every round that learned from labels, by the number of its images.

    Args:
        metric: a name of the figures of `evaluate`, for example `auc`.
        label: whose figure; None: the mean over labels.
        split: the test set.

    Returns:
        `[{"round", "training_images", "metric", "label", "value", "interval"}]`; the value is
        None where there are too few cases.

    Raises:
        NotFoundError: no such label or metric.
    """
    if label is not None and label not in stores.project.labels:
        raise NotFoundError(f"no label {label!r}; there are {', '.join(stores.project.labels)}")
    points = []
    for each in stores.rounds.all():
        images = each.settings.get(TRAINING_IMAGES)
        if images is None or each.checkpoint is None:
            continue
        if each.metrics.get(split.value) is None:
            evaluate(stores, each.number, split=split, device=device, report=report)
        known = stores.rounds.get(each.number).metrics[split.value]
        figures = known["macro"] if label is None else known["labels"][label]
        points.append(
            {
                "round": each.number,
                TRAINING_IMAGES: images,
                "metric": metric,
                "label": label,
                **_figure(figures, metric),
            }
        )
    return points


def pool_document(stores: Stores) -> dict[str, Any]:
    """Return how many images the pool has and how many train."""
    return {
        "pool": stores.images.count(Split.POOL),
        "train": stores.images.count(Split.TRAIN),
        "labels": list(stores.project.labels),
    }


def filled_document(filled: Filled) -> dict[str, Any]:
    """Return what came into the pool as JSON."""
    refused = [] if filled.report is None else [list(each) for each in filled.report.refused]
    return {"added": filled.added, "elsewhere": filled.elsewhere, "refused": refused}


def proposed_document(found: Sequence[Proposed]) -> list[dict[str, Any]]:
    """Return proposals as JSON."""
    return [asdict(each) for each in found]


def _figure(figures: Mapping[str, Any], metric: str) -> dict[str, Any]:
    if metric not in figures or not isinstance(figures[metric], int | float | None):
        names = sorted(name for name, value in figures.items() if isinstance(value, float))
        raise NotFoundError(f"there is no figure {metric!r}; choose one of {', '.join(names)}")
    return {"value": figures[metric], "interval": figures.get(f"{metric}_ci")}


def _reasons(
    by: str, inputs: RankingInputs, positions: Sequence[int], labels: Sequence[int]
) -> list[str]:
    if by not in RANKINGS:
        return ["" for _ in positions]
    whole = replace(inputs, every_pair=True)
    return [
        RANKINGS[by].reason(whole, k, position)
        for position, k in zip(positions, labels, strict=True)
    ]


def _unlabelled(folder: Path, labels: tuple[str, ...]) -> LabelTable:
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}; check the path")
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if is_image_name(p))
    if not files:
        raise InvalidInputError(f"there is no image below {folder}; check the path")
    n = len(files)
    return LabelTable(
        images=tuple(files),
        files=tuple(files),
        labels=labels,
        values=np.full((n, len(labels)), _UNKNOWN, dtype=np.int8),
        patients=tuple(files),
        ages=(None,) * n,
        sexes=(None,) * n,
        views=(None,) * n,
        splits=(None,) * n,
        cues=({},) * n,
    )


def _values_by_id(table: LabelTable, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Labels of a table in the project's order, by image."""
    place = {name: column for column, name in enumerate(table.labels)}
    columns = [place.get(name) for name in names]
    found = {}
    for image, values in zip(table.images, table.values, strict=True):
        known = [table.unlisted if at is None else int(values[at]) for at in columns]
        found[image] = np.array(known, dtype=np.int8)
    return found
