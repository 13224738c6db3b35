"""Annotations drawn elsewhere, saved one by one under the same rules as a click."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from medebiaser.data.exporters.annotations import AnnotationFormat, export_annotations
from medebiaser.data.importers.annotations import DrawnAnnotation, read_annotations
from medebiaser.data.importers.label_table import first_names
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.rounds.annotate import annotate, checked_regions, withdraw


@dataclass(frozen=True, slots=True)
class AnnotationsReport:
    """What an import of annotations did.

    Attributes:
        saved: annotations that are new or newer.
        unchanged: annotations that were there before.
        refused: (image id, label, reason) of each that the rules forbid.
        notes: what the file holds that could not be placed, and regions that were clipped.
    """

    saved: int
    unchanged: int
    refused: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


def packed_annotations(stores: Stores, annotation_format: AnnotationFormat) -> bytes:
    """Return all annotations as one file; LabelMe's, one per image, in a zip archive."""
    with TemporaryDirectory() as place:
        path = Path(place) / "annotations"
        export_annotations(stores, path, annotation_format)
        if path.is_file():
            return path.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in sorted(path.glob("*")):
                archive.write(each, each.name)
        return packed.getvalue()


def import_annotations(
    stores: Stores,
    path: Path,
    *,
    author: str,
    annotation_format: AnnotationFormat | None = None,
) -> AnnotationsReport:
    """Save the annotations of a file; a second time changes nothing.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: the file cannot be read.
    """
    read = read_annotations(path, stores, author=author, annotation_format=annotation_format)
    return save_annotations(stores, read.annotations, read.notes)


def save_annotations(
    stores: Stores, drawn: Sequence[DrawnAnnotation], notes: tuple[str, ...] = ()
) -> AnnotationsReport:
    """Save annotations; what the rules forbid is listed with its reason, the rest is saved."""
    saved = unchanged = 0
    refused: list[tuple[str, str, str]] = []
    changed: list[str] = []
    with stores.transaction():
        for each in drawn:
            try:
                if _is_there(stores, each):
                    unchanged += 1
                    continue
                _save(stores, each)
                saved += 1
                changed += _changes(stores, each)
            except (LockedError, InvalidInputError, NotFoundError, ConflictError) as error:
                refused.append((each.image_id, each.label, str(error)))
    if changed:
        notes = (*notes, f"{len(changed)} regions did not fit their image: {first_names(changed)}")
    return AnnotationsReport(saved, unchanged, tuple(refused), notes)


def _changes(stores: Stores, each: DrawnAnnotation) -> list[str]:
    """What was changed to make the regions fit their image."""
    _, notes = checked_regions(stores.images.get(each.image_id), each.regions)
    return [f"{each.label} on {each.image_id} ({note})" for note in notes]


def _save(stores: Stores, each: DrawnAnnotation) -> None:
    version = stores.annotations.version(each.image_id, each.label, each.author)
    said: dict[str, Any] = {"version": version, "author": each.author, "saved_at": each.saved_at}
    if each.withdrawn:
        withdraw(stores, each.image_id, each.label, **said)
        return
    said["effort"] = each.effort
    annotate(stores, each.image_id, each.label, each.regions, each.verdict, **said)


def _is_there(stores: Stores, each: DrawnAnnotation) -> bool:
    """Whether the project holds this annotation already, or a later version of it."""
    key = (each.image_id, each.label, each.author)
    if each.version is not None and each.version <= stores.annotations.version(*key):
        return True
    stored = stores.annotations.get(*key)
    if stored is None:
        return False
    image = stores.images.get(each.image_id)
    regions, _ = checked_regions(image, each.regions)
    return (stored.regions, stored.verdict) == (regions, each.verdict)
