import pytest
import torch

from medebiaser.learning.ranking import RANKINGS, Annotated
from medebiaser.learning.ranking.misplacement import (
    companionship,
    dilated,
    expected_place,
    focus,
    frame_share,
    heat_shares,
    misplaced,
    trust_in_regions,
)
from tests.learning.ranking.cases import annotated, inputs
from tests.oracles import ranking as oracle


def heat_in(*cells, side: int = 8) -> torch.Tensor:
    """Maps of one image whose heat is evenly split over the given cells, for all three labels."""
    maps = torch.full((1, 3, side, side), -1.0)
    for row, column in cells:
        maps[:, :, row, column] = 2.0
    return maps


def single(maps: torch.Tensor, **changes):
    cells = maps.shape[2:]
    return inputs(1, maps=maps, flipped_maps=torch.zeros(1, 3, *cells), **changes)


def boxes(count: int, top: int, left: int, *, side: int = 32, size: int = 8) -> Annotated:
    masks = torch.zeros(count, side, side)
    masks[:, top : top + size, left : left + size] = 1.0
    return Annotated(torch.arange(count) + 1000, torch.full((count,), 2), masks)


def test_the_frame_is_an_eighth_of_the_side_on_each_side() -> None:
    frame = frame_share((8, 8))

    assert frame[0].tolist() == [1.0] * 8
    assert frame[1].tolist() == [1.0, 0, 0, 0, 0, 0, 0, 1.0]
    assert frame_share((7, 7)).mean().item() == pytest.approx(1 - 0.75**2)


def test_before_five_regions_heat_at_the_edge_is_wrong_and_in_the_middle_right() -> None:
    few = boxes(4, 0, 0)  # in the corner, but too few to be trusted

    corner = misplaced(single(heat_in((0, 0)), annotated=few), 2).item()
    middle = misplaced(single(heat_in((4, 4)), annotated=few), 2).item()
    half = misplaced(single(heat_in((0, 0), (4, 4)), annotated=few), 2).item()

    assert (corner, middle, half) == (1.0, 0.0, 0.5)


def test_heat_outside_the_body_is_wrong() -> None:
    body = torch.ones(1, 8, 8)
    body[0, 4, 4] = 0.25

    assert misplaced(single(heat_in((4, 4)), annotated=None, body=body), 2).item() == 0.75


def test_from_five_regions_on_their_mean_counts_five_fifteenths() -> None:
    # the box fills the cells (2..3, 2..3) of 8 x 8; the heat is outside it, inside the frame
    astray = misplaced(single(heat_in((6, 6)), annotated=boxes(5, 8, 8)), 2).item()
    found = misplaced(single(heat_in((2, 2)), annotated=boxes(5, 8, 8)), 2).item()

    assert astray == pytest.approx(5 / 15)
    assert found == pytest.approx(0.0)


@pytest.mark.parametrize(("count", "trust"), [(0, 0), (4, 0), (5, 1 / 3), (10, 0.5), (90, 0.9)])
def test_regions_are_trusted_the_more_there_are(count, trust) -> None:
    assert trust_in_regions(count) == pytest.approx(trust)


def test_regions_of_another_label_do_not_count() -> None:
    heat = single(heat_in((6, 6)), annotated=boxes(5, 8, 8))

    assert misplaced(heat, 0).item() == 0.0


def test_only_paired_organs_are_mirrored() -> None:
    left_heat = heat_in((2, 5))  # the mirror image of cell (2, 2)
    paired = single(left_heat, annotated=boxes(5, 8, 8), paired_labels=("Hernia",))
    single_organ = single(left_heat, annotated=boxes(5, 8, 8), paired_labels=())

    assert misplaced(paired, 2).item() == pytest.approx(0.0)
    assert misplaced(single_organ, 2).item() == pytest.approx(5 / 15)


def test_half_of_the_regions_are_enough_for_full_credit() -> None:
    """Doubled and clipped at 1."""
    masks = torch.zeros(4, 32, 32)
    masks[:2, 8:16, 8:16] = 1.0
    masks[2:3, 24:, 24:] = 1.0

    place = expected_place(masks, (4, 4), mirrored=False)

    assert place[1, 1].item() == 1.0
    assert place[3, 3].item() == 0.5


def test_a_region_grows_by_a_sixteenth_of_the_side() -> None:
    masks = torch.zeros(1, 32, 32)
    masks[0, 16, 16] = 0.8

    grown = dilated(masks, 2.0)[0]

    assert grown[14, 16] == grown[16, 18] == grown[17, 17] == 0.8
    assert grown[14, 15] == grown[13, 16] == 0
    assert int((grown > 0).sum()) == 13


def test_the_expected_place_is_that_of_the_slow_oracle() -> None:
    masks = annotated(side=32).of_label(2).masks

    for mirrored in (False, True):
        slow = oracle.expected_place(masks.tolist(), 4, 4, mirrored)
        found = expected_place(masks, (4, 4), mirrored=mirrored)
        assert found.flatten().tolist() == pytest.approx([v for row in slow for v in row], abs=1e-6)


def test_a_body_given_per_image_is_that_of_the_slow_oracle() -> None:
    body = torch.rand(6, 4, 4, generator=torch.Generator().manual_seed(3))
    given_inputs = inputs(6, body=body)
    masks = given_inputs.annotated.of_label(2).masks.tolist()

    place = oracle.expected_place(masks, 4, 4, True)
    expected = [
        oracle.misplaced(given_inputs.maps[i, 2].tolist(), len(masks), place, body[i].tolist())
        for i in range(6)
    ]

    assert misplaced(given_inputs, 2).tolist() == pytest.approx(expected, abs=1e-6)


def test_without_heat_everything_is_misplaced_and_nothing_focused() -> None:
    empty = single(-torch.ones(1, 3, 8, 8))

    assert misplaced(empty, 2).item() == 1.0
    assert focus(heat_shares(empty.heatmaps(2))).item() == 0.0


def test_focus_is_one_on_a_cell_and_zero_when_even() -> None:
    heat = torch.stack([heat_in((3, 3))[0, 0].clamp(min=0), torch.ones(8, 8)])

    assert focus(heat_shares(heat)).tolist() == pytest.approx([1.0, 0.0])


def test_companions_explain_what_chance_does_not() -> None:
    # Hernia 12, Effusion 60 of 200: 3.6 expected together, 9 found; Infiltration 4 of 4.8 expected
    present = {
        "truth": torch.tensor([[1.0, 1.0, 1.0]]),
        "probabilities": torch.full((1, 3), 0.5),
    }

    assert companionship(inputs(1, **present), 2).item() == pytest.approx(1 - 3.6 / 9)


def test_triage_and_suspicious_by_hand() -> None:
    given_inputs = single(
        heat_in((0, 0)),
        annotated=None,
        truth=torch.tensor([[1.0, 0.0, 1.0]]),
        probabilities=torch.tensor([[0.0, 0.0, 0.5]]),
        thresholds=(None, None, 0.5),
    )

    assert RANKINGS["triage"].score(given_inputs, 2).item() == pytest.approx(
        (1 + 0.5 * (1 - 3.6 / 9) + 0.25) / 1.75
    )
    assert RANKINGS["suspicious"].score(given_inputs, 2).item() == pytest.approx(
        (0.5 + 0.15 + 0.2) / 1.5
    )
