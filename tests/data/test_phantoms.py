"""Phantoms: what is drawn is what is said to be drawn."""

import csv
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.phantoms import (
    LABEL_NAMES,
    SHORTCUT_LABEL,
    Phantoms,
    draw_phantoms,
    write_phantoms,
)
from medebiaser.data.phantoms.anatomy import anatomy_of_patient
from medebiaser.data.phantoms.findings import FINDINGS
from medebiaser.data.phantoms.sets import draw_phantom
from medebiaser.errors import InvalidInputError

RARE = LABEL_NAMES.index(SHORTCUT_LABEL)


@pytest.fixture(scope="module")
def phantoms() -> Phantoms:
    return draw_phantoms(3000, seed=7, side=64)


def inside(points: tuple[tuple[float, float], ...], side: int) -> np.ndarray:
    """Pixels whose centre lies in the polygon or less than a pixel outside it."""
    corners = np.array(points, np.float32)
    return np.array(
        [
            [cv2.pointPolygonTest(corners, (x + 0.5, y + 0.5), True) > -1.0 for x in range(side)]
            for y in range(side)
        ]
    )


@settings(max_examples=16, deadline=None)
@given(seed=st.integers(0, 10_000), label=st.sampled_from(LABEL_NAMES))
def test_a_finding_changes_pixels_inside_its_region_and_nowhere_else(seed: int, label: str) -> None:
    patient = anatomy_of_patient(np.random.default_rng(seed), "F")
    rows = (
        draw_phantom(patient, np.random.default_rng((seed, k)), 64, (0.5, 0.5)) for k in range(2000)
    )
    k, phantom = next((k, p) for k, p in enumerate(rows) if label in p.regions)
    healthy = draw_phantom(
        patient, np.random.default_rng((seed, k)), 64, (0.5, 0.5), without=frozenset({label})
    )

    changed = phantom.pixels != healthy.pixels

    (region,) = phantom.regions[label]
    assert changed.sum() > 10
    assert not (changed & ~inside(region.points, 64)).any()


def test_every_positive_label_has_a_region_and_no_negative_has_one(phantoms: Phantoms) -> None:
    for labels, regions in zip(phantoms.labels, phantoms.regions, strict=True):
        assert {LABEL_NAMES[k] for k in np.flatnonzero(labels)} == set(regions)


def test_regions_lie_in_the_image(phantoms: Phantoms) -> None:
    corners = np.array(
        [
            point
            for regions in phantoms.regions
            for found in regions.values()
            for region in found
            for point in region.points
        ]
    )

    assert corners.min() >= 0.0
    assert corners.max() <= 64.0


def test_labels_have_a_long_tail_and_several_share_an_image(phantoms: Phantoms) -> None:
    shares = np.sort(phantoms.labels.mean(axis=0))[::-1]
    per_image = phantoms.labels.sum(axis=1)

    assert shares[0] > 0.18
    assert 0.015 < shares[-1] < 0.05
    assert shares[0] / shares[-1] > 5
    assert (per_image >= 2).mean() > 0.1
    assert (per_image == 0).mean() > 0.3


def test_pairs_that_are_said_to_travel_together_do(phantoms: Phantoms) -> None:
    present = phantoms.labels.astype(bool)
    for finding in FINDINGS:
        own = present[:, LABEL_NAMES.index(finding.name)]
        for other, rate in finding.beside.items():
            other_present = present[:, LABEL_NAMES.index(other)]
            assert own[other_present].mean() > 1.5 * own[~other_present].mean()
            assert own[other_present].mean() == pytest.approx(rate, abs=0.1)


@pytest.mark.parametrize("shortcut", [0.0, 0.6, 1.0])
def test_the_marker_goes_with_the_rare_label_as_strongly_as_asked(shortcut: float) -> None:
    drawn = draw_phantoms(2500, seed=3, side=64, shortcut=shortcut, marker_rate=0.1)
    rare = drawn.labels[:, RARE] == 1

    # Five binomial standard errors of about 100 positives and 2,400 negatives.
    spread = 5 * np.sqrt(shortcut * (1 - shortcut) / rare.sum())
    assert drawn.marker[rare].mean() == pytest.approx(shortcut, abs=spread)
    assert drawn.marker[~rare].mean() == pytest.approx(0.1, abs=0.031)


def test_in_a_shifted_set_the_marker_goes_with_nothing() -> None:
    shifted = draw_phantoms(2500, seed=3, side=64, shifted=True)
    rare = shifted.labels[:, RARE] == 1

    assert shifted.marker[rare].mean() == pytest.approx(0.5, abs=0.25)
    assert shifted.marker[~rare].mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("seed", range(12))
def test_the_marker_brightens_an_upper_corner_and_changes_nothing_else(seed: int) -> None:
    patient = anatomy_of_patient(np.random.default_rng(seed), "M")
    without, tagged = (
        draw_phantom(patient, np.random.default_rng(seed), 100, rates)
        for rates in ((0.0, 0.0), (1.0, 1.0))
    )

    change = tagged.pixels.astype(int) - without.pixels.astype(int)

    assert (without.marker, tagged.marker) == (False, True)
    assert np.array_equal(tagged.labels, without.labels)
    assert 10 < (change > 0).sum() < 150
    assert change.min() >= 0
    assert not change[20:].any()
    assert not change[:, 20:80].any()


