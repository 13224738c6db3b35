"""What holds for every ranking."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import NotFoundError
from medebiaser.learning.ranking import DEFAULT_RANKING, RANKINGS, ranking
from tests.learning.ranking.cases import inputs, plain
from tests.oracles import ranking as oracle

BY_ORACLE = [
    "accuracy",
    "concentration",
    "dependency",
    "entropy",
    "margin",
    "least-confident",
    "triage",
    "suspicious",
]
MANY = 300  # enough displayed pairs for `learned`


def same(found: torch.Tensor, expected: torch.Tensor) -> bool:
    return torch.equal(found.nan_to_num(-1.0), expected.nan_to_num(-1.0))


@pytest.fixture(scope="module")
def twelve():
    """Twelve images, and the same for the oracle, which remembers what is slow to work out."""
    given_inputs = inputs(12)
    return given_inputs, plain(given_inputs)


@pytest.mark.parametrize("name", BY_ORACLE)
@pytest.mark.parametrize("label", [0, 1, 2])
def test_scores_are_those_of_the_slow_oracle(name, label, twelve) -> None:
    given_inputs, case = twelve

    found = RANKINGS[name].score(given_inputs, label)

    expected = [oracle.score(name, case, image, label) for image in range(12)]
    assert [None if s != s else pytest.approx(s, abs=1e-9) for s in found.tolist()] == expected


@pytest.mark.parametrize("name", RANKINGS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), label=st.integers(0, 2))
def test_scores_are_in_range_over_displayed_pairs_and_nowhere_else(name, seed, label) -> None:
    given_inputs = inputs(MANY, seed=seed)

    scores = RANKINGS[name].score(given_inputs, label)

    displayed = given_inputs.displayed(label)
    assert scores.isnan().equal(~displayed)
    assert ((scores[displayed] >= 0) & (scores[displayed] <= 1)).all()


@pytest.mark.parametrize("name", RANKINGS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), label=st.integers(0, 2), shuffle=st.integers(0, 1000))
def test_the_order_does_not_depend_on_the_order_of_images(name, seed, label, shuffle) -> None:
    first = inputs(MANY, seed=seed)
    permutation = torch.randperm(MANY, generator=torch.Generator().manual_seed(shuffle))
    shuffled = first.at(permutation)
    each = RANKINGS[name]

    assert same(each.score(shuffled, label), each.score(first, label)[permutation])
    assert shuffled.rows[each.order(shuffled, label)].equal(first.rows[each.order(first, label)])


@pytest.mark.parametrize("name", [name for name in RANKINGS if name != "dual"])
def test_the_order_follows_the_scores_and_ties_the_rows(name) -> None:
    given_inputs = inputs(MANY, probabilities=(torch.rand(MANY, 3) * 4).round() / 4 * 0.98 + 0.01)
    each = RANKINGS[name]
    scores = each.score(given_inputs, 0)

    positions = each.order(given_inputs, 0)

    sign = 1 if each.ascending else -1
    keys = [(sign * scores[p].item(), given_inputs.rows[p].item()) for p in positions]
    assert keys == sorted(keys)
    assert len(positions) == int(given_inputs.displayed(0).sum())


@pytest.mark.parametrize("name", RANKINGS)
def test_every_displayed_image_has_a_reason_of_its_own(name) -> None:
    given_inputs = inputs(MANY)
    positions = RANKINGS[name].order(given_inputs, 0)
    positions = torch.cat([positions[:10], positions[-10:]])

    together = RANKINGS[name].reasons(given_inputs, 0, positions)

    assert all(together)
    assert together[7] == RANKINGS[name].reason(given_inputs, 0, int(positions[7]))
    if name != "random":
        assert len(set(together)) > 1


@pytest.mark.parametrize("name", RANKINGS)
def test_no_displayed_image_gives_an_empty_order(name) -> None:
    given_inputs = inputs(
        MANY,
        truth=torch.cat([torch.ones(MANY, 2), torch.zeros(MANY, 1)], dim=1),
        probabilities=torch.full((MANY, 3), 0.01),
    )

    assert RANKINGS[name].order(given_inputs, 2).tolist() == []


@pytest.mark.parametrize("name", RANKINGS)
def test_half_precision_maps_rank_almost_as_single(name) -> None:
    given_inputs = inputs(MANY)
    half = inputs(MANY, maps=given_inputs.maps.half())

    difference = RANKINGS[name].score(half, 1) - RANKINGS[name].score(given_inputs, 1)

    # `dual` compares ranks: one near-tie may swap
    assert difference.nan_to_num(0).abs().max() < (0.05 if name == "dual" else 2e-3)


def test_triage_is_the_default_and_first() -> None:
    assert next(iter(RANKINGS)) == DEFAULT_RANKING == "triage"


def test_lowest_first_are_those_the_paper_says_and_the_margin() -> None:
    assert {name for name, each in RANKINGS.items() if each.ascending} == {
        "accuracy",
        "concentration",
        "margin",
        "random",
    }


def test_an_unknown_ranking_names_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="no ranking is called best; choose one of triage"):
        ranking("best")
