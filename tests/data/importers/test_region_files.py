"""Formats of regions, each with coordinates worked out by hand."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.importers.drawn import Drawing
from medebiaser.data.importers.region_files.coco import run_length_mask
from medebiaser.data.importers.region_files.contours import outlines
from medebiaser.data.importers.region_files.reading import (
    RegionFormat,
    read_regions,
    recognised_format,
)
from medebiaser.data.polygons import shape_of
from medebiaser.errors import InvalidInputError
from medebiaser.records import Relevance
from tests.oracles.run_lengths import packed_runs, runs_of

SQUARE = ((2.0, 3.0), (6.0, 3.0), (6.0, 8.0), (2.0, 8.0))


def read_text(folder: Path, name: str, text: str) -> Drawing:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_regions(path)


def read_document(folder: Path, document: Any) -> Drawing:
    return read_text(folder, "regions.json", json.dumps(document))


def coco(annotation: dict[str, Any]) -> dict[str, Any]:
    return {
        "images": [{"id": 7, "file_name": "deep/a.png", "width": 20, "height": 10}],
        "categories": [{"id": 3, "name": "Mass"}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, **annotation}],
    }


def test_a_coco_box_is_a_polygon_in_the_frame_of_its_image(tmp_path: Path) -> None:
    (region,) = read_document(tmp_path, coco({"bbox": [2, 3, 4, 5]})).regions

    assert (region.image, region.label, region.points) == ("deep/a.png", "Mass", SQUARE)
    assert region.frame == (20, 10)


def test_coco_polygons_come_before_the_box_and_carry_what_we_wrote(tmp_path: Path) -> None:
    annotation = {
        "bbox": [0, 0, 9, 9],
        "segmentation": [[2, 3, 6, 3, 6, 8, 2, 8], [0, 0, 1, 0, 1, 1]],
        "attributes": {"relevance": "irrelevant", "author": "dr-a", "verdict": "accepted"},
    }

    first, second = read_document(tmp_path, coco(annotation)).regions

    assert first.points == SQUARE
    assert second.points == ((0, 0), (1, 0), (1, 1))
    assert (first.relevance, first.author) == (Relevance.IRRELEVANT, "dr-a")
    assert first.verdict == "accepted"


def test_coco_runs_go_down_the_columns() -> None:
    # 3 rows, 2 columns: one zero, then two ones, then three zeros.
    mask = run_length_mask({"size": [3, 2], "counts": [1, 2, 3]}, "it")

    assert mask.tolist() == [[0, 0], [1, 0], [1, 0]]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 40), st.floats(0, 1))
def test_packed_runs_unpack_to_the_mask_they_came_from(
    seed: int, height: int, width: int, share: float
) -> None:
    mask = (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)
    runs = runs_of(mask)

    plain = run_length_mask({"size": [height, width], "counts": runs}, "it")
    packed = run_length_mask({"size": [height, width], "counts": packed_runs(runs)}, "it")

    assert np.array_equal(plain, mask)
    assert np.array_equal(packed, mask)


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ({"bbox": [1, 2, 3]}, "has 3 numbers"),
        ({"bbox": [1, 2, "x", 4]}, "must be a number"),
        ({"segmentation": [[1, 2, 3]]}, "x without y"),
        ({"segmentation": {"size": [2, 2], "counts": [1, 2]}}, "cover 3 pixels of a mask of 2 x 2"),
        ({"segmentation": {"size": [99999, 99999], "counts": []}}, "no size"),
        ({"category_id": 9, "bbox": [1, 2, 3, 4]}, "does not list"),
    ],
)
def test_broken_coco_is_refused_with_the_annotation(
    tmp_path: Path, annotation: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidInputError, match=reason):
        read_document(tmp_path, coco(annotation))


def test_labelme_polygons_rectangles_and_circles(tmp_path: Path) -> None:
    document = {
        "imagePath": "..\\images\\a.png",
        "imageWidth": 20,
        "imageHeight": 10,
        "shapes": [
            {"label": "Mass", "shape_type": "polygon", "points": [list(p) for p in SQUARE]},
            {"label": "Mass", "shape_type": "rectangle", "points": [[6, 8], [2, 3]]},
            {"label": "Mass", "shape_type": "circle", "points": [[5, 5], [5, 7]]},
            {"label": "Mass", "shape_type": "point", "points": [[5, 5]]},
        ],
    }

    drawing = read_document(tmp_path, document)

    polygon, rectangle, circle = drawing.regions
    assert polygon.points == rectangle.points == SQUARE
    assert polygon.frame == (20, 10)
    assert shape_of(circle.points).area == pytest.approx(4 * np.pi, rel=0.01)
    assert drawing.notes == (
        "1 shapes of kind 'point' in regions.json enclose nothing and are left out",
    )


def test_a_folder_of_labelme_files_is_read_whole(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shape = {"label": "Mass", "points": [list(p) for p in SQUARE]}
        document = {"imagePath": f"{name}.png", "shapes": [shape]}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    (tmp_path / "settings.json").write_text("{}")

    drawing = read_regions(tmp_path)

    assert [region.image for region in drawing.regions] == ["a.png", "b.png"]
    assert drawing.notes == ("settings.json is no LabelMe file and is left out",)


def test_nih_boxes_are_in_the_1024_frame_and_under_the_names_of_the_table(
    tmp_path: Path,
) -> None:
    text = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n".replace(",,,", ",c2,c3,c4")
    drawing = read_text(tmp_path, "boxes.csv", text + "a.png,Infiltrate,2,3,4,5\n")

    (region,) = drawing.regions
    assert (region.label, region.points, region.frame) == ("Infiltration", SQUARE, (1024, 1024))
    assert recognised_format(tmp_path / "boxes.csv") is RegionFormat.NIH_BOXES


def test_a_table_prefers_the_frame_whose_size_is_known(tmp_path: Path) -> None:
    drawing = read_text(
        tmp_path,
        "rois.csv",
        "image_id,label,x_px,y_px,w_px,h_px,x_1024,y_1024,w_1024,h_1024\n"
        "a.png,Mass,1,1,1,1,2,3,4,5\nb.png,Mass,2,3,4,5,,,,\n",
    )

    first, second = drawing.regions
    assert (first.points, first.frame) == (SQUARE, (1024, 1024))
    assert (second.points, second.frame) == (SQUARE, None)


def test_a_table_of_corners_is_read_too(tmp_path: Path) -> None:
    (region,) = read_text(
        tmp_path, "boxes.csv", "image,class_name,x_min,y_min,x_max,y_max\na,Mass,2,3,6,8\n"
    ).regions

    assert region.points == SQUARE


def test_polygons_come_before_boxes_in_a_json_list(tmp_path: Path) -> None:
    drawing = read_document(
        tmp_path,
        [
            {
                "image_id": "a.png",
                "label": "Mass",
                "annotator": "panel",
                "box_px": [0, 0, 9, 9],
                "polygon_px": [list(p) for p in SQUARE],
            },
            {"image_id": "b.png", "label": "Mass", "box_px": [2, 3, 4, 5]},
            {"image_id": "c.png", "label": "Mass"},
        ],
    )

    assert [region.points for region in drawing.regions] == [SQUARE, SQUARE]
    assert drawing.regions[0].author == "panel"
    assert drawing.notes == ("1 rows of regions.json have no shape",)


def test_chestxdet_names_a_polygon_for_each_symptom(tmp_path: Path) -> None:
    entry = {"nih_image_id": "a.png", "syms": ["Mass"], "boxes": [], "polygons": [SQUARE]}
    nobody = entry | {"nih_image_id": None}

    drawing = read_document(tmp_path, [entry, nobody])

    (region,) = drawing.regions
    assert (region.label, region.points, region.frame) == ("Mass", SQUARE, (1024, 1024))
    assert drawing.notes == ("1 rows of regions.json have no image",)


def test_mask_images_are_outlined_in_their_own_frame(tmp_path: Path) -> None:
    mask = np.zeros((10, 20), dtype=np.uint8)
    mask[3:8, 2:6] = 255
    (tmp_path / "Pleural Thickening").mkdir()
    cv2.imwrite(str(tmp_path / "Pleural Thickening" / "a.png"), mask)
    cv2.imwrite(str(tmp_path / "b_Mass.png"), mask)
    cv2.imwrite(str(tmp_path / "c_Mass.png"), np.zeros_like(mask))
    cv2.imwrite(str(tmp_path / "d_Other.png"), mask)

    drawing = read_regions(tmp_path, labels=("Mass", "Pleural_Thickening"))

    first, second = drawing.regions
    assert (first.image, first.label) == ("a.png", "Pleural_Thickening")
    assert (second.image, second.label) == ("b", "Mass")
    assert set(first.points) == set(SQUARE)
    assert first.frame == (20, 10)
    assert "1 masks are black everywhere and left out: c_Mass.png" in drawing.notes
    assert any("d_Other.png" in note for note in drawing.notes)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 24), st.integers(1, 24), st.floats(0, 1))
def test_outlines_without_their_holes_enclose_every_pixel_of_the_mask(
    seed: int, height: int, width: int, share: float
) -> None:
    mask = (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)
    holes_closed = cv2.floodFill(np.pad(mask, 1), None, (0, 0), 2)[1][1:-1, 1:-1] != 2

    rings = outlines(holes_closed.astype(np.uint8))

    assert sum(shape_of(ring).area for ring in rings) == pytest.approx(int(holes_closed.sum()))


def test_a_hole_is_not_filled() -> None:
    mask = np.zeros((9, 9), dtype=np.uint8)
    mask[1:8, 1:8] = 1
    mask[3:5, 3:6] = 0

    (ring,) = outlines(mask)

    assert shape_of(ring).area == 49 - 6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ("{}", "neither COCO nor LabelMe"),
        ("[]", "no box and no polygon"),
        ('[{"label": "Mass", "box": [1, 2, 3, 4]}]', "names no image"),
        ('[{"image": "a", "box": [1, 2, 3, 4]}]', "names no label"),
        ('[{"image": "a", "label": "Mass", "polygon": [[1], [2]]}]', "pairs of numbers"),
    ],
)
def test_json_without_regions_is_refused_with_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(InvalidInputError, match=reason):
        read_text(tmp_path, "regions.json", text)