def test_the_same_seed_draws_the_same_and_another_seed_something_else() -> None:
    first, again, other = (draw_phantoms(12, seed=s, side=64) for s in (5, 5, 6))

    assert np.array_equal(first.images, again.images)
    assert first.regions == again.regions
    assert not np.array_equal(first.images, other.images)


@settings(max_examples=10, deadline=None)
@given(n=st.integers(1, 11), shifted=st.booleans())
def test_fewer_phantoms_are_the_first_of_more(n: int, shifted: bool) -> None:
    few = draw_phantoms(n, seed=2, side=64, shifted=shifted)
    more = draw_phantoms(12, seed=2, side=64, shifted=shifted)

    assert np.array_equal(few.images, more.images[:n])
    assert np.array_equal(few.labels, more.labels[:n])
    assert few.patients == more.patients[:n]
    assert few.regions == more.regions[:n]


def test_patients_come_back_with_one_age_and_sex_and_are_new_in_the_shifted_set(
    phantoms: Phantoms,
) -> None:
    visits = Counter(phantoms.patients)
    people = set(zip(phantoms.patients, phantoms.ages.tolist(), phantoms.sexes, strict=True))
    shifted = draw_phantoms(50, seed=7, side=64, shifted=True)

    assert len(people) == len(visits)
    assert max(visits.values()) == 5
    assert 1.5 < len(phantoms.patients) / len(visits) < 2.5
    assert not set(shifted.patients) & set(phantoms.patients)
    assert set(phantoms.sexes) == {"F", "M"}
    assert set(phantoms.views) == {"PA", "AP"}
    assert 18 <= phantoms.ages.min() < 30
    assert 80 < phantoms.ages.max() <= 95


def test_images_of_one_patient_look_more_alike_than_images_of_two() -> None:
    drawn = draw_phantoms(200, seed=1, side=64)
    pixels = drawn.images.astype(np.float32)
    same, other = [], []
    for row in range(1, 200):
        distance = np.abs(pixels[row] - pixels[row - 1]).mean()
        (same if drawn.patients[row] == drawn.patients[row - 1] else other).append(distance)

    assert np.mean(same) < 0.9 * np.mean(other)


def test_a_fainter_shortcut_label_changes_nothing_else() -> None:
    """Where the bubble is, it is half as bright; every other image is the same."""
    clear, faint = (draw_phantoms(300, seed=7, side=64, contrast=c) for c in (1.0, 0.5))

    carries = clear.labels[:, LABEL_NAMES.index(SHORTCUT_LABEL)] == 1
    assert np.array_equal(clear.images[~carries], faint.images[~carries])
    assert clear.regions == faint.regions
    bare = draw_phantoms(300, seed=7, side=64, contrast=1e-6)
    rise = clear.images.astype(int) - bare.images
    half = faint.images.astype(int) - bare.images
    inside = (rise > 10) & (clear.images < 255)
    assert inside[carries].any(axis=(1, 2)).all()
    assert np.abs(half - rise / 2)[inside].max() <= 1


def test_a_written_folder_says_what_was_drawn(tmp_path: Path) -> None:
    written = write_phantoms(tmp_path, 40, seed=4, side=64, n_shifted=20)

    drawn = draw_phantoms(40, seed=4, side=64)
    with (tmp_path / "table.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    regions = json.loads((tmp_path / "regions.json").read_text())
    assert written == len(rows) == 60
    for number, row in enumerate(rows[:40]):
        pixels = cv2.imread(str(tmp_path / "images" / row["image"]), cv2.IMREAD_UNCHANGED)
        assert np.array_equal(pixels, drawn.images[number])
        names = [LABEL_NAMES[k] for k in np.flatnonzero(drawn.labels[number])]
        assert row["labels"] == ("|".join(names) or "No Finding")
        assert row["marker"] == ("yes" if drawn.marker[number] else "no")
        own = [r for r in regions if r["image_id"] == row["image"]]
        assert {r["label"] for r in own} == set(names)
        for region in own:
            (expected,) = drawn.regions[number][region["label"]]
            assert [tuple(point) for point in region["polygon_px"]] == list(expected.points)


def test_the_shifted_images_are_the_test_split_and_splits_share_no_patient(tmp_path: Path) -> None:
    write_phantoms(tmp_path, 200, seed=4, side=64, n_shifted=20)

    with (tmp_path / "table.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["split"] for row in rows[:200]} == {"train", "review", "tune"}
    assert {row["split"] for row in rows[200:]} == {"test"}
    pairs = {(row["patient"], row["split"]) for row in rows}
    assert len(pairs) == len({patient for patient, _ in pairs})


def test_without_a_shifted_set_the_splits_are_left_to_the_program(tmp_path: Path) -> None:
    write_phantoms(tmp_path, 5, seed=4, side=64)

    with (tmp_path / "table.csv").open(newline="") as table:
        assert [row["split"] for row in csv.DictReader(table)] == [""] * 5


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"n": 0}, "ask for at least 1"),
        ({"n": 1, "side": 32}, "use at least 64"),
        ({"n": 1, "shortcut": 1.5}, "shortcut 1.5 is not a probability"),
        ({"n": 1, "contrast": 0.0}, "contrast is 0.0; choose more than 0"),
    ],
)
def test_impossible_sets_are_refused(arguments: dict[str, float], complaint: str) -> None:
    with pytest.raises(InvalidInputError, match=complaint):
        draw_phantoms(seed=0, **arguments)  # type: ignore[arg-type]
