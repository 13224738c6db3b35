"""A withdrawal takes part in everything that an annotation does."""

from pathlib import Path

import pytest

from medebiaser.data.exporters.annotations import export_annotations
from medebiaser.data.stores import Stores
from medebiaser.records import Verdict
from medebiaser.rounds.annotate import annotate, withdraw
from medebiaser.rounds.annotations_file import import_annotations
from medebiaser.rounds.snapshot import take
from tests.data.workspaces import A_TRIANGLE, a_project, an_image


def a_chest(folder: Path) -> Stores:
    folder.mkdir()
    stores = a_project(folder)
    stores.images.add([an_image(0, labels=(1, 1, 1))])
    return stores


def save(stores: Stores, version: int) -> int:
    words = ("00000.png", "Mass", [A_TRIANGLE], Verdict.CORRECTED)
    return annotate(stores, *words, version=version, author="ada")


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return a_chest(tmp_path / "here")


def test_a_withdrawn_annotation_trains_nothing(stores: Stores) -> None:
    save(stores, 0)
    assert len(take(stores).annotations) == 1

    withdraw(stores, "00000.png", "Mass", version=1, author="ada")

    assert take(stores).annotations == ()


def test_export_and_import_keep_a_withdrawal_in_the_history(stores: Stores, tmp_path: Path) -> None:
    save(stores, 0)
    withdraw(stores, "00000.png", "Mass", version=1, author="ada")
    save(stores, 2)
    export_annotations(stores, tmp_path / "annotations.json")
    there = a_chest(tmp_path / "there")

    report = import_annotations(there, tmp_path / "annotations.json", author="nobody")
    again = import_annotations(there, tmp_path / "annotations.json", author="nobody")

    assert (report.saved, report.refused, again.saved, again.unchanged) == (3, (), 0, 3)
    history = stores.annotations.history("00000.png", "Mass")
    assert [(a.version, a.withdrawn) for a in history] == [(1, False), (2, True), (3, False)]
    assert there.annotations.history("00000.png", "Mass") == history
