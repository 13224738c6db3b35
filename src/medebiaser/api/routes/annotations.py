"""Routes of annotations."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.annotating import (
    AcceptanceIn,
    AnnotationIn,
    AnnotationOut,
    AnnotationsOut,
    NextIn,
    SavedOut,
    annotation_document,
    effort_in,
    next_document,
)
from medebiaser.api.dependencies import StoresDep
from medebiaser.api.fields import Name, VersionQuery
from medebiaser.api.problems import refusals
from medebiaser.api.replies import LabelQuery, LimitQuery, RowPath, StartQuery, content, document
from medebiaser.api.rows import named_by_row
from medebiaser.data.exporters.annotations import AnnotationFormat
from medebiaser.data.stores import Stores
from medebiaser.records import Image
from medebiaser.rounds.accept import accept
from medebiaser.rounds.annotate import save, withdraw
from medebiaser.rounds.annotations_file import packed_annotations
from medebiaser.rounds.following import following_or_why_not, shown_round

router = APIRouter(tags=["annotations"])
_IMAGE = "/projects/{project}/images/{row}/annotations"
_FORMATS = {
    "json": AnnotationFormat.OWN,
    "coco": AnnotationFormat.COCO,
    "labelme": AnnotationFormat.LABELME,
}


@router.put(_IMAGE, response_model=SavedOut, responses=refusals(404, 409, 422, 423))
def put_annotation(
    row: RowPath, label: LabelQuery, body: AnnotationIn, stores: StoresDep
) -> Response:
    """Save one's own annotation of one image and one label; the reply follows the commit.

    The same content with the same version a second time changes nothing. 409 carries both
    versions where it was saved elsewhere.
    """
    image = _image(stores, row)
    regions = [region.to_region() for region in body.regions]
    with named_by_row(row, image.id):
        saved = save(
            stores,
            image.id,
            label,
            regions,
            body.verdict,
            version=body.version,
            author=stores.actor,
            effort=effort_in(body),
        )
    kept = annotation_document(saved.annotation, row)
    return _saved(stores, saved.annotation.version, kept, body.next, label, saved.notes)


@router.put(
    "/projects/{project}/images/{row}/acceptance",
    response_model=SavedOut,
    responses=refusals(404, 409, 422, 423),
)
def accept_heatmap(
    row: RowPath, label: LabelQuery, body: AcceptanceIn, stores: StoresDep
) -> Response:
    """Take the heatmap as it is: its outline becomes one's own region."""
    image = _image(stores, row)
    shown = shown_round(stores, body.round)
    with named_by_row(row, image.id):
        version = accept(
            stores,
            shown,
            image.id,
            label,
            author=stores.actor,
            version=body.version,
            device=None,
            effort=effort_in(body),
        )
    stored = stores.annotations.get(image.id, label, stores.actor)
    kept = None if stored is None else annotation_document(stored, row)
    return _saved(stores, version, kept, body.next, label)


@router.delete(_IMAGE, response_model=SavedOut, responses=refusals(404, 409, 422, 423))
def withdraw_annotation(
    row: RowPath, label: LabelQuery, version: VersionQuery, stores: StoresDep
) -> Response:
    """Take one's own annotation back; the history keeps it."""
    image = _image(stores, row)
    with named_by_row(row, image.id):
        now = withdraw(stores, image.id, label, version=version, author=stores.actor)
    return _saved(stores, now, None, None, label)


@router.get(_IMAGE, response_model=list[AnnotationOut], responses=refusals(404, 422))
def get_image_annotations(row: RowPath, stores: StoresDep) -> Response:
    """Return everyone's annotations of an image, by label and author."""
    image = _image(stores, row)
    return document([annotation_document(each, row) for each in stores.annotations.of(image.id)])


@router.get(_IMAGE + "/history", response_model=list[AnnotationOut], responses=refusals(404, 422))
def get_annotation_history(row: RowPath, label: LabelQuery, stores: StoresDep) -> Response:
    """Return every version ever saved for an image and a label, by author, oldest first."""
    image = _image(stores, row)
    versions = stores.annotations.history(image.id, label)
    return document([annotation_document(each, row) for each in versions])


@router.get(
    "/projects/{project}/annotations", response_model=AnnotationsOut, responses=refusals(422)
)
def list_annotations(
    stores: StoresDep,
    start: StartQuery = 0,
    limit: LimitQuery = 50,
    label: Annotated[Name | SkipJsonSchema[None], Query()] = None,
    author: Annotated[Name | SkipJsonSchema[None], Query()] = None,
) -> Response:
    """Return the annotations of at most `limit` images, from a row on."""
    found = stores.annotations.page(start=start, limit=limit, label=label, author=author)
    rows = sorted({row for row, _ in found})
    return document(
        {
            "annotations": [annotation_document(each, row) for row, each in found],
            "next": rows[-1] + 1 if len(rows) == limit else None,
        }
    )


@router.get(
    "/projects/{project}/annotations/export",
    response_class=Response,
    responses={
        200: {
            "description": "our own JSON with every version, COCO, or a zip of LabelMe files",
            "content": {"application/json": {}, "application/zip": {}},
        },
        **refusals(422),
    },
)
def export_annotations(
    stores: StoresDep,
    kind: Annotated[Literal["json", "coco", "labelme"], Query(alias="format")] = "json",
) -> Response:
    """Return all annotations as a file."""
    packed = packed_annotations(stores, _FORMATS[kind])
    media_type = "application/zip" if kind == "labelme" else "application/json"
    ending = "zip" if kind == "labelme" else "json"
    headers = {"Content-Disposition": f'attachment; filename="annotations.{ending}"'}
    return content(packed, media_type, headers)


def _image(stores: Stores, row: int) -> Image:
    return stores.images.by_rows([row])[0]


def _saved(
    stores: Stores,
    version: int,
    kept: dict[str, Any] | None,
    asked: NextIn | None,
    label: str,
    notes: tuple[str, ...] = (),
) -> Response:
    reply: dict[str, Any] = {
        "version": version,
        "annotation": kept,
        "notes": notes,
        "next": None,
        "next_obstacle": None,
    }
    if asked is not None:
        found, obstacle = following_or_why_not(stores, asked.round, asked.to_wanted(label))
        reply |= {"next": next_document(found), "next_obstacle": obstacle}
    return document(reply)
