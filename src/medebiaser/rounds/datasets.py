"""Images, a table and regions out of one folder or one uploaded archive into a project."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from medebiaser.data.held_files import scratch_folder
from medebiaser.data.importers.archives import Unpacked, unpack
from medebiaser.data.importers.images import ImportReport
from medebiaser.data.importers.label_table import LabelTable, enough_positives
from medebiaser.data.importers.layouts import read_chexpert, read_folder, read_vindr
from medebiaser.data.importers.regions import RegionsReport, import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.parts import PartsFile
from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError
from medebiaser.records import Report, Split, Upload, no_report
from medebiaser.rounds.importing import import_table
from medebiaser.rounds.uploads import refuse_incomplete

LAYOUTS = ("table", "folder", "chexpert", "vindr")
_TABLE_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_LISTED = 1000
_UNPACKED_TIMES = 20
"""How many times larger than the archive all of its files together may be."""

_UNPACKED_BYTES_MIN = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions:
    """How to read a folder of images; what is None is recognised.

    Attributes:
        layout: `table`, or a layout that needs no table: `folder`, `chexpert`, `vindr`.
        table: path of the table below the folder; None: the only one there is.
        regions: path of a file with experts' regions below the folder; None: there is none.
        split_map: the table's words for splits to ours.

    The others are those of `TableOptions`.
    """

    layout: str = "table"
    table: str | None = None
    regions: str | None = None
    image_column: str | None = None
    labels_column: str | None = None
    separator: str = "|"
    label_columns: tuple[str, ...] = ()
    patient_column: str | None = None
    age_column: str | None = None
    sex_column: str | None = None
    view_column: str | None = None
    split_column: str | None = None
    split_map: Mapping[str, str] = field(default_factory=dict)
    cue_columns: tuple[str, ...] = ()
    min_positives: int = 0

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise InvalidInputError(
                f"layout is {self.layout!r}; choose one of {', '.join(LAYOUTS)}"
            )

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the options that `as_json` wrote."""
        known = {each.name: document[each.name] for each in fields(cls) if each.name in document}
        for name in ("label_columns", "cue_columns"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """Return every option by name."""
        return asdict(self)

    def of_table(self) -> TableOptions:
        """Return how the table is read."""
        names = {each.name for each in fields(TableOptions)} & {each.name for each in fields(self)}
        shared = {name: getattr(self, name) for name in names - {"split_map"}}
        split_map = {word: Split(split) for word, split in self.split_map.items()}
        return TableOptions(**shared, split_map=split_map)


def import_upload(
    workspace: Workspace,
    stores: Stores,
    upload_id: str,
    options: DatasetOptions,
    *,
    workers: int | None = None,
    report: Report = no_report,
) -> dict[str, Any]:
    """Import an uploaded zip archive; its parts are removed once everything is stored.

    Running it twice changes nothing; after a kill it goes on with the images that are missing.

    Returns:
        what was imported, refused and missing, as JSON; the upload keeps it.

    Raises:
        NotFoundError: there is no such upload.
        ConflictError: parts of it are still missing.
        InvalidInputError: the archive or its table is refused whole; nothing is imported. Of an
            archive that cannot be used nothing is kept; where only the table or the options were
            refused, it can be imported again with others.
    """
    upload = stores.uploads.get(upload_id)
    if upload.outcome is not None:
        return dict(upload.outcome)
    refuse_incomplete(upload)
    with scratch_folder(stores.cache_folder / "unpacked") as scratch:
        folder = scratch / "files"
        try:
            unpacked = _unpacked(stores, upload, folder, report)
        except InvalidInputError:  # under no options can it be used; it may hold anything
            stores.uploads.remove(upload_id)
            raise
        with _called_the_archive(folder):
            outcome = _imported(
                workspace, stores, folder, options, in_place=False, workers=workers, report=report
            )
    outcome["refused"] = [*_pairs(unpacked.damaged), *outcome["refused"]][:_LISTED]
    outcome["refused_count"] += len(unpacked.damaged)
    stores.uploads.settle(upload_id, outcome)
    return outcome


def import_folder(
    workspace: Workspace,
    stores: Stores,
    folder: Path,
    options: DatasetOptions,
    *,
    in_place: bool = False,
    workers: int | None = None,
    report: Report = no_report,
) -> dict[str, Any]:
    """Import a folder that the server can read; a second time changes nothing.

    Args:
        in_place: refer to the originals instead of copying them.

    Returns:
        what was imported, refused and missing, as JSON.

    Raises:
        NotFoundError: there is no such folder.
        InvalidInputError: its table is refused whole; nothing is imported.
    """
    if not folder.is_dir():
        raise NotFoundError(
            "the folder is not there for the worker that imports it; make it reachable from there"
        )
    return _imported(
        workspace, stores, folder, options, in_place=in_place, workers=workers, report=report
    )


@contextmanager
def _called_the_archive(folder: Path) -> Iterator[None]:
    """Let refusals through; the folder of the server that they name was not asked for."""
    try:
        yield
    except MedebiaserError as error:
        error.args = (str(error).replace(str(folder), "the archive"), *error.args[1:])
        raise


def _unpacked(stores: Stores, upload: Upload, folder: Path, report: Report) -> Unpacked:
    parts = PartsFile(upload, stores.uploads.read_part)
    bytes_max = max(_UNPACKED_BYTES_MIN, _UNPACKED_TIMES * upload.size_bytes)
    with io.BufferedReader(parts) as archive:
        return unpack(cast("BinaryIO", archive), folder, bytes_max=bytes_max, report=report)


def _imported(
    workspace: Workspace,
    stores: Stores,
    folder: Path,
    options: DatasetOptions,
    *,
    in_place: bool,
    workers: int | None,
    report: Report,
) -> dict[str, Any]:
    table = _read(folder, options)
    regions_file = None if options.regions is None else _below(folder, options.regions)
    project, done = import_table(
        workspace,
        stores.project.name,
        table,
        folder,
        cue_columns=options.cue_columns,
        in_place=in_place,
        workers=workers,
        report=report,
        actor=stores.actor,
    )
    regions = done.regions
    if regions_file is not None:
        regions = import_regions(project, regions_file, origin=regions_file.name)
    stores.refresh()
    return _outcome(done, regions)


def _read(folder: Path, options: DatasetOptions) -> LabelTable:
    if options.layout == "table":
        path = _below(folder, options.table) if options.table else _only_table(folder)
        return read_table(path, options.of_table())
    read = {"folder": read_folder, "chexpert": read_chexpert, "vindr": read_vindr}
    return enough_positives(read[options.layout](folder), options.min_positives)


def _below(folder: Path, name: str) -> Path:
    """Return a file below a folder.

    Raises:
        NotFoundError: there is none of this name.
        InvalidInputError: the name leads out of the folder.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InvalidInputError(f"{name!r} points outside the folder; name a file in it")
    if not path.is_file():
        raise NotFoundError(f"there is no file {name!r} in the folder; check the name")
    return path


def _only_table(folder: Path) -> Path:
    found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(_TABLE_ENDINGS))
    if len(found) != 1:
        names = ", ".join(path.relative_to(folder).as_posix() for path in found[:5])
        raise InvalidInputError(
            f"there are {len(found)} tables ({names or 'no .csv and no .tsv'}); "
            "put one beside the images, or name the one to use"
        )
    return found[0]


def _outcome(done: ImportReport, regions: RegionsReport | None) -> dict[str, Any]:
    return {
        "imported": done.imported,
        "already": done.already,
        "refused_count": len(done.refused),
        "refused": _pairs(done.refused[:_LISTED]),
        "missing_count": len(done.missing),
        "missing": list(done.missing[:_LISTED]),
        "warnings": list(done.warnings),
        "regions": None if regions is None else asdict(regions),
    }


def _pairs(refused: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"file": file, "reason": reason} for file, reason in refused]
