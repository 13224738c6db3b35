"""A command that is killed with -9 and started again ends as if nothing had happened."""

import pytest

from medebiaser.records import Progress, RoundState, Scope
from tests.data.workspaces import a_round
from tests.faults.commands import Blow, Ended, start
from tests.faults.kills import Site, kill, prepare
from tests.faults.proofs import Confirmed, confirmed, repeated, violations

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


@pytest.mark.parametrize(
    ("state", "first_step", "found"),
    [
        (RoundState.TRAINING, 11, []),
        (RoundState.TRAINING, 1, ["round 0 had 2 epochs saved and went on from step 1"]),
        (RoundState.TRAINING, 16, ["round 0 had 2 epochs saved and went on from step 16"]),
        (RoundState.TRAINED, 1, ["round 0 was trained, and its training began again"]),
    ],
)
def test_the_proofs_see_epochs_that_are_trained_again_or_skipped(
    state: RoundState, first_step: int, found: list[str]
) -> None:
    before = Confirmed(rounds={0: a_round(0, state=state)}, epochs={0: (Scope.FULL, 2)})
    reported = (Progress("preparing images", 1, 9), Progress("training", first_step, 20))

    assert list(repeated(before, Ended(True, None, None, reported, 1.0))) == found
