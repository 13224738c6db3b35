"""Routes that bring data in: uploads part by part, imports, folders of the server, splits."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.dependencies import SettingsDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import CLEAN, WHOLE, Flag, Hex, HexPath, Integer, Name, Real, Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import document
from medebiaser.api.running import JobOut, job_reply
from medebiaser.data.database import utc_now
from medebiaser.records import ACTIVE, Split, Upload
from medebiaser.rounds import folders, starting, uploads
from medebiaser.rounds.datasets import DatasetOptions

router = APIRouter(tags=["imports"])

_PROJECT = "/projects/{project}"
_UPLOAD = _PROJECT + "/uploads/{upload_id}"
_BYTES_MAX = 2**53
_GIB = 1 << 30
_COLUMNS_MAX = 1_000
FilePath = Annotated[str, Field(min_length=1, max_length=1_000), CLEAN]
_PartBytes = Annotated[Integer, Field(ge=1_024, le=uploads.PART_BYTES_MAX), WHOLE]
_Folder = Annotated[str, Field(min_length=1, max_length=4_000), CLEAN]


class UploadIn(BaseModel):
    """A file that will arrive in parts.

    Attributes:
        part_bytes: size of every part but the last.
    """

    name: Name
    size_bytes: Annotated[Integer, Field(ge=1, le=_BYTES_MAX), WHOLE]
    part_bytes: _PartBytes = uploads.PART_BYTES_MAX


class UploadOut(BaseModel):
    """How much of a file has arrived.

    Attributes:
        received_bytes: the next part begins here.
        outcome: what its import did; null: not imported yet.
    """

    id: str
    name: str
    author: str
    size_bytes: int
    received_bytes: int
    part_bytes: int
    complete: bool
    created_at: datetime
    outcome: dict[str, Any] | None


class DatasetIn(BaseModel):
    """How to read images and their table; what is null is recognised.

    Attributes:
        layout: `table`, or a layout that needs no table of ours.
        table: path of the table; null: the only one there is.
        regions: path of a file with experts' regions; null: there is none.
        labels_column: lists of labels in one column, between them the separator.
        label_columns: one column per label instead.
        split_map: the table's words for splits to ours.
        cue_columns: columns kept per image, by which figures may be grouped.
        min_positives: labels with fewer positive images are left out.
    """

    model_config = ConfigDict(extra="forbid")

    layout: Literal["table", "folder", "chexpert", "vindr"] = "table"
    table: FilePath | None = None
    regions: FilePath | None = None
    image_column: Name | None = None
    labels_column: Name | None = None
    separator: Annotated[str, Field(min_length=1, max_length=10), CLEAN] = "|"
    label_columns: list[Name] = Field(default=[], max_length=_COLUMNS_MAX)
    patient_column: Name | None = None
    age_column: Name | None = None
    sex_column: Name | None = None
    view_column: Name | None = None
    split_column: Name | None = None
    split_map: dict[Name, Split] = Field(default={}, max_length=100)
    cue_columns: list[Name] = Field(default=[], max_length=100)
    min_positives: Whole = 0

    def to_options(self) -> DatasetOptions:
        """Return the record."""
        names = DatasetOptions.__dataclass_fields__
        return DatasetOptions.from_json({name: getattr(self, name) for name in names})


class ImportIn(DatasetIn):
    """Which upload is imported, and how."""

    upload: Hex


class FolderImportIn(DatasetIn):
    """Which folder of the server is imported, and how.

    Attributes:
        in_place: refer to the originals instead of copying them.
    """

    folder: FilePath
    in_place: Flag = False


class FoldersOut(BaseModel):
    """What lies in a folder; `path` null: the folders that may be imported from."""

    path: str | None
    folders: list[str]
    files: list[str]


class SplitsIn(BaseModel):
    """How images that have no split get one; splits never change afterwards.

    Attributes:
        fractions: share of each split, together 1; null: the defaults for this many images.
        region_test_share: share of the images with reference regions that `test` gets.
    """

    fractions: dict[Split, Annotated[Real, Field(ge=0, le=1)]] | None = None
    region_test_share: Real | None = Field(default=None, ge=0, le=1)
    seed: Whole = 0


@router.post(
    _PROJECT + "/uploads",
    status_code=201,
    response_model=UploadOut,
    responses=refusals(413, 422, 429),
)
def create_upload(body: UploadIn, stores: StoresDep, settings: SettingsDep) -> Response:
    """Open an upload: a zip archive of images and their table."""
    made = uploads.begin_upload(
        stores,
        body.name,
        body.size_bytes,
        part_bytes=body.part_bytes,
        bytes_max=int(settings.upload_max_gib * _GIB),
        now=utc_now(),
    )
    return document(_document(made), 201)


@router.get(_PROJECT + "/uploads", response_model=list[UploadOut], responses=refusals(422))
def list_uploads(stores: StoresDep) -> Response:
    """Return the project's uploads, the oldest first: what has arrived, and what became of it."""
    return document([_document(each) for each in stores.uploads.all()])


