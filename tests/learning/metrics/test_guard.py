import numpy as np
import pytest

from medebiaser.learning.metrics import Predictions, guard

RNG = np.random.default_rng(0)
TRUTH = (np.arange(600) % 4 == 0).astype(int)
GOOD = np.clip(RNG.normal(0.35 + 0.3 * TRUTH, 0.12), 0, 1)
SLIGHTLY_WORSE = np.clip(GOOD + RNG.normal(0, 0.02, 600), 0, 1)
NOISE = RNG.random(600)
PATIENTS = [str(i) for i in range(600)]


def judged(after, *, threshold=0.5, focus=(), truth=TRUTH, patients=PATIENTS):
    return guard(
        Predictions(GOOD[:, None], [0.5]),
        Predictions(np.asarray(after)[:, None], [threshold]),
        np.asarray(truth)[:, None],
        patients,
        names=["Mass"],
        focus=focus,
        replicates=300,
    )


def test_a_label_that_is_no_longer_told_apart_is_marked() -> None:
    found = judged(NOISE)

    assert set(found) == {"Mass"}
    assert found["Mass"].interval[1] < -0.03
    assert "told apart worse" in found["Mass"].reason
    assert found["Mass"].document()["auc_change"] == pytest.approx(found["Mass"].change)


def test_the_focus_label_is_never_marked() -> None:
    assert judged(NOISE, focus=["Mass"]) == {}
    assert judged(GOOD, threshold=1 - 1e-6, focus=["Mass"]) == {}


def test_a_loss_within_three_hundredths_is_tolerated() -> None:
    assert judged(SLIGHTLY_WORSE) == {}


def test_a_large_but_uncertain_loss_is_tolerated() -> None:
    """The interval must lie wholly below -.03, not the difference."""
    few = np.r_[np.flatnonzero(TRUTH == 1)[:6], np.flatnonzero(TRUTH == 0)[:10]]
    worse = GOOD.copy()
    worse[few[:2]] = 0.2

    found = guard(
        Predictions(GOOD[few][:, None], [0.5]),
        Predictions(worse[few][:, None], [0.5]),
        TRUTH[few][:, None],
        [PATIENTS[i] for i in few],
        names=["Mass"],
        focus=(),
    )

    assert found == {}


def test_recall_0_is_marked_although_auc_is_unchanged() -> None:
    found = judged(GOOD, threshold=1 - 1e-6)

    assert found["Mass"].recall == 0
    assert found["Mass"].reason == "Mass is not found in any image any more"


def test_a_recall_that_was_0_before_is_not_this_rounds_doing() -> None:
    found = guard(
        Predictions(GOOD[:, None], [1 - 1e-6]),
        Predictions(GOOD[:, None], [1 - 1e-6]),
        TRUTH[:, None],
        PATIENTS,
        names=["Mass"],
        focus=(),
        replicates=300,
    )

    assert found == {}


def test_a_label_without_cases_is_not_judged() -> None:
    assert judged(NOISE, truth=np.zeros(600)) == {}
