"""A command that is killed with -9 and started again ends as if nothing had happened."""

import pytest

from tests.faults.commands import Blow, start
from tests.faults.kills import Site, kill, prepare
from tests.faults.proofs import confirmed, violations

_KILLS = 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return prepare(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("step", ["import", "train", "finetune", "explain"])
def test_a_command_killed_three_times_ends_like_an_undisturbed_one(site: Site, step: str) -> None:
    outcome = kill(site, step, _KILLS, seed=1, by_clock=False)

    assert outcome.violations == []
    assert outcome.kills == _KILLS


def test_the_proofs_see_an_image_that_was_lost_and_a_round_that_went_back(site: Site) -> None:
    trained, imported = site.starts["finetune"], site.starts["train"]
    assert trained is not None
    assert imported is not None
    ended = start("train", trained, site.phantoms, site.folder / "again.log", Blow(moment=10**6))

    lost = violations(confirmed(trained), site.folder / "nothing", ended)
    back = violations(confirmed(trained), imported, ended)

    assert any("was confirmed and is lost" in found for found in lost)
    assert "round 0 was confirmed and is lost" in back
    assert "the annotations changed" in back
