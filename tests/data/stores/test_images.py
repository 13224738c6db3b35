"""Images keep their rows, their splits and every fact that came with them."""

import time
from pathlib import Path

import numpy as np
import pytest

from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    ShapeError,
)
from medebiaser.records import Image, Split, Verdict
from tests.data.workspaces import LABELS, a_project, a_workspace, an_image


def test_an_image_comes_back_with_every_fact(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    full = Image(
        id="00001_000.png",
        row=0,
        patient="1",
        split=Split.TUNE,
        labels=(1, 0, None),
        source="/scans/00001_000.png",
        in_place=True,
        sha256="c" * 64,
        width=2500,
        height=2048,
        bit_depth=16,
        channels=3,
        view="PA",
        laterality="L",
        age_years=57.5,
        sex="F",
        acquired_on="2017-05-01",
        spacing_mm=(0.143, 0.171),
        window=(40.0, 400.5),
        study_uid="1.2.3",
        series_uid="1.2.3.4",
        sop_uid="1.2.3.4.5",
        perceptual_hash="00ff00ff00ff00ff",
        cues={"Scanner": "A", "Tag": "ü"},
    )
    images.add([full, an_image(1, split=None)])

    assert images.get("00001_000.png") == full
    assert images.all() == [full, an_image(1, split=None)]


def test_rows_go_on_and_are_never_given_twice(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    assert images.next_row() == 0
    images.add([an_image(0), an_image(1)])
    assert images.next_row() == 2

    for row in (1, 3):
        with pytest.raises(ConflictError, match=f"came with row {row} where 2 follows"):
            images.add([an_image(row, id="another.png")])
    assert images.count() == 2


def test_by_rows_answers_in_the_order_asked_for(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    images.add([an_image(row) for row in range(5)])

    asked = np.array([3, 0, 3, 4])
    assert [image.row for image in images.by_rows(asked)] == [3, 0, 3, 4]
    with pytest.raises(NotFoundError, match="no image in row 5, 7"):
        images.by_rows([5, 0, 7])


def test_labels_splits_patients_and_ids_are_in_row_order(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    images.add(
        [
            an_image(0, id="z.png", labels=(1, 0, None), split=Split.TRAIN),
            an_image(1, id="a.png", labels=(None, 1, 1), split=None, patient="p"),
            an_image(2, id="m.png", labels=(0, 0, 0), split=Split.SEALED),
        ]
    )

    labels = images.labels()
    assert labels.dtype == np.int8
    assert labels.tolist() == [[1, 0, -1], [-1, 1, 1], [0, 0, 0]]
    assert images.splits().tolist() == ["train", "", "sealed"]
    assert (images.splits() == Split.TRAIN).tolist() == [True, False, False]
    assert images.patients() == ["patient 0", "p", "patient 2"]
    assert images.ids() == ["z.png", "a.png", "m.png"]
    assert [image.id for image in images.all(Split.SEALED)] == ["m.png"]
    assert (images.count(), images.count(Split.TRAIN)) == (3, 1)
    assert images.known_sources() == {f"{row:064x}" for row in range(3)}


def test_an_empty_project_has_no_rows(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    images.add([])

    assert images.labels().shape == (0, 3)
    assert (images.splits().tolist(), images.patients(), images.all()) == ([], [], [])


def test_the_images_of_two_projects_do_not_mix(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    for name in ("chest", "other"):
        workspace.projects.create(name, LABELS)
    stores, other = workspace.stores("chest"), workspace.stores("other")
    stores.images.add([an_image(0)])
    other.images.add([an_image(0, split=Split.TEST)])

    assert stores.images.splits().tolist() == ["review"]
    assert other.images.splits().tolist() == ["test"]
    with pytest.raises(NotFoundError):
        other.images.by_rows([1])


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"labels": (1, 0)}, ShapeError, "has 2 labels where the project has 3"),
        ({"labels": (1, 0, 2)}, InvalidInputError, "has a label value 2"),
        ({"id": "00000.png"}, ConflictError, "image 00000.png is already in project chest"),
        ({"id": "00002.png"}, ConflictError, "image 00002.png comes twice"),
        (
            {"patient": "patient 0"},
            InvalidInputError,
            "patient patient 0 is in review and test; split by patient, not by image",
        ),
    ],
)
def test_one_bad_image_keeps_the_whole_batch_out(
    tmp_path: Path, changes: dict[str, object], kind: type[Exception], words: str
) -> None:
    images = a_project(tmp_path).images
    images.add([an_image(0)])

    with pytest.raises(kind, match=words):
        images.add([an_image(1, **({"split": Split.TEST} | changes)), an_image(2)])
    assert (images.count(), images.next_row()) == (1, 1)


def test_a_split_is_set_once(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    images.add([an_image(row, split=None) for row in range(3)])
    images.set_splits({"00000.png": Split.TRAIN, "00001.png": Split.TEST})
    images.set_splits({"00000.png": Split.TRAIN})

    with pytest.raises(LockedError, match=r"already has another split \(test, not train\)"):
        images.set_splits({"00001.png": Split.TRAIN, "00002.png": Split.TRAIN})
    assert images.splits().tolist() == ["train", "test", ""]
    assert images.patient_splits() == {"patient 0": Split.TRAIN, "patient 1": Split.TEST}
    with pytest.raises(NotFoundError, match=r"no image nowhere\.png"):
        images.set_splits({"nowhere.png": Split.TRAIN})


def test_a_patient_stays_in_one_split(tmp_path: Path) -> None:
    images = a_project(tmp_path).images
    images.add([an_image(row, split=None, patient="7") for row in range(2)])

    with pytest.raises(InvalidInputError, match="patient 7 is in test and train"):
        images.set_splits({"00000.png": Split.TRAIN, "00001.png": Split.TEST})
    images.set_splits({"00000.png": Split.TRAIN})
    with pytest.raises(InvalidInputError, match="patient 7 is in test and train"):
        images.set_splits({"00001.png": Split.TEST})
    assert images.splits().tolist() == ["train", ""]


@pytest.mark.parametrize("split", [Split.TEST, Split.SEALED])
def test_an_annotated_image_cannot_be_hidden_afterwards(tmp_path: Path, split: Split) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0, split=None)])
    stores.annotations.replace(
        "00000.png", "Mass", [], Verdict.NOTHING_TO_MARK, version=0, author="ada"
    )

    with pytest.raises(LockedError, match=f"is annotated and cannot go to {split}"):
        stores.images.set_splits({"00000.png": split})
    assert stores.images.splits().tolist() == [""]


def test_the_whole_of_nih_is_added_and_read_in_seconds(tmp_path: Path) -> None:
    stores = a_project(tmp_path, [f"label {k}" for k in range(14)])
    vectors = np.random.default_rng(3).integers(-1, 2, (112_120, 14)).astype(np.int8)
    every = [
        an_image(row, labels=tuple(None if y < 0 else y for y in vector))
        for row, vector in enumerate(vectors.tolist())
    ]
    started = time.process_time()
    stores.images.add(every[:10_000])
    add_s = time.process_time() - started
    stores.images.add(every[10_000:])
    started = time.process_time()
    labels = stores.images.labels()
    labels_s = time.process_time() - started

    np.testing.assert_array_equal(labels, vectors)
    assert add_s < 3.0
    assert labels_s < 1.0


def test_the_hash_of_every_original_is_known_by_row(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0), an_image(1)])

    assert stores.images.hashes() == {0: f"{0:064x}", 1: f"{1:064x}"}
