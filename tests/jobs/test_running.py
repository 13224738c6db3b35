"""Between a step and the pulse: progress in memory, the estimate, and where a step stops."""

from pathlib import Path

import pytest

from medebiaser.data.stores import Lease
from medebiaser.errors import CancelledError
from medebiaser.jobs.liveness import Liveness
from medebiaser.jobs.running import News, RunningJob, Stopped
from medebiaser.records import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def a_running_job(clock: Clock, woken: list[str] | None = None) -> RunningJob:
    told = [] if woken is None else woken
    return RunningJob(Lease("a", 1), lambda: told.append("woken"), clock)


def test_only_the_latest_report_is_kept_and_each_new_phase_becomes_a_line() -> None:
    running = a_running_job(Clock())
    for progress in (
        Progress("training", 1, 8),
        Progress("training", 2, 8),
        Progress("test", 1, 2),
    ):
        running.report(progress)
    running.write("a line of the step")

    assert running.news() == News(
        ("training", "test", "a line of the step"), Progress("test", 1, 2), None
    )
    assert running.news() is None


def test_the_pulse_is_woken_when_a_phase_begins_and_only_then() -> None:
    woken: list[str] = []
    running = a_running_job(Clock(), woken)
    for progress in (
        Progress("training", 1, 8),
        Progress("training", 2, 8),
        Progress("test", 1, 2),
    ):
        running.report(progress)

    assert woken == ["woken", "woken"]


def test_the_end_is_estimated_by_what_this_attempt_has_done() -> None:
    clock = Clock()
    running = a_running_job(clock)
    running.report(Progress("training", 51, 100))  # it goes on from its fiftieth step
    clock.now += 20
    running.report(Progress("training", 61, 100))

    news = running.news()
    assert news is not None
    assert news.eta_s == 20 / 10 * 39


def test_a_step_stops_at_the_report_that_follows_a_cancellation() -> None:
    running = a_running_job(Clock())
    running.cancel()

    with pytest.raises(CancelledError, match="try it again to go on where it stopped"):
        running.report(Progress("training", 1, 8))


def test_a_worker_that_stops_leaves_the_step_even_where_errors_are_caught() -> None:
    running = a_running_job(Clock())
    running.cancel()
    running.stop()

    def careless_step() -> None:
        try:
            running.report(Progress("training", 1, 8))
        except Exception:  # noqa: BLE001
            pytest.fail("taken for a failure of the step")

    with pytest.raises(Stopped):
        careless_step()


def test_a_neighbour_is_dead_once_its_lock_is_free(tmp_path: Path) -> None:
    first, second = Liveness(tmp_path), Liveness(tmp_path)

    alive = second.is_dead(first.worker)
    first._held.close()  # what the system does when a process dies

    assert (alive, second.is_dead(first.worker)) == (False, True)
    assert second.neighbours() == {first.worker}
    second.forget(first.worker)
    assert second.neighbours() == set()


@pytest.mark.parametrize("name", ["1-ab@elsewhere", "../1-ab", "1-ab@"])
def test_of_a_worker_elsewhere_nothing_is_known(tmp_path: Path, name: str) -> None:
    assert not Liveness(tmp_path).is_dead(name)


def test_a_worker_that_ended_in_order_leaves_no_lock(tmp_path: Path) -> None:
    first, second = Liveness(tmp_path), Liveness(tmp_path)

    first.close()

    assert second.neighbours() == set()
