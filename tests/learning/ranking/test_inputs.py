from dataclasses import fields

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import NotFoundError, ShapeError
from medebiaser.learning.ranking import RankingInputs, calibrated, displayed
from tests.learning.ranking.cases import inputs
from tests.oracles import ranking as oracle

INSIDE = st.floats(1e-4, 1 - 1e-4)


@settings(deadline=None)
@given(INSIDE, INSIDE)
def test_calibration_moves_the_logit_by_the_thresholds(p, threshold) -> None:
    found = calibrated(torch.tensor([[p]], dtype=torch.float64), [threshold]).item()

    assert found == pytest.approx(oracle.calibrated(p, threshold), abs=1e-9)


@settings(deadline=None)
@given(st.floats(0, 1), st.one_of(st.none(), st.floats(0, 1)))
def test_calibration_is_finite_everywhere_and_in_range(p, threshold) -> None:
    found = calibrated(torch.tensor([[p]], dtype=torch.float64), [threshold]).item()

    assert 0 <= found <= 1


@settings(deadline=None)
@given(st.floats(1e-6, 1 - 1e-6))
def test_the_threshold_itself_is_exactly_one_half(p) -> None:
    assert calibrated(torch.tensor([[p]], dtype=torch.float64), [p]).item() == 0.5


def test_without_a_threshold_nothing_moves() -> None:
    assert calibrated(torch.tensor([[0.25, 0.8]]), [None, 0.5])[0].tolist() == pytest.approx(
        [0.25, 0.8]
    )


def test_a_tiny_probability_in_single_precision_keeps_its_place() -> None:
    rare = torch.tensor([[1e-6], [2e-6]])

    assert calibrated(rare, [1e-6])[:, 0].tolist() == pytest.approx([0.5, 2 / 3], abs=1e-6)


def test_one_threshold_per_label() -> None:
    with pytest.raises(ShapeError, match="1 thresholds for 2 labels"):
        calibrated(torch.zeros(1, 2), [0.5])


def test_displayed_are_true_or_predicted_positives() -> None:
    truth = torch.tensor([1.0, 1.0, 0.0, 0.0, torch.nan, torch.nan])
    p = torch.tensor([0.1, 0.9, 0.5, 0.49, 0.5, 0.49])

    assert displayed(truth, p).tolist() == [True, True, True, False, True, False]


def test_there_is_no_field_for_the_mask_of_an_unreviewed_image() -> None:
    """Only `annotated` holds masks; reference regions have no way in."""
    names = {field.name for field in fields(RankingInputs)}

    assert {name for name in names if "mask" in name or "region" in name} == set()
    assert "annotated" in names


def test_tensors_of_other_images_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"truth is \(3, 3\), expected \(40, 3\)"):
        inputs(truth=torch.zeros(3, 3))


def test_maps_and_flipped_maps_share_their_cells() -> None:
    with pytest.raises(ShapeError, match="flipped_maps is"):
        inputs(flipped_maps=torch.zeros(40, 3, 7, 7))


def test_one_threshold_and_count_per_label() -> None:
    with pytest.raises(ShapeError, match="2 thresholds"):
        inputs(thresholds=(0.5, 0.5))


def test_a_label_is_found_by_its_name() -> None:
    assert inputs().label_index("Hernia") == 2
    with pytest.raises(NotFoundError, match="no label is called Mass; there are Effusion"):
        inputs().label_index("Mass")
