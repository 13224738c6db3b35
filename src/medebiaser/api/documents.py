"""What the reading routes reply, as documents of plain values and as models for the schema."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from medebiaser.records import Annotation, Image, Split, Verdict
from medebiaser.rounds.pages import PlacedImage, RankingPage

Known = Literal[0, 1] | None


class ImageOut(BaseModel):
    """One image and what is known of it.

    Attributes:
        labels: per label of the project 1, 0 or null (unknown), as the table gave them.
        window: (centre, width) that came with the image, in stored pixel values.
    """

    row: int
    id: str
    patient: str
    split: Split | None
    labels: list[Known]
    width: int
    height: int
    bit_depth: int
    channels: int
    view: str | None
    laterality: str | None
    age_years: float | None
    sex: str | None
    acquired_on: str | None
    spacing_mm: list[float] | None
    window: list[float] | None
    study_uid: str | None
    series_uid: str | None
    sop_uid: str | None
    cues: dict[str, str]


class ImagesOut(BaseModel):
    """A page of images in row order; `next` is the row to go on from, null at the end."""

    images: list[ImageOut]
    next: int | None


class BadgeOut(BaseModel):
    """That someone annotated this label of this image."""

    author: str
    verdict: Verdict
    version: int
    saved_at: datetime


class RankedImageOut(BaseModel):
    """One image at its place in a ranking.

    Attributes:
        probability: the calibrated one: .5 is the operating point.
        raw_probability: the network's own.
        truth: 1, 0 or null (unknown), after the physicians' verdicts.
        reason: why it is here.
        annotations: of this label, by author.
        notes: how many the image has.
    """

    place: int
    image: ImageOut
    score: float
    probability: float
    raw_probability: float
    truth: Known
    correct: bool | None
    reason: str
    annotations: list[BadgeOut]
    annotated: bool
    accepted: bool
    notes: int


class RankingOut(BaseModel):
    """A page of a ranking.

    Attributes:
        fresh: whether no annotation and no image came or went since the order was made.
        total: places of the whole order, without filters.
        next: the place to go on from; null at the end.
    """

    round: int
    by: str
    label: str
    split: Split
    fresh: bool
    ranked_at: datetime
    total: int
    start: int
    next: int | None
    images: list[RankedImageOut]


def image_document(image: Image) -> dict[str, Any]:
    """Return an image as `ImageOut` shows it."""
    return {
        "row": image.row,
        "id": image.id,
        "patient": image.patient,
        "split": image.split,
        "labels": image.labels,
        "width": image.width,
        "height": image.height,
        "bit_depth": image.bit_depth,
        "channels": image.channels,
        "view": image.view,
        "laterality": image.laterality,
        "age_years": image.age_years,
        "sex": image.sex,
        "acquired_on": image.acquired_on,
        "spacing_mm": image.spacing_mm,
        "window": image.window,
        "study_uid": image.study_uid,
        "series_uid": image.series_uid,
        "sop_uid": image.sop_uid,
        "cues": dict(image.cues),
    }


def badge_document(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation as `BadgeOut` shows it."""
    return {
        "author": annotation.author,
        "verdict": annotation.verdict,
        "version": annotation.version,
        "saved_at": annotation.saved_at,
    }


def placed_document(placed: PlacedImage) -> dict[str, Any]:
    """Return an image at its place as `RankedImageOut` shows it."""
    return {
        "place": placed.place,
        "image": image_document(placed.image),
        "score": placed.score,
        "probability": placed.probability,
        "raw_probability": placed.raw_probability,
        "truth": placed.truth,
        "correct": placed.correct,
        "reason": placed.reason,
        "annotations": [badge_document(each) for each in placed.annotations],
        "annotated": bool(placed.annotations),
        "accepted": placed.accepted,
        "notes": placed.notes,
    }


def ranking_document(page: RankingPage) -> dict[str, Any]:
    """Return a page as `RankingOut` shows it."""
    return {
        "round": page.round,
        "by": page.wanted.by,
        "label": page.wanted.label,
        "split": page.wanted.split,
        "fresh": page.fresh,
        "ranked_at": page.ranked_at,
        "total": page.total,
        "start": page.wanted.start,
        "next": page.next,
        "images": [placed_document(each) for each in page.images],
    }
