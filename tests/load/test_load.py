"""The short forms of `scripts/load`: undisturbed, and with kill -9 of server and worker."""

from pathlib import Path

import pytest

from tests.load.runs import LoadSettings, run_load

pytestmark = pytest.mark.timeout(240)


def test_no_confirmed_save_is_lost_while_a_round_is_fine_tuned(tmp_path: Path) -> None:
    settings = LoadSettings(physicians=8, seconds=6, think_s=0.3, steps=40, images=150)

    outcome = run_load(tmp_path, settings)

    assert outcome.errors == []
    assert outcome.lost == []
    assert len(outcome.saves) > 20
    assert outcome.same_weights


def test_no_confirmed_save_is_lost_when_server_and_worker_are_killed(tmp_path: Path) -> None:
    settings = LoadSettings(physicians=6, seconds=14, think_s=0.3, steps=60, kills=4, images=150)

    outcome = run_load(tmp_path, settings)

    assert outcome.errors == []
    assert outcome.lost == []
    assert len(outcome.kills) == 4
    assert len(outcome.saves) > 10
    assert outcome.same_weights
