"""Routes of pins: which pairs are watched while a network learns, and what they showed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.documents import Known
from medebiaser.api.problems import refusals
from medebiaser.api.replies import LabelQuery, RoundPath, RowPath, document
from medebiaser.records import Pin
from medebiaser.rounds import pins
from medebiaser.rounds.film import film_document

router = APIRouter(tags=["pins"])
_PINS = "/projects/{project}/pins"


class PinOut(BaseModel):
    """An image and a label that are watched.

    Attributes:
        author: who pinned it; null: the program chose it.
    """

    row: int
    label: str
    author: str | None
    pinned_at: datetime

    @classmethod
    def of(cls, pin: Pin) -> "PinOut":
        """Show everything."""
        return cls(row=pin.row, label=pin.label, author=pin.author, pinned_at=pin.pinned_at)


class PinsOut(BaseModel):
    """All pins; `most` is how many there may be."""

    pins: list[PinOut]
    most: int


class PinMapOut(BaseModel):
    """Where the network looked after an epoch.

    Attributes:
        epoch: from 1; 0: before the first.
        probability: the network's own.
        grid: (h, w).
        map: the signed map, h·w little-endian float16, base64.
    """

    epoch: int
    probability: float
    grid: Annotated[list[int], Field(min_length=2, max_length=2)]
    map: str


class StripOut(BaseModel):
    """The maps of one pin, epoch by epoch; one that was pinned late has no early ones."""

    row: int
    label: str
    truth: Known
    maps: list[PinMapOut]


class FilmOut(BaseModel):
    """What a round's training showed of the pins."""

    round: int
    strips: list[StripOut]


@router.get(_PINS)
def list_pins(stores: StoresDep) -> PinsOut:
    """Return what is pinned for everyone in the project."""
    return _reply(stores.pins.all())


@router.put(_PINS + "/{row}", responses=refusals(404, 422, 423))
def pin_image(row: RowPath, label: LabelQuery, stores: StoresDep) -> PinsOut:
    """Pin an image and a label; doing it twice changes nothing."""
    return _reply(pins.pin(stores, row, label))


@router.delete(_PINS + "/{row}", responses=refusals(404, 422))
def unpin_image(row: RowPath, label: LabelQuery, stores: StoresDep) -> PinsOut:
    """Unpin an image and a label; what was kept of it stays with its rounds."""
    return _reply(pins.unpin(stores, row, label))


@router.get(
    "/projects/{project}/rounds/{number}/film",
    response_model=FilmOut,
    responses=refusals(404, 422),
)
def get_film(number: RoundPath, stores: StoresDep) -> Response:
    """Return the maps of the pins after each epoch of a round's training."""
    return document(film_document(stores, number))


def _reply(found: list[Pin]) -> PinsOut:
    return PinsOut(pins=[PinOut.of(pin) for pin in found], most=pins.PINS_MAX)
