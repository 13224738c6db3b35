"""Routes of images: what is known of them, and their pixels."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.documents import ImageOut, ImagesOut, image_document
from medebiaser.api.problems import refusals
from medebiaser.api.replies import (
    LimitQuery,
    RowPath,
    SplitQuery,
    StartQuery,
    content,
    document,
)
from medebiaser.errors import InvalidInputError
from medebiaser.rounds.listing import ImagesPage, images_page, patient_page
from medebiaser.rounds.pictures import original, raw_pixels, rendering, thumbnail

router = APIRouter(tags=["images"])

_ASKED_EACH_TIME = {"Cache-Control": "private, no-cache"}
"""A browser asks each time whether it may still show its copy: logins end, patients are erased."""

_UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "the browser's copy is still right"}
}

_MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "dicom": "application/dicom",
}
_WINDOW_MAX = 1_000_000.0


def _picture(*media_types: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"content": {each: {"schema": schema} for each in media_types}}


@router.get("/projects/{project}/images", response_model=ImagesOut, responses=refusals(404))
def list_images(
    stores: StoresDep,
    split: SplitQuery = None,
    label: Annotated[
        str | SkipJsonSchema[None],
        Query(min_length=1, max_length=200, description="only images that carry this label"),
    ] = None,
    start: StartQuery = 0,
    limit: LimitQuery = 50,
) -> Response:
    """Return images in row order from a row on; go on from `next`."""
    return _page(images_page(stores, split=split, label=label, start=start, limit=limit))


@router.get("/projects/{project}/images/{row}", response_model=ImageOut, responses=refusals(404))
def get_image(stores: StoresDep, row: RowPath) -> Response:
    """Return what is known of one image."""
    return document(image_document(stores.images.by_rows([row])[0]))


@router.get(
    "/projects/{project}/images/{row}/patient-images",
    response_model=ImagesOut,
    responses=refusals(404),
)
def list_patient_images(
    stores: StoresDep, row: RowPath, start: StartQuery = 0, limit: LimitQuery = 50
) -> Response:
    """Return all images of the same patient, this one too, in row order."""
    return _page(patient_page(stores, row, start=start, limit=limit))


@router.get(
    "/projects/{project}/images/{row}/original",
    response_class=Response,
    responses={200: _picture(*_MEDIA_TYPES.values()), **_UNCHANGED, **refusals(404, 422)},
)
def get_original(request: Request, stores: StoresDep, row: RowPath) -> Response:
    """Return an image's file as it came."""
    found = original(stores, row)
    named = f'inline; filename="{row}.{found.kind}"'
    kind = _MEDIA_TYPES[found.kind]
    return _shown(request, found.content, kind, {"Content-Disposition": named})


@router.get(
    "/projects/{project}/images/{row}/thumbnail",
    response_class=Response,
    responses={200: _picture("image/jpeg"), **_UNCHANGED, **refusals(404, 422)},
)
def get_thumbnail(
    request: Request,
    stores: StoresDep,
    row: RowPath,
    side: Annotated[int, Query(ge=16, le=1024, description="longer side in px, at least")] = 256,
) -> Response:
    """Return a small JPEG, through the image's own window."""
    return _shown(request, thumbnail(stores, row, side), "image/jpeg")


@router.get(
    "/projects/{project}/images/{row}/rendering",
    response_class=Response,
    responses={200: _picture("image/png"), **_UNCHANGED, **refusals(404, 422)},
)
def get_rendering(
    request: Request,
    stores: StoresDep,
    row: RowPath,
    centre: Annotated[
        Annotated[float, Field(ge=-_WINDOW_MAX, le=_WINDOW_MAX)] | SkipJsonSchema[None],
        Query(description="of the window, in pixel values"),
    ] = None,
    width: Annotated[
        Annotated[float, Field(gt=0, le=_WINDOW_MAX)] | SkipJsonSchema[None],
        Query(description="of the window; name both or neither"),
    ] = None,
    side: Annotated[
        Annotated[int, Field(ge=16, le=8192)] | SkipJsonSchema[None],
        Query(description="longer side in px, at most"),
    ] = None,
) -> Response:
    """Return a PNG with 8 bits through a window; without one through the image's own."""
    if (centre is None) != (width is None):
        raise InvalidInputError("a window needs centre and width; name both or neither")
    window = None if centre is None or width is None else (centre, width)
    return _shown(request, rendering(stores, row, window=window, side=side), "image/png")


@router.get(
    "/projects/{project}/images/{row}/pixels",
    response_class=Response,
    responses={200: _picture("application/octet-stream"), **_UNCHANGED, **refusals(404, 422)},
)
def get_pixels(request: Request, stores: StoresDep, row: RowPath) -> Response:
    """Return decoded pixels, little-endian, row by row, RGB where there are three channels.

    The headers X-Width, X-Height, X-Bit-Depth, X-Channels say how to read them; X-Window
    ("centre,width", in these values) is what to start with, and is left out where the whole range
    is meant.
    """
    raw = raw_pixels(stores, row)
    headers = {
        "X-Width": str(raw.width),
        "X-Height": str(raw.height),
        "X-Bit-Depth": str(raw.bit_depth),
        "X-Channels": str(raw.channels),
    }
    if raw.window is not None:
        headers["X-Window"] = ",".join(f"{value:g}" for value in raw.window)
    return _shown(request, raw.content, "application/octet-stream", headers)


def _shown(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an image, or 304 where the browser holds just this one."""
    tag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    named = {**_ASKED_EACH_TIME, "ETag": tag, **(headers or {})}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=named)
    return content(body, media_type, named)


def _page(page: ImagesPage) -> Response:
    return document({"images": [image_document(image) for image in page.images], "next": page.next})
