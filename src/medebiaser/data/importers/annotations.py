"""Annotations from our own JSON, COCO or LabelMe, ready to be saved one after another."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

from medebiaser.data.exporters.annotations import FORMAT_NAME, FORMAT_VERSION, AnnotationFormat
from medebiaser.data.importers.columns import plain
from medebiaser.data.importers.drawn import DrawnRegion
from medebiaser.data.importers.image_names import ImageNames
from medebiaser.data.importers.label_table import first_names
from medebiaser.data.importers.region_files.json_files import (
    list_of,
    mapping_of,
    point_pairs,
    read_json,
    relevance_of,
    verdict_of,
)
from medebiaser.data.importers.region_files.reading import RegionFormat, read_regions
from medebiaser.data.importers.regions import place
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Effort, Region, Verdict

Pair = tuple[str, str, str]
"""Image id, label and author: what has one annotation."""


@dataclass(frozen=True, slots=True)
class DrawnAnnotation:
    """One annotation of a file, its image and label found in the project.

    Attributes:
        version: the version that it had where it was exported; None from other programs.
        saved_at: when it was saved there; None from other programs.
        withdrawn: whether this version took the one before back.
        effort: how long it took there; None where nobody measured it.
    """

    image_id: str
    label: str
    regions: tuple[Region, ...]
    verdict: Verdict
    author: str
    version: int | None = None
    saved_at: datetime | None = None
    withdrawn: bool = False
    effort: Effort | None = None


@dataclass(frozen=True, slots=True)
class DrawnAnnotations:
    """Annotations of a file.

    Attributes:
        annotations: in the order in which they are to be saved: earlier versions first.
        notes: what was left out.
    """

    annotations: tuple[DrawnAnnotation, ...]
    notes: tuple[str, ...]


def read_annotations(
    path: Path,
    stores: Stores,
    *,
    author: str,
    annotation_format: AnnotationFormat | None = None,
) -> DrawnAnnotations:
    """Read annotations of a project; nothing is stored here.

    Args:
        path: our own JSON, a COCO file, a LabelMe file or a folder of them.
        stores: of the project that the images and labels are looked up in.
        author: whoever drew what names no author.
        annotation_format: None: told by the content.

    Returns:
        the annotations. From COCO and LabelMe the regions of one image, label and author are one
        annotation, `corrected` unless the file says otherwise.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: not one of these formats, or an entry that cannot be read.
    """
    document = None if path.is_dir() else read_json(path)
    own = isinstance(document, dict) and document.get("format") == FORMAT_NAME
    if own and annotation_format in (None, AnnotationFormat.OWN):
        return _own(mapping_of(document, path.name), stores, path.name)
    if annotation_format is AnnotationFormat.OWN:
        raise InvalidInputError(f"{path.name} does not say that it is {FORMAT_NAME}")
    region_format = None if annotation_format is None else RegionFormat(annotation_format.value)
    drawing = read_regions(path, region_format, labels=stores.project.labels)
    placed = place(drawing, {image.id: image for image in stores.images.all()}, stores)
    regions: defaultdict[Pair, list[Region]] = defaultdict(list)
    drawn_of: dict[Pair, DrawnRegion] = {}
    for image, label, region, drawn in placed.regions:
        pair = (image.id, label, drawn.author or author)
        regions[pair].append(region)
        drawn_of[pair] = drawn
    return DrawnAnnotations(
        tuple(
            DrawnAnnotation(
                image_id=pair[0],
                label=pair[1],
                regions=tuple(regions[pair]),
                verdict=drawn_of[pair].verdict or Verdict.CORRECTED,
                author=pair[2],
            )
            for pair in sorted(regions)
        ),
        placed.notes,
    )


def _own(document: Mapping[str, Any], stores: Stores, name: str) -> DrawnAnnotations:
    if document.get("format_version") != FORMAT_VERSION:
        raise InvalidInputError(
            f"{name} has version {document.get('format_version')} of our format; "
            f"this program reads {FORMAT_VERSION}"
        )
    names = ImageNames(stores.images.ids())
    labels = {plain(label): label for label in stores.project.labels}
    annotations: list[DrawnAnnotation] = []
    strange: list[str] = []
    for position, entry in enumerate(list_of(document.get("annotations"), name), start=1):
        what = f"annotation {position} of {name}"
        found = mapping_of(entry, what)
        image_id = names.find(str(found.get("image_id")))
        label = labels.get(plain(str(found.get("label"))))
        if image_id is None or label is None:
            strange.append(f"{found.get('label')} on {found.get('image_id')}")
            continue
        annotations.append(_annotation(found, image_id, label, what))
    notes = (
        (
            f"{len(strange)} annotations are of images or labels that the project does not have: "
            f"{first_names(strange)}",
        )
        if strange
        else ()
    )
    annotations.sort(key=lambda each: (each.image_id, each.label, each.author, each.version or 0))
    return DrawnAnnotations(tuple(annotations), notes)


def _annotation(found: Mapping[str, Any], image_id: str, label: str, what: str) -> DrawnAnnotation:
    verdict = verdict_of(found.get("verdict"))
    author, version = found.get("author"), found.get("version")
    if verdict is None or not isinstance(author, str) or not isinstance(version, int):
        raise InvalidInputError(f"{what} needs a verdict, an author and a version")
    return DrawnAnnotation(
        image_id=image_id,
        label=label,
        regions=tuple(
            _region(mapping_of(region, what), what)
            for region in list_of(found.get("regions"), f"the regions of {what}")
        ),
        verdict=verdict,
        author=author,
        version=version,
        saved_at=_moment(found.get("saved_at"), what),
        withdrawn=found.get("withdrawn") is True,
        effort=_effort(found.get("effort"), what),
    )


def _effort(found: object, what: str) -> Effort | None:
    if found is None:
        return None
    said = mapping_of(found, f"the effort of {what}")
    sitting, active_s = said.get("sitting"), said.get("active_s")
    if isinstance(sitting, str) and isinstance(active_s, int | float) and 0 <= active_s < inf:
        return Effort(sitting, float(active_s))
    raise InvalidInputError(f"the effort of {what} needs a sitting and seconds from 0 on")


def _region(region: Mapping[str, Any], what: str) -> Region:
    points = point_pairs(region.get("points"), f"a region of {what}")
    return Region(points, relevance_of(region.get("relevance")))


def _moment(text: object, what: str) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(str(text))
    except ValueError as error:
        raise InvalidInputError(f"{what} was saved at {text!r}, no date and time") from error
