"""Rounds keep what they were made from, change in one statement, and can be pruned."""

# ruff: noqa: PT012 (the block that raises is the transaction under test)

import math
from pathlib import Path

import numpy as np
import pytest

from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Round, RoundState, Scope
from tests.data.workspaces import A_MOMENT, a_project, a_round, an_image


def test_a_round_comes_back_with_every_field(tmp_path: Path) -> None:
    rounds = a_project(tmp_path).rounds
    full = Round(
        number=1,
        parent=0,
        state=RoundState.READY,
        settings={"attention": "dice", "weight": 2.0, "focus": ["Mass"]},
        seed=2**40,
        scope=Scope.LAST_BLOCK,
        preview=True,
        checkpoint="a" * 64,
        resume_from="b" * 64,
        thresholds=(0.25, None, 0.1 + 0.2),
        history=({"loss": 0.5}, {"loss": 0.25}),
        metrics={"test": {"labels": {"Mass": {"auc": 0.75, "auc_ci": [0.5, 1.0]}}}},
        guard={"Mass": {"change": -0.04}},
        snapshot="c" * 64,
        data_hash="d",
        code_hash="e",
        environment={"torch": "2.13.0"},
        failure="NaN at step 7",
        created_at=A_MOMENT,
        finished_at=A_MOMENT,
    )

    assert rounds.create(full) == full
    assert rounds.get(1) == full


def test_what_is_unknown_stays_nan_or_none(tmp_path: Path) -> None:
    rounds = a_project(tmp_path).rounds
    rounds.create(a_round(0, metrics={"auc": math.nan, "why": None}, history=({"auc": math.nan},)))

    stored = rounds.get(0)
    assert math.isnan(stored.metrics["auc"])
    assert stored.metrics["why"] is None
    assert math.isnan(stored.history[0]["auc"])


def test_numpy_figures_are_stored_as_numbers(tmp_path: Path) -> None:
    rounds = a_project(tmp_path).rounds
    rounds.create(a_round(0))
    figures = {"auc": np.float32(0.5), "n": np.int64(3), "ci": np.array([0.25, 0.75])}

    stored = rounds.update(0, metrics=figures, thresholds=np.array([0.5, 0.25]))
    assert stored.metrics == {"auc": 0.5, "n": 3, "ci": [0.25, 0.75]}
    assert stored.thresholds == (0.5, 0.25)


def test_a_number_is_used_once(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0)])
    stores.rounds.create(a_round(0))
    arrays = stores.round_arrays(0)
    arrays.create("order", (), np.int32)

    with pytest.raises(ConflictError, match="already a round 0; take the next number"):
        stores.rounds.create(a_round(0, seed=8))
    assert stores.rounds.get(0).seed == 7
    assert arrays.names() == ["order"]


def test_only_what_is_named_changes(tmp_path: Path) -> None:
    rounds = a_project(tmp_path).rounds
    rounds.create(a_round(0))
    rounds.create(a_round(1))
    changed = rounds.update(1, state=RoundState.TRAINED, checkpoint="a" * 64)

    assert (changed.state, changed.checkpoint) == (RoundState.TRAINED, "a" * 64)
    assert changed.settings == {"epochs": 3}
    assert changed.created_at == A_MOMENT
    assert rounds.get(0).state == RoundState.CREATED
    for field in ("number", "created_at", "colour"):
        with pytest.raises(InvalidInputError, match=f"a round's {field} cannot be changed"):
            rounds.update(1, **{field: 5})
    with pytest.raises(NotFoundError, match="no round 7; there are: 0, 1"):
        rounds.update(7, preview=True)


def test_the_latest_and_the_current_round(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    assert stores.rounds.latest() is None
    with pytest.raises(NotFoundError, match="run `medebiaser train` first"):
        stores.rounds.get(0)
    stores.rounds.create(a_round(1))
    stores.rounds.create(a_round(0))
    stores.rounds.set_current(0)

    latest = stores.rounds.latest()
    assert latest is not None
    assert latest.number == 1
    assert [made.number for made in stores.rounds.all()] == [0, 1]
    assert stores.project.current_round is None
    assert stores.refresh().current_round == 0
    with pytest.raises(NotFoundError):
        stores.rounds.set_current(5)


def test_a_removed_round_takes_its_arrays_with_it(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.images.add([an_image(0)])
    for number in (0, 1):
        stores.rounds.create(a_round(number))
        stores.round_arrays(number).create("order", (), np.int32)
        stores.round_arrays(number).write("order", [0], [5])
    stores.rounds.set_current(1)
    stores.rounds.remove(1)

    assert [made.number for made in stores.rounds.all()] == [0]
    assert stores.round_arrays(1).names() == []
    assert stores.round_arrays(0).read("order").tolist() == [5]
    assert stores.refresh().current_round is None
    with pytest.raises(NotFoundError):
        stores.rounds.remove(1)


def test_a_removal_that_is_not_confirmed_keeps_the_arrays(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    stores.rounds.create(a_round(0))
    stores.round_arrays(0).create("order", (), np.int32)

    with pytest.raises(ZeroDivisionError), stores.transaction():
        stores.rounds.remove(0)
        raise ZeroDivisionError
    assert stores.rounds.get(0).number == 0
    assert stores.round_arrays(0).names() == ["order"]


def test_a_new_round_never_sees_the_arrays_of_a_removed_one(tmp_path: Path) -> None:
    stores = a_project(tmp_path)
    left_by_a_killed_removal = stores.round_arrays(0)
    left_by_a_killed_removal.create("order", (), np.int32)

    stores.rounds.create(a_round(0))
    assert stores.round_arrays(0).names() == []
