"""Figures are sums over counts, and folds are pooled without mixing their networks."""

import numpy as np
import pytest

from medebiaser.study.summary import best, compared, spread, summary
from medebiaser.study.tallies import auc_tally, figures, pooled


def test_an_auc_counts_the_pairs_in_the_right_order_and_half_of_the_ties() -> None:
    """.9 beats .5 and .1; .5 ties with .5 and beats .1: 3.5 of 4."""
    scores = np.array([0.9, 0.5, 0.5, 0.1])

    assert auc_tally(scores, np.array([True, True, False, False])) == (3.5, 4.0)


def test_without_positives_there_are_no_pairs() -> None:
    assert auc_tally(np.array([0.1, 0.2]), np.array([False, False])) == (0.0, 0.0)


def test_pairs_are_formed_within_a_fold_alone() -> None:
    """Each fold orders its pair rightly; across folds .2 (positive) is below .8 (negative)."""
    first = {"auc": auc_tally(np.array([0.9, 0.8]), np.array([True, False]))}
    second = {"auc": auc_tally(np.array([0.2, 0.1]), np.array([True, False]))}

    assert figures(pooled([first, second]))["auc"] == 1.0


def test_folds_weigh_by_their_pairs_and_an_empty_one_weighs_nothing() -> None:
    tallies = [{"auc": (1.0, 1.0)}, {"auc": (0.0, 3.0)}, {"auc": (0.0, 0.0)}, {}]

    assert figures(pooled(tallies))["auc"] == 0.25


def test_the_other_labels_change_is_the_mean_over_the_labels_that_both_networks_have() -> None:
    found = figures(
        {
            "label:Coin": (9.0, 10.0),
            "before:label:Coin": (8.0, 10.0),
            "label:Lump": (4.0, 10.0),
            "before:label:Lump": (8.0, 10.0),
            "label:Strands": (0.0, 0.0),
            "before:label:Strands": (0.0, 0.0),
        }
    )

    assert found["other_labels_auc"] == pytest.approx(0.65)
    assert found["other_labels_change"] == pytest.approx((0.1 - 0.4) / 2)


def test_a_figure_that_was_not_counted_is_unknown_not_zero() -> None:
    assert figures({"worst_group_auc": (0.0, 0.0)})["worst_group_auc"] is None


def test_the_interval_over_three_seeds_is_students() -> None:
    """t(.975, 2) = 4.3027; sd of .1, .2, .3 is .1."""
    found = spread([0.1, 0.2, 0.3])

    assert found["mean"] == pytest.approx(0.2)
    assert found["sd"] == pytest.approx(0.1)
    assert found["ci"] == pytest.approx([0.2 - 0.24841, 0.2 + 0.24841], abs=1e-4)


def test_one_seed_has_no_interval() -> None:
    assert spread([0.4]) == {"mean": 0.4, "sd": None, "ci": None, "seeds": 1}


ROWS = [
    {"method": "ours", "seed": 1, "auc": 0.9, "pointing": None},
    {"method": "ours", "seed": 2, "auc": 0.7, "pointing": 0.5},
    {"method": "a", "seed": 1, "auc": 0.6, "pointing": None},
    {"method": "a", "seed": 2, "auc": 0.8, "pointing": None},
    {"method": "b", "seed": 2, "auc": 0.6, "pointing": None},
]


def test_methods_are_compared_on_the_seeds_that_both_have() -> None:
    against_a = compared(ROWS, "ours", "a", ("auc", "pointing"))
    against_b = compared(ROWS, "ours", "b", ("auc",))

    assert against_a["auc"]["mean"] == pytest.approx((0.3 - 0.1) / 2)
    assert against_a["auc"]["ahead"] == 1
    assert against_b["auc"]["seeds"] == 1
    assert "pointing" not in against_a


def test_the_best_of_the_papers_is_the_one_with_the_highest_mean() -> None:
    assert best(ROWS, ("a", "b")) == "a"
    assert best(ROWS, ("missing",)) is None


def test_unknown_figures_take_no_part_in_a_mean() -> None:
    found = summary(ROWS)

    assert found["ours"]["pointing"]["mean"] == 0.5
    assert found["ours"]["pointing"]["seeds"] == 1
    assert "pointing" not in found["a"]
