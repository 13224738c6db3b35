"""Reference regions into a project: found, scaled, never in silent conflict, twice as once."""

import json
from pathlib import Path
from typing import Any

import pytest

from medebiaser.data.importers.image_names import ImageNames
from medebiaser.data.importers.images import import_images
from medebiaser.data.importers.regions import LabelConflicts, RegionsReport, import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Relevance
from tests.data.workspaces import a_project, an_image

LABELS = ("Hernia", "Pleural_Thickening")
BOX = [100, 200, 300, 400]


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """Two images of 512 x 256 pixels: one with Hernia, one of whose labels nothing is known."""
    stores = a_project(tmp_path, LABELS)
    size = {"width": 512, "height": 256}
    stores.images.add(
        [
            an_image(0, id="deep/a.png", labels=(1, 0), **size),
            an_image(1, id="b.png", labels=(None, None), **size),
        ]
    )
    return stores


def entry(**changes: Any) -> dict[str, Any]:
    return {"image_id": "a.jpg", "label": "Hernia", "box_1024": BOX} | changes


def imported(stores: Stores, folder: Path, entries: list[Any], **options: Any) -> RegionsReport:
    path = folder / "rois.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return import_regions(stores, path, **options)


def test_a_region_is_scaled_from_its_frame_to_the_image(stores: Stores, tmp_path: Path) -> None:
    report = imported(stores, tmp_path, [entry(annotator="panel")])

    (region,) = stores.references.all()
    assert region.image_id == "deep/a.png"
    assert region.region.points == ((50, 50), (200, 50), (200, 150), (50, 150))
    assert region.origin == "rois.json: panel"
    assert (report.added, report.already, report.images, report.notes) == (1, 0, 1, ())


def test_importing_twice_changes_nothing(stores: Stores, tmp_path: Path) -> None:
    imported(stores, tmp_path, [entry()])
    before = stores.references.all()

    report = imported(stores, tmp_path, [entry(), entry()])

    assert (report.added, report.already) == (0, 2)
    assert stores.references.all() == before


def test_a_label_the_image_does_not_carry_is_left_out_and_said(
    stores: Stores, tmp_path: Path
) -> None:
    entries = [entry(), entry(label="pleural thickening"), entry(image_id="b.png")]

    report = imported(stores, tmp_path, entries)

    assert report.added == 1
    assert report.conflicts == (("deep/a.png", "Pleural_Thickening"), ("b.png", "Hernia"))
    assert report.notes == (
        "2 regions (2 pairs of image and label) mark a label that the image does not carry: "
        "Pleural_Thickening on deep/a.png, Hernia on b.png; left out",
    )


def test_conflicts_refuse_the_file_or_are_kept_on_request(stores: Stores, tmp_path: Path) -> None:
    entries = [entry(), entry(label="Pleural_Thickening")]

    with pytest.raises(InvalidInputError, match=r"Pleural_Thickening on deep/a\.png; change"):
        imported(stores, tmp_path, entries, label_conflicts=LabelConflicts.REFUSE)
    assert stores.references.all() == []

    report = imported(stores, tmp_path, entries, label_conflicts=LabelConflicts.KEEP)
    assert report.added == 2
    assert report.notes[0].endswith("kept all the same")


def test_an_irrelevant_region_is_legal_on_an_absent_label(stores: Stores, tmp_path: Path) -> None:
    entries = [entry(label="Pleural_Thickening", relevance="irrelevant")]

    report = imported(stores, tmp_path, entries)

    assert (report.added, report.conflicts) == (1, ())
    assert stores.references.all()[0].region.relevance is Relevance.IRRELEVANT


def test_what_cannot_be_placed_is_counted(stores: Stores, tmp_path: Path) -> None:
    report = imported(
        stores,
        tmp_path,
        [
            entry(),
            entry(image_id="z.png"),
            entry(label="Fracture"),
            entry(label=""),
            {"image_id": "a", "label": "Hernia", "polygon": [[0, 0], [9, 9], [9, 0], [0, 9]]},
            {"image_id": "a", "label": "Hernia", "box": [500, 200, 100, 20]},
        ],
    )

    assert report.added == 2
    text = "\n".join(report.notes)
    assert "1 regions lie on images that the project does not have: z.png" in text
    assert "2 regions have a label that the project does not have: Fracture (1), (none) (1)" in text
    assert "1 regions cannot be used: Hernia on deep/a.png (the polygon crosses itself" in text
    assert "1 regions reach outside their image and are clipped: Hernia on deep/a.png" in text
    corners = stores.references.all()[-1].region.points
    assert max(x for x, _ in corners) == 512


def test_an_image_is_found_by_id_then_name_then_stem_and_never_guessed() -> None:
    names = ImageNames(["one/a.png", "two/a.png", "b.png", "c.v2.png"])

    assert names.find("one/a.png") == "one/a.png"
    assert names.find("a.png") is None
    assert names.find("..\\images\\b.png") == "b.png"
    assert names.find("b.jpg") == "b.png"
    assert names.find("c.v2") == "c.v2.png"
    assert names.find("z.png") is None


def test_the_real_expert_regions_carry_35_pairs_and_conflict_on_33(
    tmp_path: Path, shared_data: Path
) -> None:
    folder = shared_data / "nih"
    table = read_table(
        folder / "labels.csv", TableOptions(image_column="file", labels_column="finding_labels")
    )
    stores = a_project(tmp_path, table.labels)
    import_images(stores, table, folder, in_place=True)

    report = import_regions(stores, folder / "rois.json")

    stored = {(each.image_id, each.label, each.origin) for each in stores.references.all()}
    assert len(stored) == 14 + 21  # SOURCES.md: all pairs of NIH's boxes, 21 of 54 of ChestX-Det
    assert len(report.conflicts) == 54 - 21
    assert any("23 regions have a label that the project does not have" in n for n in report.notes)
    assert import_regions(stores, folder / "rois.json").added == 0
