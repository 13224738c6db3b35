"""Only the worker that holds a job writes for it; what a dead one left is taken over."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from medebiaser.data.stores import Lease, Workspace, open_workspace
from medebiaser.data.stores.leases import DEATHS_MAX
from medebiaser.errors import LostLeaseError
from medebiaser.records import Job, JobState, Lane, Progress, WorkerRecord
from tests.data.workspaces import A_MOMENT


class Clock:
    def __init__(self) -> None:
        self.now = A_MOMENT

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "w", create=True, clock=clock) as opened:
        opened.projects.create("chest", ["Hernia"])
        yield opened


def ask(workspace: Workspace, lane: Lane = Lane.DEVICE) -> str:
    return workspace.jobs.enqueue("train", {}, project=1, author="dr-a", lane=lane).id


def take(workspace: Workspace, worker: str = "w1") -> tuple[Job, Lease]:
    job = workspace.leases.claim(worker, Lane.DEVICE, device="cpu", lease_s=30)
    assert job is not None
    return job, Lease(job.id, job.fence)


def test_the_job_that_waits_longest_is_taken_and_its_fence_grows(
    workspace: Workspace, clock: Clock
) -> None:
    first = ask(workspace)
    clock.forward(1)
    ask(workspace)

    job, _ = take(workspace)

    assert (job.id, job.state, job.fence) == (first, JobState.RUNNING, 1)
    assert (job.worker, job.device, job.started_at) == ("w1", "cpu", clock.now)
    assert job.lease_until == clock.now + timedelta(seconds=30)


def test_a_job_is_taken_once_and_only_from_its_lane(workspace: Workspace) -> None:
    ask(workspace)

    assert workspace.leases.claim("w1", Lane.LIGHT, device=None, lease_s=30) is None
    take(workspace)
    assert workspace.leases.claim("w2", Lane.DEVICE, device="cpu", lease_s=30) is None


def test_progress_is_stored_with_the_renewed_lease(workspace: Workspace, clock: Clock) -> None:
    ask(workspace)
    _, lease = take(workspace)
    clock.forward(20)

    progress = Progress("training", 4, 16, {"loss": 0.5})
    job = workspace.leases.renew(lease, 30, progress, eta_s=8.0, lines=["training"])

    assert (job.phase, job.done, job.total, job.metrics) == ("training", 4, 16, {"loss": 0.5})
    assert (job.eta_s, job.phase_started_at) == (8.0, clock.now)
    assert job.lease_until == clock.now + timedelta(seconds=30)
    assert [line.line for line in workspace.jobs.log(job.id)][1:] == ["training"]
    assert workspace.leases.take_over() == []


def test_a_phase_keeps_the_moment_at_which_it_began(workspace: Workspace, clock: Clock) -> None:
    ask(workspace)
    _, lease = take(workspace)
    moments = []
    for phase in ("training", "training", "explaining"):
        clock.forward(1)
        moments.append(workspace.leases.renew(lease, 30, Progress(phase, 1, 2)).phase_started_at)

    assert moments == [A_MOMENT + timedelta(seconds=n) for n in (1, 1, 3)]


def test_a_worker_learns_at_its_next_renewal_that_someone_asked_to_cancel(
    workspace: Workspace,
) -> None:
    asked = ask(workspace)
    _, lease = take(workspace)
    before = workspace.leases.renew(lease, 30)
    workspace.jobs.request_cancel(asked)

    after = workspace.leases.renew(lease, 30)

    assert (before.cancel_requested, after.cancel_requested) == (False, True)


def test_a_dead_workers_job_is_queued_again_once_its_lease_has_run_out(
    workspace: Workspace, clock: Clock
) -> None:
    asked = ask(workspace)
    take(workspace)
    clock.forward(30)
    in_time = workspace.leases.take_over()
    clock.forward(0.1)

    (job,) = workspace.leases.take_over()

    assert in_time == []
    assert (job.id, job.state, job.attempt, job.worker) == (asked, JobState.QUEUED, 2, None)
    assert take(workspace, "w2")[0].fence == 2


def test_the_job_of_a_worker_known_to_be_dead_does_not_wait_for_its_lease(
    workspace: Workspace,
) -> None:
    ask(workspace)
    take(workspace, "w1")

    assert workspace.leases.take_over("w2") == []
    assert len(workspace.leases.take_over("w1")) == 1


WRITES: dict[str, Callable[[Workspace, Lease], object]] = {
    "renew": lambda w, lease: w.leases.renew(lease, 30),
    "progress": lambda w, lease: w.leases.renew(lease, 30, Progress("training", 1, 2)),
    "log": lambda w, lease: w.leases.renew(lease, 30, lines=["a line"]),
    "finish": lambda w, lease: w.leases.finish(lease, JobState.DONE),
    "hand back": lambda w, lease: w.leases.hand_back(lease, "stopping"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("taken", [False, True], ids=["queued again", "taken by another"])
def test_a_worker_that_lost_its_job_can_write_nothing_for_it(
    workspace: Workspace, write: Callable[[Workspace, Lease], object], taken: bool
) -> None:
    asked = ask(workspace)
    _, lease = take(workspace, "w1")
    workspace.leases.take_over("w1")
    if taken:
        take(workspace, "w2")
    before = workspace.jobs.get(asked), workspace.jobs.log(asked)

    with pytest.raises(LostLeaseError, match="is no longer this worker's"):
        write(workspace, lease)

    assert (workspace.jobs.get(asked), workspace.jobs.log(asked)) == before


def test_a_guarded_database_refuses_every_transaction_once_the_job_is_lost(
    workspace: Workspace, tmp_path: Path
) -> None:
    ask(workspace)
    _, lease = take(workspace)
    with open_workspace(tmp_path / "w") as guarded:
        guarded.database.guard = lambda connection: workspace.leases.guard(connection, lease)
        guarded.projects.create("while it is ours", ["Hernia"])
        workspace.leases.take_over("w1")

        with pytest.raises(LostLeaseError):
            guarded.projects.create("afterwards", ["Hernia"])

    names = [project.name for project in workspace.projects.all()]
    assert names == ["chest", "while it is ours"]


def test_a_cancelled_job_of_a_dead_worker_is_not_started_again(
    workspace: Workspace, clock: Clock
) -> None:
    asked = ask(workspace)
    take(workspace)
    workspace.jobs.request_cancel(asked)
    clock.forward(31)

    workspace.leases.take_over()

    assert workspace.jobs.get(asked).state is JobState.CANCELLED


def test_a_job_that_kills_every_worker_fails_in_the_end_and_progress_counts_anew(
    workspace: Workspace,
) -> None:
    asked = ask(workspace)
    for _ in range(DEATHS_MAX - 1):
        take(workspace)
        workspace.leases.take_over("w1")
    _, lease = take(workspace)
    workspace.leases.renew(lease, 30, Progress("training", 1, 2))
    for _ in range(DEATHS_MAX - 1):
        workspace.leases.take_over("w1")
        take(workspace)
    before = workspace.jobs.get(asked).state
    workspace.leases.take_over("w1")

    job = workspace.jobs.get(asked)
    assert before is JobState.RUNNING
    assert job.state is JobState.FAILED
    assert f"{DEATHS_MAX} workers in a row died" in str(job.failure)


def test_a_job_that_is_handed_back_goes_on_with_the_next_worker(workspace: Workspace) -> None:
    ask(workspace)
    _, lease = take(workspace)

    back = workspace.leases.hand_back(lease, "the worker stops")

    assert (back.state, back.attempt, back.lease_until) == (JobState.QUEUED, 2, None)
    assert workspace.jobs.log(back.id)[-1].line == "the worker stops; attempt 2 is queued"


def test_workers_sign_in_are_heard_of_and_sign_out(workspace: Workspace, clock: Clock) -> None:
    worker = WorkerRecord("w1", "server-a", ("cuda:0", "cuda:1"))
    workspace.leases.sign_in(worker)
    clock.forward(5)
    workspace.leases.sign_in(worker)

    (known,) = workspace.leases.workers()
    workspace.leases.sign_out("w1")

    assert (known.host, known.devices) == ("server-a", ("cuda:0", "cuda:1"))
    assert known.seen_at == A_MOMENT + timedelta(seconds=5)
    assert known.started_at == A_MOMENT
    assert workspace.leases.workers() == []


def test_a_worker_that_was_silent_for_long_is_forgotten(workspace: Workspace, clock: Clock) -> None:
    workspace.leases.sign_in(WorkerRecord("w1", "server-a", ()))
    clock.forward(60)
    workspace.leases.sign_in(WorkerRecord("w2", "server-b", ("cpu",)))

    workspace.leases.sign_out_silent(after_s=30)

    assert [worker.id for worker in workspace.leases.workers()] == ["w2"]
