"""Reference regions are added once and belong to an image."""

from pathlib import Path

import pytest

from medebiaser.errors import NotFoundError
from medebiaser.records import ReferenceRegion
from tests.data.workspaces import A_SQUARE, A_TRIANGLE, a_project, an_image

A = ReferenceRegion("00000.png", "Mass", A_TRIANGLE, "rois.json")
B = ReferenceRegion("00001.png", "Hernia", A_SQUARE, "boxes.csv")


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0), an_image(1)])

    assert stores.references.add([A, B, A]) == 2
    assert stores.references.add([B]) == 0
    assert stores.references.all() == [A, B]
    assert stores.references.of("00001.png") == [B]
    assert stores.references.of("00002.png") == []


def test_one_origin_is_removed_alone(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0), an_image(1)])
    stores.references.add([A, B])

    assert stores.references.remove_origin("rois.json") == 1
    assert stores.references.remove_origin("rois.json") == 0
    assert stores.references.all() == [B]


def test_a_region_of_an_unknown_image_or_label_keeps_all_out(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0)])

    with pytest.raises(NotFoundError, match=r"regions name image 00001\.png"):
        stores.references.add([A, B])
    with pytest.raises(NotFoundError, match="no label 'Lung'; it has Hernia, Nodule, Mass"):
        stores.references.add([A, ReferenceRegion("00000.png", "Lung", A_SQUARE, "x")])
    assert stores.references.all() == []
