"""The simulated physician accepts what agrees and corrects the rest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.importers.regions import import_regions
from medebiaser.data.importers.table import read_table
from medebiaser.data.masks import agreement, rasterised
from medebiaser.data.phantoms import SHORTCUT_LABEL, write_phantoms
from medebiaser.data.polygons import area_px2, box_to_polygon
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.errors import InvalidInputError, LockedError
from medebiaser.records import Round, RoundState, Split, Verdict
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.importing import import_table
from medebiaser.study.demo import PHANTOM_TABLE
from medebiaser.study.physician import HANDS, Physician, Shown, correct, simulate

QUARTER = box_to_polygon(0, 0, 50, 50)
"""The upper left quarter of a 100 px image."""


def shown(cells: list[list[float]], image_id: str = "a") -> Shown:
    return Shown(image_id, "Bubble", 100, 100, np.array(cells))


def block(rows: slice, columns: slice) -> list[list[float]]:
    heat = np.full((8, 8), -1.0)
    heat[rows, columns] = 2.0
    return heat.tolist()


def test_a_heatmap_on_the_true_region_is_accepted_as_it_is() -> None:
    (marked,) = simulate([shown(block(slice(4), slice(4)))], {("a", "Bubble"): (QUARTER,)})

    assert marked.verdict is Verdict.ACCEPTED
    assert marked.regions != (QUARTER,)
    assert agreement(marked.regions, (QUARTER,)) > 0.8


def test_a_heatmap_elsewhere_is_corrected_to_the_true_region() -> None:
    elsewhere = shown(block(slice(4, 8), slice(4, 8)))

    (marked,) = simulate([elsewhere], {("a", "Bubble"): (QUARTER,)})

    assert marked == ("a", "Bubble", (QUARTER,), Verdict.CORRECTED)


def test_a_point_inside_a_large_region_is_accepted_for_its_energy() -> None:
    """IoU is far below .5: one cell of sixteen. All its energy is inside."""
    inside = shown(block(slice(1, 3), slice(1, 3)))
    references = {("a", "Bubble"): (QUARTER,)}

    (easy,) = simulate([inside], references)
    (strict,) = simulate([inside], references, Physician(energy_min=1.01))

    assert (easy.verdict, strict.verdict) == (Verdict.ACCEPTED, Verdict.CORRECTED)


def test_a_heatmap_without_positive_evidence_is_corrected() -> None:
    (marked,) = simulate([shown([[-1.0, -2.0], [-3.0, -1.0]])], {("a", "Bubble"): (QUARTER,)})

    assert marked.verdict is Verdict.CORRECTED


def test_a_false_alarm_has_nothing_to_mark_and_an_unknown_pair_is_left_alone() -> None:
    heat = block(slice(2), slice(2))

    marked = simulate([shown(heat, "a"), shown(heat, "b")], {("b", "Bubble"): ()})

    assert marked == (("b", "Bubble", (), Verdict.NOTHING_TO_MARK),)


@pytest.mark.parametrize(
    ("hand", "area_px2_expected", "overlap"),
    [
        # A 20 x 20 square: itself; widened by 5 all around with round corners (16 chords);
        # the same square moved by 5; its own box; one half of it.
        ("exact", 400.0, 1.0),
        ("wide", 400 + 4 * 100 + 16 * 0.5 * 25 * np.sin(np.pi / 8), 0.456),
        ("box", 400.0, 1.0),
        ("half", 200.0, 0.5),
    ],
)
def test_each_hand_draws_in_its_way(hand: str, area_px2_expected: float, overlap: float) -> None:
    square = box_to_polygon(40, 40, 20, 20)

    (marked,) = simulate(
        [shown(block(slice(2), slice(2)))],
        {("a", "Bubble"): (square,)},
        Physician(hand=hand, slip=0.05),
    )

    (region,) = marked.regions
    assert area_px2(region) == pytest.approx(area_px2_expected, rel=1e-6)
    assert agreement(marked.regions, (square,)) == pytest.approx(overlap, abs=0.001)


def test_a_shifted_hand_keeps_the_shape_and_errs_by_the_slip() -> None:
    square = box_to_polygon(40, 40, 20, 20)

    (marked,) = simulate(
        [shown(block(slice(2), slice(2)))],
        {("a", "Bubble"): (square,)},
        Physician(hand="shifted", slip=0.05),
    )

    offsets = np.array(sorted(marked.regions[0].points)) - np.array(sorted(square.points))
    assert np.allclose(np.linalg.norm(offsets, axis=1), 5.0)


@settings(max_examples=60, deadline=None)
@given(
    hand=st.sampled_from(sorted(HANDS)),
    slip=st.floats(0, 0.5),
    seed=st.integers(0, 1000),
    x=st.floats(0, 80),
    y=st.floats(0, 80),
)
def test_whatever_the_hand_something_is_drawn_and_it_lies_in_the_image(
    hand: str, slip: float, seed: int, x: float, y: float
) -> None:
    truth = box_to_polygon(x, y, 20, 20)
    physician = Physician(hand=hand, slip=slip, seed=seed, iou_min=2, energy_min=2)

    first, again = (
        simulate([shown(block(slice(2), slice(2)))], {("a", "Bubble"): (truth,)}, physician)
        for _ in range(2)
    )

    corners = np.array([point for region in first[0].regions for point in region.points])
    assert first == again
    assert corners.min() >= 0
    assert corners.max() <= 100
    assert rasterised(first[0].regions, 100, 100, 50).sum() > 0


def test_an_unknown_hand_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="there is no hand 'left'; choose one of exact"):
        Physician(hand="left")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Phantoms with an explained round whose maps are all empty."""
    folder = tmp_path_factory.mktemp("phantoms")
    write_phantoms(folder, 200, seed=2, side=64, n_shifted=60)
    workspace = open_workspace(folder / "workspace", create=True)
    table = read_table(folder / "table.csv", PHANTOM_TABLE)
    stores, _ = import_table(workspace, "phantoms", table, folder / "images", workers=1)
    import_regions(stores, folder / "regions.json")
    trained = stores.rounds.create(
        Round(0, None, RoundState.READY, {}, seed=0, checkpoint="0" * 64)
    )
    arrays = explained(stores, trained)
    arrays.create(MAPS, (len(stores.project.labels), 4, 4), "float16")
    rows = np.arange(stores.images.count())
    arrays.write(MAPS, rows, np.zeros((len(rows), len(stores.project.labels), 4, 4)))
    return stores


