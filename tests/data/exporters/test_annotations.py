"""Annotations out and in again: exact in our own JSON, regions in COCO and LabelMe."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medebiaser.data.exporters.annotations import (
    AnnotationFormat,
    export_annotations,
    labelme_documents,
    own_document,
)
from medebiaser.data.importers.annotations import DrawnAnnotation, read_annotations
from medebiaser.data.importers.region_files.json_files import point_pairs
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Annotation, Effort, Region, Relevance, Verdict
from tests.data.workspaces import A_MOMENT, A_SQUARE, A_TRIANGLE, a_project, an_image

IDS = ("deep/a.png", "other/a.png", "b.png")


def empty(folder: Path) -> Stores:
    folder.mkdir()
    stores = a_project(folder)
    stores.images.add([an_image(row, id=image_id) for row, image_id in enumerate(IDS)])
    return stores


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    stores = empty(tmp_path / "here")
    save = stores.annotations.replace
    save("deep/a.png", "Mass", [A_TRIANGLE], Verdict.ACCEPTED, version=0, author="dr-a")
    save("deep/a.png", "Mass", [A_TRIANGLE, A_SQUARE], Verdict.CORRECTED, version=1, author="dr-a")
    save("deep/a.png", "Mass", [A_SQUARE], Verdict.CORRECTED, version=0, author="Dr. Ö")
    save("other/a.png", "Mass", [A_TRIANGLE], Verdict.CORRECTED, version=0, author="dr-a")
    took = Effort("5a0e-77", 12.3456789)
    save("b.png", "Nodule", [], Verdict.NOTHING_TO_MARK, version=0, author="dr-a", effort=took)
    return stores


def save_all(stores: Stores, annotations: tuple[DrawnAnnotation, ...]) -> None:
    for each in annotations:
        found = stores.annotations.get(each.image_id, each.label, each.author)
        stores.annotations.replace(
            each.image_id,
            each.label,
            each.regions,
            each.verdict,
            version=0 if found is None else found.version,
            author=each.author,
            effort=each.effort,
        )


def test_our_own_json_brings_back_everything_with_its_history(
    stores: Stores, tmp_path: Path
) -> None:
    path = tmp_path / "annotations.json"
    report = export_annotations(stores, path)
    there = empty(tmp_path / "there")

    found = read_annotations(path, there, author="nobody")
    save_all(there, found.annotations)

    assert (report.annotations, report.notes, found.notes) == (4, (), ())
    assert there.annotations.all() == stores.annotations.all()
    assert there.annotations.history("deep/a.png", "Mass") == stores.annotations.history(
        "deep/a.png", "Mass"
    )
    assert found.annotations[-1].saved_at == A_MOMENT
    assert [a.effort for a in there.annotations.of("b.png")] == [Effort("5a0e-77", 12.3456789)]
    export_annotations(there, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("annotation_format", [AnnotationFormat.COCO, AnnotationFormat.LABELME])
def test_coco_and_labelme_bring_back_regions_authors_and_verdicts(
    stores: Stores, tmp_path: Path, annotation_format: AnnotationFormat
) -> None:
    path = tmp_path / ("folder" if annotation_format is AnnotationFormat.LABELME else "coco.json")

    report = export_annotations(stores, path, annotation_format)
    found = read_annotations(path, stores, author="nobody")

    assert report.annotations == 3
    assert report.notes == (
        f"1 annotations without a region (nothing to mark) have no place in {annotation_format}",
    )
    expected = [each for each in stores.annotations.all() if each.regions]
    assert [
        (each.image_id, each.label, each.author, each.verdict, each.regions)
        for each in found.annotations
    ] == sorted(
        ((each.image_id, each.label, each.author, each.verdict, each.regions) for each in expected),
        key=lambda each: each[:3],
    )


def test_regions_drawn_elsewhere_are_corrections_of_whoever_imports_them(
    stores: Stores, tmp_path: Path
) -> None:
    path = tmp_path / "labelme.json"
    shape = {"label": "mass", "points": [[1, 1], [5, 1], [5, 5]], "shape_type": "polygon"}
    path.write_text(json.dumps({"imagePath": "b.jpg", "shapes": [shape, shape]}))

    found = read_annotations(path, stores, author="dr-b")

    triangle = Region(((1.0, 1.0), (5.0, 1.0), (5.0, 5.0)))
    assert found.annotations == (
        DrawnAnnotation("b.png", "Mass", (triangle, triangle), Verdict.CORRECTED, "dr-b"),
    )


def test_unknown_images_are_said_and_the_others_read(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "annotations.json"
    export_annotations(stores, path)
    document = json.loads(path.read_text())
    document["annotations"][0]["image_id"] = "gone.png"
    path.write_text(json.dumps(document))

    found = read_annotations(path, stores, author="dr-b")

    assert len(found.annotations) == 4
    assert len(found.notes) == 1
    assert "gone.png" in found.notes[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verdict": "maybe"}, "a verdict is one of"),
        ({"verdict": None}, "needs a verdict"),
        ({"regions": [{"points": [[1, 2, 3]]}]}, "pairs of numbers"),
        ({"regions": [{"points": [], "relevance": "quite"}]}, "relevant or irrelevant"),
        ({"saved_at": "noon"}, "no date and time"),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(
    stores: Stores, tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    path = tmp_path / "annotations.json"
    export_annotations(stores, path)
    document = json.loads(path.read_text())
    document["annotations"][1] |= change
    path.write_text(json.dumps(document))

    with pytest.raises(InvalidInputError, match=reason):
        read_annotations(path, stores, author="dr-b")


def test_a_newer_format_is_refused(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "annotations.json"
    path.write_text('{"format": "medebiaser-annotations", "format_version": 2, "annotations": []}')

    with pytest.raises(InvalidInputError, match="version 2 of our format"):
        read_annotations(path, stores, author="dr-b")


def test_files_of_images_with_the_same_name_do_not_overwrite_each_other() -> None:
    annotations = [
        Annotation(image_id, "Mass", "dr-a", Verdict.CORRECTED, (A_SQUARE,), 1, A_MOMENT)
        for image_id in ("x/a.png", "x a.png", "../x/a.png")
    ]
    images = {each.image_id: an_image(0, id=each.image_id) for each in annotations}

    documents = labelme_documents(annotations, images)

    assert sorted(documents) == ["_x_a.png.json", "x_a.png-2.json", "x_a.png.json"]


@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        min_size=3,
        max_size=20,
    ),
    st.sampled_from(Relevance),
)
def test_every_digit_of_every_corner_survives(
    points: list[tuple[float, float]], relevance: Relevance
) -> None:
    region = Region(tuple(points), relevance)
    annotation = Annotation("a", "Mass", "dr-a", Verdict.CORRECTED, (region,), 1, A_MOMENT)

    document = json.loads(json.dumps(own_document([annotation], "chest")))

    (written,) = document["annotations"][0]["regions"]
    assert point_pairs(written["points"], "it") == region.points
    assert written["relevance"] == relevance.value
