"""Routes for looking: rankings page by page, maps of a whole page at once."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.documents import RankingOut, ranking_document
from medebiaser.api.problems import refusals
from medebiaser.api.replies import (
    BINARY,
    MOST,
    FilterQuery,
    LabelQuery,
    LimitQuery,
    RoundPath,
    StartQuery,
    content,
    document,
)
from medebiaser.errors import InvalidInputError
from medebiaser.learning.ranking import DEFAULT_RANKING, RANKINGS
from medebiaser.records import Split
from medebiaser.rounds.likeness import Like
from medebiaser.rounds.map_pages import ROWS_MAX, packed_maps
from medebiaser.rounds.orders import stored_orders
from medebiaser.rounds.pages import Wanted, place_of, ranking_page
from medebiaser.rounds.rank import LOOKED_AT

router = APIRouter(tags=["looking"])

_ROWS_PATTERN = r"^\d{1,10}(,\d{1,10})*$"
_REGION_PATTERN = r"^\d{1,5}(\.\d{1,2})?(,\d{1,5}(\.\d{1,2})?){5,}$"
_COORDINATES_MAX = 400

ByQuery = Annotated[str, Query(max_length=40, description="a ranking's name")]
LookedAtQuery = Annotated[Split, Query(alias="split", description="review, or train on request")]
LikeQuery = Annotated[
    Annotated[int, Field(ge=0, le=MOST)] | SkipJsonSchema[None],
    Query(description="with by=similar: the row of the image that is searched for"),
]
RegionQuery = Annotated[
    Annotated[str, Field(pattern=_REGION_PATTERN, max_length=4_000)] | SkipJsonSchema[None],
    Query(description="with like: a part of that image, x,y,x,y,… of its corners in pixels"),
]


class RankingKindOut(BaseModel):
    """One ranking.

    Attributes:
        first: whether the lowest or the highest score comes first.
        meaning: what comes first, in one line.
        stored: splits of the current round whose order by it can be paged through.
    """

    name: str
    first: Literal["lowest", "highest"]
    meaning: str
    default: bool
    stored: list[Split]


@router.get("/projects/{project}/rankings")
def list_rankings(stores: StoresDep) -> list[RankingKindOut]:
    """Return every ranking, the default first."""
    number = stores.project.current_round
    current = None if number is None else stores.rounds.get(number)
    held = {} if current is None else {s: stored_orders(current, s) for s in LOOKED_AT}
    return [
        RankingKindOut(
            name=each.name,
            first="lowest" if each.ascending else "highest",
            meaning=each.meaning,
            default=each.name == DEFAULT_RANKING,
            stored=[s for s, found in held.items() if found and each.name in found.rankings],
        )
        for each in RANKINGS.values()
    ]


class PlaceOut(BaseModel):
    """Where an image stands in a ranking.

    Attributes:
        place: null: the ranking does not hold it.
        total: places of the whole order.
    """

    place: int | None
    total: int


def _like(row: int | None, region: str | None) -> Like | None:
    """What is searched for, as the query says it."""
    if row is None:
        if region is not None:
            raise InvalidInputError("a region belongs to an image; name its row as `like`")
        return None
    if region is None:
        return Like(row)
    numbers = [float(each) for each in region.split(",")]
    if len(numbers) % 2 or len(numbers) > _COORDINATES_MAX:
        raise InvalidInputError(
            f"{len(numbers)} coordinates; a region has x and y of 3 to {_COORDINATES_MAX // 2} "
            "corners"
        )
    return Like(row, tuple(zip(numbers[::2], numbers[1::2], strict=True)))


@router.get(
    "/projects/{project}/rounds/{number}/ranking",
    response_model=RankingOut,
    responses=refusals(404, 422, 423),
)
def get_ranking(
    stores: StoresDep,
    number: RoundPath,
    label: LabelQuery,
    by: ByQuery = DEFAULT_RANKING,
    split: LookedAtQuery = Split.REVIEW,
    start: StartQuery = 0,
    limit: LimitQuery = 50,
    correct: Annotated[
        FilterQuery, Query(description="only what the model had right, or wrong, when ranked")
    ] = None,
    annotated: Annotated[
        FilterQuery, Query(description="only images with an annotation of the label, or without")
    ] = None,
    like: LikeQuery = None,
    region: RegionQuery = None,
) -> Response:
    """Return images of a label in the stored order, from a place on, each with its reason.

    A filter can leave a page short, even empty: go on from `next` until it is null. With
    by=similar and `like` the order is a search: the 2,000 nearest images, nearest first.
    """
    wanted = Wanted(
        label=label,
        by=by,
        split=split,
        start=start,
        limit=limit,
        correct=correct,
        annotated=annotated,
        like=_like(like, region),
    )
    return document(ranking_document(ranking_page(stores, stores.rounds.get(number), wanted)))


@router.get("/projects/{project}/rounds/{number}/ranking/place", responses=refusals(404, 422, 423))
def get_ranking_place(
    stores: StoresDep,
    number: RoundPath,
    row: Annotated[int, Query(ge=0, le=MOST, description="the image's permanent row number")],
    label: LabelQuery,
    by: ByQuery = DEFAULT_RANKING,
    split: LookedAtQuery = Split.REVIEW,
    like: LikeQuery = None,
    region: RegionQuery = None,
) -> PlaceOut:
    """Return where an image stands in a ranking; filters leave places as they are."""
    wanted = Wanted(label=label, by=by, split=split, like=_like(like, region))
    place, total = place_of(stores, stores.rounds.get(number), wanted, row)
    return PlaceOut(place=place, total=total)


@router.get(
    "/projects/{project}/rounds/{number}/maps",
    response_class=Response,
    responses={200: BINARY, **refusals(404, 423)},
)
def get_maps(
    stores: StoresDep,
    number: RoundPath,
    rows: Annotated[
        str,
        Query(pattern=_ROWS_PATTERN, max_length=4_000, description="row numbers by commas"),
    ],
) -> Response:
    """Return the signed maps and probabilities of up to 200 images as compact binary.

    Little-endian: uint32 length of the header; the header as JSON with `rows`, `labels`, `grid`,
    `thresholds`, `scales`, `missing`, `maps_offset`, `probabilities_offset` (bytes after the
    header); float16 maps (n, K, h, w); float32 probabilities (n, K).
    """
    wanted = [int(row) for row in rows.split(",")]
    if len(wanted) > ROWS_MAX or max(wanted) > MOST:
        raise InvalidInputError(
            f"{len(wanted)} rows up to {max(wanted)}; name at most {ROWS_MAX}, each up to {MOST}"
        )
    packed = packed_maps(stores, stores.rounds.get(number), wanted)
    return content(packed, "application/octet-stream")