def corrected(stores: Stores, splits: tuple[Split, ...], limit: int = 100) -> int:
    return correct(
        stores,
        stores.rounds.get(0),
        SHORTCUT_LABEL,
        splits=splits,
        limit=limit,
        author="truth",
        seed=0,
    )


def test_the_true_regions_correct_positives_of_one_label_and_only_once(project: Stores) -> None:
    column = project.project.labels.index(SHORTCUT_LABEL)
    allowed = (Split.TRAIN, Split.REVIEW)
    positives = {
        image.id
        for image in project.images.all()
        if image.split in allowed and image.labels[column] == 1
    }

    first, rest, again = (
        corrected(project, allowed, 2),
        corrected(project, allowed),
        corrected(project, allowed),
    )

    annotations = project.annotations.all()
    truth = {
        reference.image_id: reference.region
        for reference in project.references.all()
        if reference.label == SHORTCUT_LABEL
    }
    assert (first, rest, again) == (2, len(positives) - 2, 0)
    assert {annotation.image_id for annotation in annotations} == positives
    for annotation in annotations:
        assert annotation.verdict is Verdict.CORRECTED
        assert agreement(annotation.regions, [truth[annotation.image_id]]) > 0.999


def test_the_true_regions_never_annotate_the_test_split(project: Stores) -> None:
    with pytest.raises(LockedError):
        corrected(project, (Split.TEST,))
