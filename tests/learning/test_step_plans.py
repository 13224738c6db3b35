from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.step_plans import Planner, StepPlan
from tests.learning.a_round import AP, a_rehearsal_pool, an_annotated_pool


def a_planner(**others: object) -> Planner:
    settings = {"n_annotated": 6, "n_rehearsal": 5, "swap": True, **others}
    return Planner(an_annotated_pool(), a_rehearsal_pool(), **settings)  # type: ignore[arg-type]


def donors_of(plan: StepPlan, composed: torch.Tensor) -> torch.Tensor:
    return plan.rehearsal[plan.donors[composed]]


@given(st.integers(0, 2**40), st.integers(0, 500))
def test_a_donor_is_known_to_be_negative_and_of_the_same_view(seed: int, draw: int) -> None:
    annotated, rehearsal = an_annotated_pool(), a_rehearsal_pool()
    plan = a_planner(seed=seed).plan(draw)

    for composed in (plan.swapped, plan.replaced):
        donors = donors_of(plan, composed)
        assert (rehearsal.targets[donors, plan.label] == 0).all()
        wanted = annotated.view_codes[plan.pairs[composed]]
        assert torch.equal(rehearsal.view_codes[donors], wanted)
    assert (annotated.labels[plan.pairs] == plan.label).all()
    assert len(plan.rehearsal[: plan.n_rehearsed]) == 5


def test_only_positives_with_a_region_are_swapped_and_only_irrelevant_regions_replaced() -> None:
    plan = a_planner().plan(1)  # label 2: every one of its six pairs once

    assert plan.label == 2
    assert sorted(plan.pairs.tolist()) == [0, 1, 2, 3, 4, 5]
    assert sorted(plan.pairs[plan.swapped].tolist()) == [0, 1, 2, 5]
    assert sorted(plan.pairs[plan.replaced].tolist()) == [4, 5]
    idle = (plan.pairs == 3).nonzero()[0, 0]
    assert plan.donors[idle] == -1
    assert plan.n_images == 6 + len(plan.rehearsal) + 2 * 4 + 2


def test_labels_in_focus_take_turns_and_their_pairs_come_equally_often() -> None:
    planner = a_planner(n_annotated=4)
    plans = [planner.plan(draw) for draw in range(12)]

    assert [plan.label for plan in plans] == [0, 2] * 6
    visits = torch.cat([plan.pairs for plan in plans if plan.label == 2])
    assert torch.bincount(visits, minlength=7).tolist() == [4, 4, 4, 4, 4, 4, 0]


def test_the_draws_of_one_step_share_a_label_and_visit_other_pairs() -> None:
    planner = a_planner(n_annotated=3, draws_per_step=2)
    plans = [planner.plan(draw) for draw in range(8)]

    assert [plan.label for plan in plans] == [0, 0, 2, 2, 0, 0, 2, 2]
    assert sorted(torch.cat([plans[2].pairs, plans[3].pairs]).tolist()) == [0, 1, 2, 3, 4, 5]


def test_donors_come_from_the_steps_own_rehearsal_images_where_one_fits() -> None:
    plan = a_planner(n_rehearsal=12).plan(1)

    assert len(plan.rehearsal) == 12


def test_a_donor_of_another_view_is_better_than_none() -> None:
    pool = a_rehearsal_pool()
    only_ap = replace(pool, views=torch.full((12,), AP))
    planner = Planner(an_annotated_pool(), only_ap, n_annotated=6, n_rehearsal=3, swap=True)
    plan = planner.plan(1)

    assert (plan.donors[plan.swapped] >= 0).all()
    assert (pool.targets[donors_of(plan, plan.swapped), 2] == 0).all()


def test_without_any_known_negative_swaps_are_refused() -> None:
    pool = a_rehearsal_pool()
    targets = pool.targets.clone()
    targets[:, 2] = torch.nan
    unknown = replace(pool, targets=targets)

    with pytest.raises(InvalidInputError, match="without label number 2"):
        Planner(an_annotated_pool(), unknown, n_annotated=6, n_rehearsal=3, swap=True)
    without = Planner(an_annotated_pool(), unknown, n_annotated=6, n_rehearsal=3, swap=False)
    assert without.plan(1).n_images == 9


def test_pools_refuse_what_does_not_belong_together() -> None:
    pool = an_annotated_pool()
    with pytest.raises(ShapeError, match="7 annotated rows"):
        replace(pool, masks=pool.masks[:5], irrelevant=None)
    with pytest.raises(InvalidInputError, match="annotate some images first"):
        AnnotatedPool(
            rows=torch.zeros(0, dtype=torch.long),
            labels=torch.zeros(0, dtype=torch.long),
            targets=torch.zeros(0, 3),
            masks=torch.zeros(0, 16, 16),
        )
    with pytest.raises(InvalidInputError, match="left for rehearsal"):
        RehearsalPool(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3))


def test_a_sample_of_the_rehearsal_pool_keeps_rows_labels_and_views_together() -> None:
    pool = a_rehearsal_pool()
    part = pool.sample(5, seed=3)

    assert len(part) == 5
    where = part.rows - 12
    assert torch.equal(part.view_codes, pool.view_codes[where])
    torch.testing.assert_close(part.targets, pool.targets[where], equal_nan=True)
    assert len(pool.sample(100, seed=3)) == 12
