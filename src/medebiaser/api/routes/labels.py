"""Routes of labels: how many images carry each, and which travel together."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.problems import refusals
from medebiaser.api.replies import RoundQuery, SplitQuery, document
from medebiaser.records import Split
from medebiaser.rounds.labels import cooccurrence_document, labels_document

router = APIRouter(tags=["labels"])


class LabelOut(BaseModel):
    """One label.

    Attributes:
        paired: whether it is one of paired organs.
        share: of the images for which it is known; null: it is known for none.
        dependency: the paper's co-occurrence dependency, read literally; null: an only label.
        annotated_images: images with an annotation of it.
        threshold: operating probability of the round; null: too few cases on `tune`.
        figures: of the round on `test`; null where it was not evaluated.
    """

    name: str
    paired: bool
    positives: int
    unknown: int
    share: float | None
    positives_by_split: dict[Split, int]
    dependency: float | None
    annotated_images: int
    threshold: float | None
    figures: dict[str, Any] | None


class LabelsOut(BaseModel):
    """The table of labels; `round` is the one whose figures stand in it, null before any."""

    round: int | None
    images: int
    patients: int
    labels: list[LabelOut]


class CooccurrenceOut(BaseModel):
    """Which labels travel together; rows and columns in the order of `labels`.

    Attributes:
        counts: images that carry both; the diagonal holds the positives.
        shares: of the images with the row's label, the share that also carries the column's;
            null where no image carries the row's.
    """

    split: Split | None
    labels: list[str]
    images: int
    counts: list[list[int]]
    shares: list[list[float | None]]


@router.get("/projects/{project}/labels", response_model=LabelsOut, responses=refusals(404))
def list_labels(stores: StoresDep, number: RoundQuery = None) -> Response:
    """Return every label with its counts and the figures of a round."""
    wanted = stores.project.current_round if number is None else number
    shown = None if wanted is None else stores.rounds.get(wanted)
    return document(labels_document(stores, shown))


@router.get("/projects/{project}/cooccurrence", response_model=CooccurrenceOut)
def get_cooccurrence(stores: StoresDep, split: SplitQuery = None) -> Response:
    """Return how many images carry both of two labels, of a split or of all images."""
    return document(cooccurrence_document(stores, split))
