"""Real images with a known shortcut: dealt by patient, marked, and with findings drawn on them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split
from medebiaser.rounds.importing import import_table
from medebiaser.study.planting import Planting, dealt, planted
from medebiaser.study.sets import StudyImage, StudySet
from medebiaser.study.sources import DataOptions, data_key, study_set
from tests.loop import FOCUS, opened

PLANTING = Planting(
    label=FOCUS,
    rates=(0.0, 1.0),
    place="corner",
    lesions=False,
    copies=1,
    contrast=1.0,
    side=64,
    images=1000,
    folds=4,
)


def plan(workspace: Path, **changes: object) -> StudySet:
    with opened(workspace) as stores:
        return planted(stores, replace(PLANTING, **changes), seed=1, fold=0)


def in_split(drawn: StudySet, *, test: bool) -> list[StudyImage]:
    return [image for image in drawn.images if (image.split is Split.TEST) is test]


def test_every_fold_gets_its_share_of_the_patients_that_carry_the_label() -> None:
    """Forty patients, eight carriers, four folds: ten patients and two carriers in each."""
    patients = [f"p{number:02d}" for number in range(40)]
    positive = np.array([number % 5 == 0 for number in range(40)])

    folds = [dealt(patients, positive, folds=4, fold=fold, seed=0) for fold in range(4)]

    tested = [[split is Split.TEST for split in splits] for splits in folds]
    assert np.sum(tested, axis=0).tolist() == [1] * 40
    assert [sum(fold) for fold in tested] == [10] * 4
    assert [int(np.sum(positive[fold])) for fold in tested] == [2] * 4
    others = Counter(split for split in folds[0] if split is not Split.TEST)
    assert others == {Split.TRAIN: 21, Split.REVIEW: 6, Split.TUNE: 3}


def test_images_of_one_patient_stay_together() -> None:
    patients = [f"p{number // 3}" for number in range(60)]
    positive = np.array([number % 3 == 0 for number in range(60)])

    splits = dealt(patients, positive, folds=5, fold=2, seed=3)

    assert all(len(set(splits[start : start + 3])) == 1 for start in range(0, 60, 3))


def test_a_label_that_is_too_rare_for_the_folds_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="3 patients carry the label; 2 folds need"):
        dealt(list("abcdef"), np.arange(6) < 3, folds=2, fold=0, seed=0)


def test_in_training_the_marker_goes_with_the_label_and_in_test_every_image_comes_twice(
    imported_once: Path,
) -> None:
    """P(marker | label) = 1 and P(marker | not) = 0 here, so training is certain."""
    drawn = plan(imported_once)
    column = drawn.labels.index(FOCUS)

    trained, tested = in_split(drawn, test=False), in_split(drawn, test=True)
    assert all(image.marker == (image.labels[column] == 1) for image in trained)
    twins = {image.id: image for image in tested if image.marker}
    bare = [image for image in tested if not image.marker]
    assert len(twins) == len(bare) == len(tested) / 2 > 0
    for image in bare:
        twin = twins[image.id.replace(".png", "_marked.png")]
        assert (twin.patient, twin.labels.tolist()) == (image.patient, image.labels.tolist())
        changed = twin.pixels != image.pixels
        assert 0 < changed.mean() < 0.05
        assert not changed[32:].any(), "the marker lies in an upper corner"


def test_regions_are_scaled_to_the_side_of_the_study(imported_once: Path) -> None:
    own, half = plan(imported_once), plan(imported_once, side=32)

    for large, small in zip(own.images, half.images, strict=True):
        for label, regions in large.regions.items():
            points = np.array(regions[0].points)
            assert np.allclose(np.array(small.regions[label][0].points) * 2, points)


def test_lesions_change_a_real_image_inside_their_regions_alone(imported_once: Path) -> None:
    drawn = plan(imported_once, lesions=True, copies=2, label="Coin", rates=None)
    plain = {image.id.split(".")[0]: image for image in plan(imported_once, rates=None).images}

    with_one = [image for image in drawn.images if list(image.regions) == ["Coin"]]
    assert len(drawn.images) == 2 * len(plain)
    assert with_one
    for image in with_one:
        background = plain[image.id.split("_")[0]].pixels
        changed = np.argwhere(image.pixels != background)
        corners = np.array(image.regions["Coin"][0].points)
        assert len(changed)
        assert (changed.min(axis=0) + 1 >= corners.min(axis=0)[::-1] - 1).all()
        assert (changed.max(axis=0) <= corners.max(axis=0)[::-1] + 1).all()


def test_contrast_makes_the_label_in_focus_fainter_and_no_other(imported_once: Path) -> None:
    """Half the contrast changes an image half as much, within the rounding to whole values."""
    plain = {image.id: image for image in plan(imported_once, rates=None).images}
    clear, faint = (
        plan(imported_once, lesions=True, label="Coin", rates=None, contrast=contrast)
        for contrast in (1.0, 0.5)
    )

    compared = 0
    for one, half in zip(clear.images, faint.images, strict=True):
        assert one.regions == half.regions
        if list(one.regions) == ["Coin"]:
            background = plain[f"{one.id.split('_')[0]}.png"].pixels.astype(int)
            rise = one.pixels.astype(int) - background
            below_white = one.pixels < 255
            assert np.abs((half.pixels - background) - rise / 2)[below_white].max() <= 1
            assert rise.max() > 20
            compared += 1
        elif "Coin" not in one.regions:
            assert np.array_equal(one.pixels, half.pixels)
    assert compared


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"contrast": 0.0}, "contrast is 0.0; choose more than 0"),
        ({"contrast": 4.5}, "at most 4"),
        ({"contrast": float("nan")}, "contrast is nan"),
        ({"kind": "planted", "contrast": 0.5}, "add --lesions"),
    ],
)
def test_a_contrast_that_cannot_be_drawn_is_refused(
    options: dict[str, object], complaint: str
) -> None:
    with pytest.raises(InvalidInputError, match=complaint):
        DataOptions(**options)  # type: ignore[arg-type]


def test_the_same_seed_plants_the_same_and_another_fold_tests_other_patients(
    imported_once: Path,
) -> None:
    with opened(imported_once) as stores:
        first, again = (planted(stores, PLANTING, seed=1, fold=0) for _ in range(2))
        other = planted(stores, PLANTING, seed=1, fold=1)

    assert [image.id for image in first.images] == [image.id for image in again.images]
    assert all(
        np.array_equal(a.pixels, b.pixels) for a, b in zip(first.images, again.images, strict=True)
    )
    tested = [{image.patient for image in in_split(each, test=True)} for each in (first, other)]
    assert not tested[0] & tested[1]


def test_an_unknown_label_is_refused_with_those_there_are(imported_once: Path) -> None:
    with pytest.raises(InvalidInputError, match="'Hernia' is no label here; choose one of"):
        plan(imported_once, label="Hernia")


def test_the_key_of_the_data_follows_what_decides_it(imported_once: Path) -> None:
    options = DataOptions(kind="planted", label=FOCUS)
    with opened(imported_once) as stores:
        key = data_key(options, stores)

        assert data_key(replace(options, test_images=7), stores) == key, "phantoms alone use it"
        assert data_key(replace(options, copies=2), stores) != key
        fainter = replace(options, lesions=True, contrast=0.5)
        assert data_key(fainter, stores) != data_key(replace(fainter, contrast=1.0), stores)
        assert data_key(DataOptions(), None) != key


def test_without_a_shortcut_the_marker_is_on_half_of_the_phantoms() -> None:
    drawn = study_set(
        DataOptions(images=400, test_images=10, side=64, shortcut="none"), None, seed=0, fold=0
    )

    share = np.mean([bool(image.marker) for image in in_split(drawn, test=False)])
    assert share == pytest.approx(0.5, abs=0.08)  # three standard deviations


@pytest.fixture(scope="module")
def radiographs(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Stores:
    """Some of the NIH pack, imported in place."""
    nih = shared_data / "nih"
    options = TableOptions(
        image_column="file", labels_column="finding_labels", patient_column="patient_id"
    )
    table = read_table(nih / "labels.csv", options).chosen(range(120))
    workspace = open_workspace(tmp_path_factory.mktemp("nih") / "workspace", create=True)
    stores, _ = import_table(workspace, "nih", table, nih, in_place=True, workers=1)
    return stores


def test_findings_and_marker_are_planted_on_real_radiographs(radiographs: Stores) -> None:
    options = DataOptions(kind="planted", label="Coin", lesions=True, copies=3, side=96, folds=3)

    drawn = study_set(options, radiographs, seed=2, fold=1)

    tested = in_split(drawn, test=True)
    assert len(in_split(drawn, test=False)) + len(tested) / 2 == 3 * 120
    assert {image.pixels.shape for image in drawn.images} == {(96, 96)}
    assert all(set(image.regions) <= set(drawn.labels) for image in drawn.images)
    column = drawn.labels.index("Coin")
    marked = [bool(i.marker) for i in in_split(drawn, test=False) if i.labels[column] == 1]
    assert np.mean(marked) > 0.8
