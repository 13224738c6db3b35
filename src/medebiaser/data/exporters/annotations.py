"""All annotations to a file: our own JSON (exact, with history), COCO, or LabelMe."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from medebiaser.data.polygons import area_px2
from medebiaser.data.stores import Stores
from medebiaser.data.stores.regions import to_documents
from medebiaser.errors import InvalidInputError
from medebiaser.records import Annotation, Effort, Image

FORMAT_NAME = "medebiaser-annotations"
FORMAT_VERSION = 1


class AnnotationFormat(StrEnum):
    """How annotations are written and read."""

    OWN = "medebiaser"
    COCO = "coco"
    LABELME = "labelme"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        annotations: how many were written, the latest of each physician.
        notes: what the format cannot hold.
    """

    annotations: int
    notes: tuple[str, ...]


def export_annotations(
    stores: Stores, path: Path, annotation_format: AnnotationFormat = AnnotationFormat.OWN
) -> ExportReport:
    """Write all annotations of a project.

    Args:
        stores: of the project.
        path: the file; with LabelMe the folder, which gets a file per image.
        annotation_format: our own keeps everything; COCO and LabelMe keep regions only, with
            relevance, author and verdict as extra fields that we read again.

    Returns:
        what was written and what was not.

    Raises:
        InvalidInputError: the path cannot be written to.
    """
    latest = stores.annotations.all()
    try:
        if annotation_format is AnnotationFormat.OWN:
            history = [
                saved
                for last in latest
                for saved in stores.annotations.history(last.image_id, last.label, last.author)
            ]
            _write(path, own_document(history, stores.project.name))
            return ExportReport(len(latest), ())
        images = {image.id: image for image in stores.images.all()}
        if annotation_format is AnnotationFormat.COCO:
            _write(path, coco_document(latest, images, stores.project.labels))
        else:
            _write_labelme(path, labelme_documents(latest, images))
    except OSError as error:
        raise InvalidInputError(
            f"{path} cannot be written to ({error.strerror}); choose another place"
        ) from error
    return _with_regions_only(latest, annotation_format)


def _with_regions_only(
    latest: Sequence[Annotation], annotation_format: AnnotationFormat
) -> ExportReport:
    bare = Counter(annotation.verdict.value for annotation in latest if not annotation.regions)
    notes = tuple(
        f"{count} annotations without a region ({verdict}) have no place in {annotation_format}"
        for verdict, count in bare.items()
    )
    return ExportReport(len(latest) - bare.total(), notes)


def own_document(annotations: Sequence[Annotation], project: str) -> dict[str, Any]:
    """Everything that annotations hold, every digit kept.

    Args:
        annotations: of one project; earlier versions before later ones.
        project: its name.

    Returns:
        the document; `read_annotations` gives the same annotations back.
    """
    return {
        "format": FORMAT_NAME,
        "format_version": FORMAT_VERSION,
        "project": project,
        "annotations": [
            {
                "image_id": annotation.image_id,
                "label": annotation.label,
                "author": annotation.author,
                "verdict": annotation.verdict.value,
                "version": annotation.version,
                "saved_at": annotation.saved_at.isoformat(),
                "regions": to_documents(annotation.regions),
                **({"withdrawn": True} if annotation.withdrawn else {}),
                **_effort(annotation.effort),
            }
            for annotation in annotations
        ],
    }


def _effort(effort: Effort | None) -> dict[str, Any]:
    if effort is None:
        return {}
    return {"effort": {"sitting": effort.sitting, "active_s": effort.active_s}}


def coco_document(
    annotations: Sequence[Annotation], images: Mapping[str, Image], labels: Sequence[str]
) -> dict[str, Any]:
    """COCO with a polygon per region.

    Args:
        annotations: to be written; those without regions leave no trace.
        images: by id.
        labels: of the project, in its order.

    Returns:
        the document; the images annotated, all labels as categories.
    """
    used = sorted({annotation.image_id for annotation in annotations if annotation.regions})
    number = {image_id: position for position, image_id in enumerate(used, start=1)}
    category = {label: position for position, label in enumerate(labels, start=1)}
    drawn = [(annotation, region) for annotation in annotations for region in annotation.regions]
    return {
        "images": [
            {
                "id": number[image_id],
                "file_name": image_id,
                "width": images[image_id].width,
                "height": images[image_id].height,
            }
            for image_id in used
        ],
        "categories": [{"id": category[label], "name": label} for label in labels],
        "annotations": [
            {
                "id": position,
                "image_id": number[annotation.image_id],
                "category_id": category[annotation.label],
                "segmentation": [[value for point in region.points for value in point]],
                "bbox": _box(region.points),
                "area": area_px2(region),
                "iscrowd": 0,
                "attributes": {
                    "relevance": region.relevance.value,
                    "author": annotation.author,
                    "verdict": annotation.verdict.value,
                },
            }
            for position, (annotation, region) in enumerate(drawn, start=1)
        ],
    }


def _box(points: Sequence[tuple[float, float]]) -> list[float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]


def labelme_documents(
    annotations: Sequence[Annotation], images: Mapping[str, Image]
) -> dict[str, dict[str, Any]]:
    """LabelMe with a polygon per region.

    Args:
        annotations: to be written; those without regions leave no trace.
        images: by id.

    Returns:
        file name to document, one per annotated image.
    """
    shapes: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for annotation in annotations:
        shapes[annotation.image_id] += [
            {
                "label": annotation.label,
                "points": [list(point) for point in region.points],
                "group_id": None,
                "shape_type": "polygon",
                "flags": {},
                "relevance": region.relevance.value,
                "author": annotation.author,
                "verdict": annotation.verdict.value,
            }
            for region in annotation.regions
        ]
    documents: dict[str, dict[str, Any]] = {}
    for image_id, drawn in shapes.items():
        if drawn:
            documents[_file_name(image_id, documents)] = {
                "version": "5.0.0",
                "flags": {},
                "shapes": drawn,
                "imagePath": image_id,
                "imageData": None,
                "imageHeight": images[image_id].height,
                "imageWidth": images[image_id].width,
            }
    return documents


def _file_name(image_id: str, taken: Mapping[str, object]) -> str:
    """A name without folders, and unlike those taken."""
    plain = re.sub(r"[^\w.-]+", "_", image_id).lstrip(".") or "image"
    name, number = f"{plain}.json", 2
    while name in taken:
        name, number = f"{plain}-{number}.json", number + 1
    return name


def _write_labelme(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        _write(folder / name, document)


def _write(path: Path, document: Mapping[str, Any]) -> None:
    """Write beside and rename: a reader sees the whole document or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        text = json.dumps(document, indent=1, ensure_ascii=False)
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
