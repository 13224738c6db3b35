"""Splits and labels of all images, mapped into memory, always those of now."""

from pathlib import Path

import numpy as np

from medebiaser.data.columns import Columns
from medebiaser.data.stores import Stores
from medebiaser.data.stores import columns as module
from medebiaser.records import Region, Split, Verdict
from tests.data.workspaces import a_project, an_image


def add(stores: Stores, count: int, split: Split | None, *labels: int | None) -> None:
    first = stores.images.next_row()
    stores.images.add([an_image(first + i, split=split, labels=labels) for i in range(count)])


def rows_of(columns: Columns, split: Split | None, label: int | None, start: int = 0) -> list[int]:
    return [row for block in columns.rows(split, label, start=start) for row in block.tolist()]


def test_counts_are_those_of_each_split(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 3, Split.TRAIN, 1, 1, None)
    add(stores, 2, Split.REVIEW, 0, 1, 1)
    train, whole = (stores.columns.now().counted(split) for split in (Split.TRAIN, None))

    assert (train.images, whole.images) == (3, 5)
    assert train.positives.tolist() == [3, 3, 0]
    assert train.unknown.tolist() == [0, 0, 3]
    assert train.cooccurrence.tolist() == [[3, 3, 0], [3, 3, 0], [0, 0, 0]]
    assert whole.cooccurrence.tolist() == [[3, 3, 0], [3, 5, 2], [0, 2, 2]]
    assert stores.columns.now().counted(Split.TEST).images == 0
    assert stores.columns.now().patients == 5


def test_rows_of_a_label_and_a_split(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 2, Split.TRAIN, 1, 0, 0)
    add(stores, 2, Split.REVIEW, 1, 0, 0)
    add(stores, 2, None, 0, 0, 0)
    columns = stores.columns.now()

    assert rows_of(columns, None, 0) == [0, 1, 2, 3]
    assert rows_of(columns, Split.REVIEW, 0) == [2, 3]
    assert rows_of(columns, None, None, start=3) == [3, 4, 5]
    assert rows_of(columns, Split.TRAIN, 1) == []


def test_new_images_and_new_splits_are_seen_at_once(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 2, None, 1, 0, 0)
    first = stores.columns.now()
    add(stores, 1, Split.TUNE, 0, 0, 1)
    second = stores.columns.now()
    stores.images.set_splits({"00000.png": Split.TRAIN})
    third = stores.columns.now()

    assert rows_of(first, None, None) == [0, 1]
    assert rows_of(second, Split.TUNE, 2) == [2]
    assert rows_of(third, Split.TRAIN, 0) == [0]
    assert third.counted(Split.TRAIN).images == 1
    assert third.counted(None).images == 3
    assert stores.columns.now() is third


def test_a_rolled_back_import_leaves_nothing(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 1, Split.TRAIN, 1, 0, 0)
    try:
        with stores.transaction():
            add(stores, 4, Split.TRAIN, 1, 0, 0)
            assert stores.columns.now().counted(None).images == 5
            raise RuntimeError
    except RuntimeError:
        pass
    add(stores, 4, Split.TRAIN, 0, 1, 0)

    assert stores.columns.now().counted(None).positives.tolist() == [1, 4, 0]


def test_another_run_of_the_program_maps_the_same_files(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 3, Split.TRAIN, 1, 0, None)
    kept = stores.columns.now()
    module._open.clear()
    again = stores.columns.now()

    assert again is not kept
    assert isinstance(again.labels, np.memmap)
    assert (again.labels == kept.labels).all()
    assert again.counted(None).unknown.tolist() == [0, 0, 3]
    files = list(tmp_path.rglob("labels.bin"))
    files[0].write_bytes(b"")
    module._open.clear()
    assert stores.columns.now().counted(None).images == 3


def test_badges_of_a_page_take_a_fixed_number_of_queries(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    add(stores, 3, Split.REVIEW, 1, 1, 0)
    ids = [image.id for image in stores.images.all()]
    states = [stores.badges.state()]
    triangle = Region(((0.0, 0.0), (5.0, 0.0), (0.0, 5.0)))
    for author in ("dr-a", "dr-b"):
        stores.annotations.replace(
            ids[1], "Nodule", [triangle], Verdict.CORRECTED, version=0, author=author
        )
        states.append(stores.badges.state())
    stores.annotations.withdraw(ids[1], "Nodule", version=1, author="dr-b")
    states.append(stores.badges.state())

    assert len(set(states)) == 4
    assert stores.badges.annotated_rows("Nodule").tolist() == [1]
    assert stores.badges.annotated_rows("Mass").tolist() == []
    assert stores.badges.annotated_counts() == {"Nodule": 1}
    assert [a.author for a in stores.badges.annotations(ids)[ids[1]]] == ["dr-a"]
