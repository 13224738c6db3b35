"""The annotations as they were when a round started, and what training makes of them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.masks import disagreements
from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import (
    NEVER_ANNOTATED,
    Activation,
    Annotation,
    Image,
    Project,
    Region,
    Relevance,
    Split,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One annotated image and label, with every physician's annotation that says where to look.

    Attributes:
        label: index of the label.
        annotations: one per physician; the mask is their mean.
        target: the label after the physicians' verdicts, 0 or 1.
    """

    row: int
    image_id: str
    label: int
    annotations: tuple[Annotation, ...]
    target: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every annotation at one moment.

    Attributes:
        annotations: ordered by image, label and author.
    """

    annotations: tuple[Annotation, ...]

    def to_json(self) -> bytes:
        """Return the canonical bytes: the same annotations give the same bytes."""
        return json.dumps(
            [_annotation_document(a) for a in self.annotations], sort_keys=True
        ).encode()

    def digest(self) -> str:
        """Return the hash of these annotations."""
        return hashlib.sha256(self.to_json()).hexdigest()


def take(stores: Stores) -> Snapshot:
    """Return all annotations as they are now."""
    ordered = sorted(stores.annotations.all(), key=lambda a: (a.image_id, a.label, a.author))
    return Snapshot(tuple(ordered))


def store(stores: Stores, snapshot: Snapshot) -> str:
    """Put a snapshot into the blob store and return its key."""
    return stores.blobs.put(snapshot.to_json())


def load(stores: Stores, key: str) -> Snapshot:
    """Return the snapshot that was stored under a key."""
    return Snapshot(tuple(_annotation(d) for d in json.loads(stores.blobs.get(key))))


def effective_labels(stores: Stores, snapshot: Snapshot) -> NDArray[np.int8]:
    """Training labels after the physicians' `label is wrong`; never changed in test or sealed.

    Where physicians disagree about a label, or one cannot tell, it is unknown.

    Returns:
        (N, K) int8 in row order, -1 where unknown.
    """
    labels = stores.images.labels().copy()
    rows: dict[str, int] = {}
    for image_id in {annotation.image_id for annotation in snapshot.annotations}:
        image = stores.images.get(image_id)
        _refuse_never_annotated(image)
        rows[image_id] = image.row
    judge(stores.project, labels, rows, snapshot.annotations)
    return labels


def judge(
    project: Project,
    labels: NDArray[np.int8],
    places: Mapping[str, int],
    annotations: Iterable[Annotation],
) -> None:
    """Change labels as the physicians' verdicts say.

    Args:
        project: whose labels these are.
        labels: (N, K) of 1, 0 and -1 (unknown); changed in place.
        places: where the images of the annotations are among them.
        annotations: all of these images.
    """
    index = {name: k for k, name in enumerate(project.labels)}
    votes: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for annotation in annotations:
        votes[annotation.image_id, annotation.label] |= _vote(annotation)
    changed: dict[int, set[int]] = defaultdict(set)
    for (image_id, label), wrong in votes.items():
        place, k = places[image_id], index[label]
        if wrong == {True}:
            labels[place, k] = 1 - labels[place, k]
            changed[place].add(k)
        elif len(wrong) > 1:
            labels[place, k] = -1
    if project.activation is Activation.SOFTMAX:
        for place, verdicts in changed.items():
            labels[place] = _exactly_one(labels[place], verdicts)


def _exactly_one(labels: NDArray[np.int8], changed: set[int]) -> NDArray[np.int8]:
    """What verdicts leave known where an image has exactly one label.

    A label that a physician put there is the only one; without one, or with two, all that no
    physician has judged is unknown.

    Args:
        labels: (K,) after the verdicts.
        changed: indices of the labels that verdicts changed.
    """
    put = [k for k in changed if labels[k] == 1]
    others = 0 if len(put) == 1 else -1
    judged = [k for k in changed if len(put) <= 1 or labels[k] == 0]
    known = np.full_like(labels, others)
    known[judged] = labels[judged]
    return known


def _vote(annotation: Annotation) -> set[bool]:
    """Whether the label is wrong; both where the physician cannot tell."""
    if annotation.verdict is Verdict.CANNOT_TELL:
        return {True, False}
    return {annotation.verdict is Verdict.LABEL_IS_WRONG}


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a round trains attention on, and what waits for a second look.

    Attributes:
        usable: pairs with at least one region and a known label.
        adjudicate: (image id, label) where two physicians agree below IoU .3.
        left_out: (image id, label) that someone could not tell.
    """

    usable: tuple[Pair, ...]
    adjudicate: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]

    def rows(self) -> NDArray[np.int64]:
        """Return the rows of images with a usable pair, ascending."""
        return np.unique(np.array([pair.row for pair in self.usable], dtype=np.int64))


