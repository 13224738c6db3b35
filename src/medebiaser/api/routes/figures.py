"""Routes of a round's figures: metrics, reliance, comparison, receipt."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.documents import ImageOut, image_document
from medebiaser.api.problems import refusals
from medebiaser.api.replies import MOST, LabelQuery, LimitQuery, RoundPath, StartQuery, document
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split
from medebiaser.rounds import documents
from medebiaser.rounds.calibrating import calibration_document
from medebiaser.rounds.comparing import comparison_document, comparison_grid

router = APIRouter(tags=["figures"])

_EVALUATED = Annotated[Split, Query(description="test, tune or review")]
_ROUNDS_MAX = 20
_ROUNDS_PATTERN = r"^\d{1,10}(,\d{1,10})*$"


class RelianceOut(BaseModel):
    """How far a round relies on what physicians and experts marked, and its worst groups."""

    round: int
    split: Split
    reliance: dict[str, Any]
    groups: dict[str, Any]


class MetricsOut(BaseModel):
    """The figures of a round on a split, as `evaluate --json` prints them.

    Attributes:
        labels: per label the figures, each with its 95 % interval as NAME_ci; a figure with too
            few cases is null and `reason` says why.
        macro: the means over labels.
        change_from_parent: paired bootstrap against the parent; null for round 0.
        words: per label what the round finds and what it alarms for.
    """

    round: int
    split: Split
    images: int
    patients: int
    labels: dict[str, dict[str, Any]]
    macro: dict[str, Any]
    reliance: dict[str, Any]
    groups: dict[str, Any]
    change_from_parent: dict[str, Any] | None
    words: dict[str, str]


class CurveOut(BaseModel):
    """One label: a point for each tenth of the probabilities that has images.

    Attributes:
        predicted: the mean probability of its images.
        observed: the share of them that carry the label.
        counts: how many there are.
    """

    predicted: list[float]
    observed: list[float]
    counts: list[int]


class CalibrationOut(BaseModel):
    """The calibration curves of a round on a split, of labels with known truth."""

    round: int
    split: Split
    labels: dict[str, CurveOut]


class ComparisonOut(BaseModel):
    """Two rounds side by side on a split.

    Attributes:
        labels: per label and figure `before`, `after`, `difference`, `before_ci`, `after_ci`.
        paired: the paired test with Holm's correction; null: `paired_reason` says why.
    """

    round: int
    with_: int
    split: Split
    labels: dict[str, dict[str, Any]]
    macro: dict[str, Any]
    paired: dict[str, Any] | None
    paired_reason: str | None

    model_config = {"alias_generator": lambda name: name.rstrip("_")}


class CellOut(BaseModel):
    """What one round says of one image; null where it has not looked at it."""

    round: int
    probability: float | None
    correct: bool | None


class GridRowOut(BaseModel):
    """One image, and one cell for each round in the order asked for."""

    image: ImageOut
    cells: list[CellOut]


class GridOut(BaseModel):
    """A page of the comparison grid; `next` is the row to go on from, null at the end."""

    label: str
    split: Split
    rows: list[GridRowOut]
    next: int | None


class ReceiptOut(BaseModel):
    """What a round changed: first the images nobody drew on, then every correction."""

    round: int
    parent: int
    untouched: list[dict[str, Any]]
    corrections: list[dict[str, Any]]


@router.get(
    "/projects/{project}/rounds/{number}/metrics",
    response_model=MetricsOut,
    responses=refusals(404, 423),
)
def get_metrics(stores: StoresDep, number: RoundPath, split: _EVALUATED = Split.TEST) -> Response:
    """Return a round's figures on a split with their intervals."""
    figures = documents.metrics_document(stores.rounds.get(number), split)
    return document({**figures, "words": documents.metrics_in_words(figures)})


@router.get(
    "/projects/{project}/rounds/{number}/reliance",
    response_model=RelianceOut,
    responses=refusals(404, 423),
)
def get_reliance(stores: StoresDep, number: RoundPath, split: _EVALUATED = Split.TEST) -> Response:
    """Return what a round relies on, and its figures by group."""
    return document(documents.reliance_document(stores.rounds.get(number), split))


@router.get(
    "/projects/{project}/rounds/{number}/calibration",
    response_model=CalibrationOut,
    responses=refusals(404, 423),
)
def get_calibration(
    stores: StoresDep, number: RoundPath, split: _EVALUATED = Split.TEST
) -> Response:
    """Return how many of the images with a probability carry the label, for each label."""
    return document(calibration_document(stores, stores.rounds.get(number), split))


@router.get(
    "/projects/{project}/rounds/{number}/comparison",
    response_model=ComparisonOut,
    responses=refusals(404, 423),
)
def get_comparison(
    stores: StoresDep,
    number: RoundPath,
    other: Annotated[int, Query(alias="with", ge=0, le=MOST, description="another round")],
    split: _EVALUATED = Split.TEST,
) -> Response:
    """Return the figures of two rounds side by side, with the paired test where it was made."""
    after, before = stores.rounds.get(number), stores.rounds.get(other)
    return document(comparison_document(after, before, split))


@router.get(
    "/projects/{project}/comparison-grid", response_model=GridOut, responses=refusals(404, 423)
)
def get_comparison_grid(
    stores: StoresDep,
    label: LabelQuery,
    rounds: Annotated[
        str, Query(pattern=_ROUNDS_PATTERN, max_length=220, description="round numbers by commas")
    ],
    truth: Annotated[
        Literal["positive", "negative"], Query(description="images with the label, or without")
    ] = "positive",
    split: _EVALUATED = Split.TEST,
    start: StartQuery = 0,
    limit: LimitQuery = 50,
) -> Response:
    """Return images with or without a label, one column for each round, in row order."""
    numbers = list(dict.fromkeys(int(number) for number in rounds.split(",")))
    if len(numbers) > _ROUNDS_MAX or max(numbers) > MOST:
        raise InvalidInputError(f"{rounds} cannot be shown; name at most {_ROUNDS_MAX} rounds")
    chosen = [stores.rounds.get(number) for number in numbers]
    page = comparison_grid(
        stores,
        chosen,
        label,
        split=split,
        carried=truth == "positive",
        start=start,
        limit=limit,
    )
    shown = [
        {"image": image_document(image), "cells": [_cell(each) for each in cells]}
        for image, cells in page.rows
    ]
    return document({"label": label, "split": split, "rows": shown, "next": page.next})


@router.get(
    "/projects/{project}/rounds/{number}/receipt",
    response_model=ReceiptOut,
    responses=refusals(404, 423),
)
def get_receipt(stores: StoresDep, number: RoundPath) -> Response:
    """Return what a round changed, as it was worked out when the round was finished."""
    return document(documents.receipt_document(stores.rounds.get(number)))


def _cell(cell: Any) -> dict[str, Any]:
    return {"round": cell.round, "probability": cell.probability, "correct": cell.correct}
