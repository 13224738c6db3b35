import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.ranking import RANKINGS, order, spread
from medebiaser.learning.ranking.orders import as_ranks, by_chance
from tests.learning.ranking.cases import inputs
from tests.oracles import ranking as oracle


def test_ties_go_by_row_and_unranked_images_are_left_out() -> None:
    scores = torch.tensor([0.5, float("nan"), 0.5, 0.9])
    rows = torch.tensor([7, 1, 3, 9])

    assert order(scores, ascending=True, rows=rows).tolist() == [2, 0, 3]
    assert order(scores, ascending=False, rows=rows).tolist() == [3, 2, 0]


def test_without_rows_ties_go_by_position() -> None:
    assert order(torch.tensor([0.5, 0.5, 0.1]), ascending=False).tolist() == [0, 1, 2]


def test_one_row_per_score() -> None:
    with pytest.raises(ShapeError, match="2 scores and 1 rows"):
        order(torch.zeros(2), ascending=True, rows=torch.zeros(1))


def test_ranks_run_from_0_to_1_and_ties_share_theirs() -> None:
    ranks = as_ranks(torch.tensor([0.3, float("nan"), 0.1, 0.3, 0.9]))

    assert ranks.nan_to_num(-1).tolist() == pytest.approx([0.5, -1, 0, 0.5, 1])
    assert as_ranks(torch.tensor([0.3])).tolist() == [1.0]


def test_dual_is_three_tenths_entropy_and_seven_tenths_misalignment() -> None:
    given_inputs = inputs(30)
    doubt = as_ranks(RANKINGS["entropy"].score(given_inputs, 2))
    astray = as_ranks(RANKINGS["misalignment"].score(given_inputs, 2))

    found = RANKINGS["dual"].score(given_inputs, 2)

    assert found.nan_to_num(-1).tolist() == pytest.approx(
        (0.3 * doubt + 0.7 * astray).nan_to_num(-1).tolist()
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(0, 500))
def test_spread_is_greedy_farthest_first(count, seed) -> None:
    points = torch.randn(count, 3, generator=torch.Generator().manual_seed(seed)).double()
    points = torch.nn.functional.normalize(points, dim=1)
    positions = torch.randperm(count)

    head = spread(positions, points, first=8)

    among = positions[:32]
    slow = oracle.farthest_first(points[among].tolist(), 8)
    if count > 2:
        assert head[:8].tolist() == among[slow].tolist()
    assert sorted(head.tolist()) == sorted(positions.tolist())
    assert head[32:].equal(positions[32:])


def test_a_copy_of_the_best_image_waits_until_the_head_is_full() -> None:
    embeddings = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])

    assert spread(torch.tensor([0, 1, 2, 3]), embeddings, first=3).tolist() == [0, 3, 2, 1]


def test_dual_without_embeddings_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="dual needs the round's embeddings"):
        RANKINGS["dual"].order(inputs(embeddings=None), 2)


def test_chance_is_even_and_another_seed_is_another_order() -> None:
    rows = torch.arange(20_000)

    drawn = by_chance(rows, label=0, seed=0)

    assert drawn.mean().item() == pytest.approx(0.5, abs=0.01)
    assert drawn.std().item() == pytest.approx(12**-0.5, abs=0.01)
    for other in (by_chance(rows, label=1, seed=0), by_chance(rows, label=0, seed=1)):
        together = torch.corrcoef(torch.stack([drawn, other]))[0, 1].item()
        assert abs(together) < 0.03


def test_the_chance_of_a_row_does_not_depend_on_the_others() -> None:
    everything = by_chance(torch.arange(100), label=2, seed=3)

    assert by_chance(torch.tensor([42]), label=2, seed=3).item() == everything[42].item()
