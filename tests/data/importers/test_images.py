"""Images into a project: bad files listed, the others imported, twice the same as once."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from pydicom.data import get_testdata_file

from medebiaser.data.importers.images import BATCH, import_images
from medebiaser.data.importers.layouts import read_vindr
from medebiaser.data.importers.regions import import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import Stores
from medebiaser.errors import CancelledError, InvalidInputError, NotFoundError
from medebiaser.records import Progress, Split
from tests.data.workspaces import a_project


def draw(path: Path, seed: int = 0, side: int = 16) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side + 8), dtype=np.uint8)
    cv2.imwrite(str(path), pixels)


def table_of(folder: Path, text: str, **options: object) -> object:
    path = folder / "table.csv"
    path.write_text("Image Index,Finding Labels,Patient ID,site\n" + text, encoding="utf-8")
    return read_table(path, TableOptions(**options))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed, name in enumerate(("a.png", "b.png", "deep/c.png")):
        draw(tmp_path / "images" / name, seed)
    return tmp_path


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return a_project(tmp_path, ("Hernia", "Mass"))


GOOD = "a.png,Mass,1,north\nb.png,No Finding,1,south\ndeep/c.png,,2,south\n"


def test_images_come_with_labels_facts_and_content(folder: Path, stores: Stores) -> None:
    table = table_of(folder, GOOD, cue_columns=("site",))

    report = import_images(stores, table, folder / "images")

    assert (report.imported, report.already, report.refused, report.missing) == (3, 0, (), ())
    a, b, c = stores.images.all()
    assert [image.row for image in (a, b, c)] == [0, 1, 2]
    assert [image.labels for image in (a, b, c)] == [(0, 1), (0, 0), (None, None)]
    assert (a.patient, a.split, a.width, a.height, a.channels) == ("1", None, 24, 16, 1)
    assert a.cues == {"site": "north"}
    assert a.perceptual_hash is not None
    assert len(a.perceptual_hash) == 16
    assert stores.blobs.get(a.source) == (folder / "images" / "a.png").read_bytes()
    assert a.source == a.sha256


def test_running_twice_changes_nothing(folder: Path, stores: Stores) -> None:
    table = table_of(folder, GOOD)
    import_images(stores, table, folder / "images")
    before = stores.images.all()

    report = import_images(stores, table, folder / "images")

    assert (report.imported, report.already) == (0, 3)
    assert stores.images.all() == before


def test_another_content_under_a_known_name_is_refused(folder: Path, stores: Stores) -> None:
    table = table_of(folder, GOOD)
    import_images(stores, table, folder / "images")
    draw(folder / "images" / "a.png", seed=9)

    report = import_images(stores, table, folder / "images")

    assert report.refused == (
        ("a.png", "image a.png is already there with another content; give it another name"),
    )
    assert report.already == 2


def test_in_place_keeps_a_reference_and_no_copy(folder: Path, stores: Stores) -> None:
    import_images(stores, table_of(folder, GOOD), folder / "images", in_place=True)

    image = stores.images.get("deep/c.png")

    assert image.in_place
    assert Path(image.source) == (folder / "images" / "deep" / "c.png").absolute()
    assert stores.blobs.keys() == []


def test_bad_files_are_listed_and_the_others_imported(folder: Path, stores: Stores) -> None:
    images = folder / "images"
    (images / "empty.png").write_bytes(b"")
    (images / "cut.png").write_bytes((images / "a.png").read_bytes()[:200])
    (images / "lie.png").write_text("no image at all")
    (folder / "secret.png").write_bytes((images / "a.png").read_bytes())
    table = table_of(
        folder,
        GOOD + "empty.png,Mass,3,\ncut.png,Mass,3,\nlie.png,Mass,3,\n"
        "../secret.png,Mass,3,\n/etc/hostname,Mass,3,\ngone.png,Mass,3,\n",
    )

    report = import_images(stores, table, images)

    assert report.imported == stores.images.count() == 3
    reasons = dict(report.refused)
    assert set(reasons) == {"empty.png", "cut.png", "lie.png", "../secret.png", "/etc/hostname"}
    assert reasons["../secret.png"] == "points outside the folder"
    assert all(reasons.values())
    assert report.missing == ("gone.png",)
    assert "1 images of the table are missing in the folder: gone.png" in report.warnings


def test_a_folder_with_none_of_the_images_is_refused(folder: Path, stores: Stores) -> None:
    table = table_of(folder, "x.png,Mass,1,\ny.png,Mass,1,\n")

    with pytest.raises(InvalidInputError, match=r"none of the 2 images .* x\.png, y\.png"):
        import_images(stores, table, folder / "images")
    with pytest.raises(NotFoundError, match="no folder"):
        import_images(stores, table, folder / "nowhere")


def test_images_in_other_folders_and_with_other_endings_are_found_and_said(
    folder: Path, stores: Stores
) -> None:
    report = import_images(
        stores, table_of(folder, "c.png,Mass,1,\na.jpg,Mass,1,\n"), folder / "images"
    )

    assert report.imported == 2
    assert "1 images were found by name in another folder than the table says" in report.warnings
    assert "1 images were found under another ending than the table says" in report.warnings


def test_a_name_in_two_folders_is_not_guessed(folder: Path, stores: Stores) -> None:
    draw(folder / "images" / "other" / "c.png", seed=7)

    report = import_images(
        stores, table_of(folder, "c.png,Mass,1,\na.png,Mass,1,\n"), folder / "images"
    )

    assert report.missing == ("c.png",)


def test_new_images_of_a_known_patient_join_that_split(folder: Path, stores: Stores) -> None:
    import_images(stores, table_of(folder, "a.png,Mass,1,\n"), folder / "images")
    stores.images.set_splits({"a.png": Split.TEST})

    import_images(stores, table_of(folder, GOOD), folder / "images")

    assert stores.images.get("b.png").split is Split.TEST
    assert stores.images.get("deep/c.png").split is None


def test_other_labels_for_a_known_image_are_said_and_not_taken(
    folder: Path, stores: Stores
) -> None:
    import_images(stores, table_of(folder, GOOD), folder / "images")

    report = import_images(stores, table_of(folder, "a.png,Hernia,1,\n"), folder / "images")

    assert any("1 images have other labels" in line for line in report.warnings)
    assert stores.images.get("a.png").labels == (0, 1)


def test_a_stopped_import_keeps_what_is_committed_and_goes_on(
    tmp_path: Path, stores: Stores
) -> None:
    n = BATCH + 20
    for number in range(n):
        draw(tmp_path / "images" / f"{number}.png", number, side=8)
    table = table_of(tmp_path, "".join(f"{number}.png,Mass,{number},\n" for number in range(n)))

    def stop(progress: Progress) -> None:
        if progress.done == BATCH + 5:
            raise CancelledError("stopped by the test")

    with pytest.raises(CancelledError):
        import_images(stores, table, tmp_path / "images", report=stop)
    assert stores.images.count() == BATCH

    report = import_images(stores, table, tmp_path / "images")

    assert (report.imported, report.already) == (20, BATCH)
    assert stores.images.ids() == [f"{number}.png" for number in range(n)]


def test_boxes_that_come_with_a_layout_become_reference_regions(
    tmp_path: Path, stores: Stores
) -> None:
    (tmp_path / "train.csv").write_text(
        "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n"
        "a,Mass,1,R1,2,2,6,8\na,Mass,1,R2,2,2,6,8\na,Hernia,2,R3,1,1,3,3\n",
        encoding="utf-8",
    )
    draw(tmp_path / "train" / "a.png")

    report = import_images(stores, read_vindr(tmp_path), tmp_path)

    assert report.regions is not None
    assert report.regions.added == 2
    assert report.regions.conflicts == (("a", "Hernia"),)
    assert {region.label for region in stores.references.all()} == {"Mass"}


def test_phantoms_are_read_like_any_data(tmp_path: Path) -> None:
    write_phantoms(tmp_path / "phantoms", 40, seed=1, side=64)
    table = read_table(
        tmp_path / "phantoms" / "table.csv",
        TableOptions(image_column="image", labels_column="labels", split_column="split"),
    )
    stores = a_project(tmp_path, table.labels)

    images = import_images(stores, table, tmp_path / "phantoms" / "images")
    regions = import_regions(stores, tmp_path / "phantoms" / "regions.json")

    assert (images.imported, images.refused, images.missing) == (40, (), ())
    assert regions.added > 0
    assert regions.conflicts == ()
    assert regions.notes == ()


def test_a_project_without_labels_takes_no_images(folder: Path, tmp_path: Path) -> None:
    stores = a_project(tmp_path, ())

    with pytest.raises(InvalidInputError, match="has no labels yet"):
        import_images(stores, table_of(folder, GOOD), folder / "images")


def test_a_dicom_file_fills_in_what_the_table_does_not_say(tmp_path: Path, stores: Stores) -> None:
    source = Path(get_testdata_file("CT_small.dcm"))
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "ct.dcm").write_bytes(source.read_bytes())
    path = tmp_path / "table.csv"
    path.write_text("Image Index,Finding Labels,Patient Gender\nct.dcm,Mass,F\n")

    report = import_images(stores, read_table(path), tmp_path / "images")

    image = stores.images.get("ct.dcm")
    assert image.patient == "1CT1"
    assert image.sex == "F"
    assert image.spacing_mm == pytest.approx((0.661468, 0.661468))
    assert "1 images: patient taken from the file" in report.warnings