@router.get(_UPLOAD, response_model=UploadOut, responses=refusals(404, 422))
def get_upload(upload_id: HexPath, stores: StoresDep) -> Response:
    """Say how much has arrived: an upload that broke off goes on there."""
    return document(_document(stores.uploads.get(upload_id)))


@router.put(_UPLOAD + "/parts", response_model=UploadOut, responses=refusals(404, 409, 413, 422))
def put_upload_part(
    upload_id: HexPath,
    offset: Annotated[int, Query(ge=0, le=_BYTES_MAX, description="of the part's first byte")],
    part: Annotated[bytes, Body(media_type="application/octet-stream", min_length=1)],
    stores: StoresDep,
) -> Response:
    """Store the next part; one that arrived before changes nothing. 409: parts are missing."""
    return document(_document(stores.uploads.add_part(upload_id, offset, part)))


@router.delete(_UPLOAD, status_code=204, responses=refusals(404, 409, 422))
def delete_upload(upload_id: HexPath, stores: StoresDep, workspace: WorkspaceDep) -> None:
    """Give an upload up."""
    active = workspace.jobs.all(project=stores.project.id, states=ACTIVE)
    busy = any(job.arguments.get("upload") == upload_id for job in active)
    uploads.remove_upload(stores, upload_id, busy=busy)


@router.post(
    _PROJECT + "/imports",
    status_code=202,
    response_model=JobOut,
    responses=refusals(404, 409, 422),
)
def start_import(body: ImportIn, stores: StoresDep, workspace: WorkspaceDep) -> Response:
    """Import a complete upload in the background; its job's outcome says what became of it."""
    return job_reply(starting.start_import(workspace, stores, body.upload, body.to_options()))


@router.post(
    _PROJECT + "/folder-imports",
    status_code=202,
    response_model=JobOut,
    responses=refusals(403, 404, 409, 422),
)
def start_folder_import(
    body: FolderImportIn, stores: StoresDep, workspace: WorkspaceDep, settings: SettingsDep
) -> Response:
    """Import a folder that the server can read, in the background.

    409: it is being imported with other options.
    """
    folder = folders.permitted(body.folder, folders.allowed_folders(settings.import_folders))
    started = starting.start_folder_import(
        workspace, stores, str(folder), body.to_options(), in_place=body.in_place
    )
    return job_reply(started)


@router.get("/folders", response_model=FoldersOut, responses=refusals(403, 404, 422))
def list_folders(
    settings: SettingsDep,
    path: Annotated[_Folder | SkipJsonSchema[None], Query()] = None,
) -> Response:
    """Say what lies in a folder that may be imported from; without a path, which those are."""
    return document(folders.listing(path, folders.allowed_folders(settings.import_folders)))


@router.post(
    _PROJECT + "/splits", status_code=202, response_model=JobOut, responses=refusals(409, 422)
)
def assign_splits(body: SplitsIn, stores: StoresDep, workspace: WorkspaceDep) -> Response:
    """Give every image that has no split one, by patient, in the background."""
    options = body.model_dump(mode="json")
    return job_reply(starting.start_splitting(workspace, stores, options))


def _document(upload: Upload) -> dict[str, Any]:
    return {name: getattr(upload, name) for name in UploadOut.model_fields}