def pairs(stores: Stores, snapshot: Snapshot, labels: NDArray[np.int8]) -> Pairs:
    """Group a snapshot's annotations by image and label.

    Raises:
        LockedError: an annotation of an image in `test` or `sealed`.
    """
    usable: list[Pair] = []
    adjudicate: list[tuple[str, str]] = []
    left_out: list[tuple[str, str]] = []
    for (image_id, label), annotations in _by_pair(snapshot.annotations).items():
        image = stores.images.get(image_id)
        _refuse_never_annotated(image)
        if any(a.verdict is Verdict.CANNOT_TELL for a in annotations):
            left_out.append((image_id, label))
            continue
        k = stores.project.labels.index(label)
        target = int(labels[image.row, k])
        if disagreements(annotations):
            adjudicate.append((image_id, label))
        elif target >= 0 and any(a.regions for a in annotations):
            usable.append(Pair(image.row, image_id, k, tuple(annotations), target))
    return Pairs(tuple(usable), tuple(adjudicate), tuple(left_out))


def training_rows(stores: Stores, annotated: Iterable[int] = ()) -> NDArray[np.int64]:
    """Rows that may train: the train split and annotated images of review.

    Raises:
        LockedError: an annotated row lies in another split.
    """
    splits = stores.images.splits()
    extra = np.unique(np.array(sorted(annotated), dtype=np.int64))
    for row in extra:
        if splits[row] not in {Split.TRAIN, Split.REVIEW}:
            raise LockedError(
                f"row {row} is in {splits[row]} and may not train; only train and review may"
            )
    return np.union1d(np.flatnonzero(splits == Split.TRAIN), extra).astype(np.int64)


def data_hash(stores: Stores, labels: NDArray[np.int8], rows: NDArray[np.int64]) -> str:
    """Hash of what a round trains on: rows, pixels and labels."""
    digest = hashlib.sha256()
    hashes = stores.images.hashes()
    for row in rows.tolist():
        digest.update(f"{row} {hashes[row]}\n".encode())
    digest.update(np.ascontiguousarray(labels[rows]).tobytes())
    return digest.hexdigest()


def _refuse_never_annotated(image: Image) -> None:
    if image.split in NEVER_ANNOTATED:
        raise LockedError(
            f"image {image.id} is in the {image.split} split and carries an annotation; "
            "restore the workspace from before it was written"
        )


def _by_pair(annotations: Iterable[Annotation]) -> dict[tuple[str, str], list[Annotation]]:
    grouped: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        grouped[annotation.image_id, annotation.label].append(annotation)
    return dict(sorted(grouped.items()))


def _annotation_document(annotation: Annotation) -> dict[str, Any]:
    return {
        "image_id": annotation.image_id,
        "label": annotation.label,
        "author": annotation.author,
        "verdict": annotation.verdict.value,
        "regions": [
            {"points": [list(p) for p in r.points], "relevance": r.relevance.value}
            for r in annotation.regions
        ],
        "version": annotation.version,
        "saved_at": annotation.saved_at.isoformat(),
    }


def _annotation(document: dict[str, Any]) -> Annotation:
    return Annotation(
        image_id=document["image_id"],
        label=document["label"],
        author=document["author"],
        verdict=Verdict(document["verdict"]),
        regions=tuple(
            Region(tuple((x, y) for x, y in r["points"]), Relevance(r["relevance"]))
            for r in document["regions"]
        ),
        version=document["version"],
        saved_at=datetime.fromisoformat(document["saved_at"]),
    )
