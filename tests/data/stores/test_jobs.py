"""Jobs are asked for, listed, cancelled and tried again."""

# ruff: noqa: PT012 (the block that raises is the transaction under test)

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from medebiaser.data.stores import Lease, Workspace, open_workspace
from medebiaser.errors import ConflictError, NotFoundError
from medebiaser.records import JobState, Lane
from tests.data.workspaces import A_MOMENT


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    moments = (A_MOMENT + timedelta(seconds=n) for n in range(10_000))
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres")()
    with open_workspace(
        tmp_path / "w", create=True, database_url=url, clock=lambda: next(moments)
    ) as opened:
        opened.projects.create("chest", ["Hernia"])
        yield opened


def ask(workspace: Workspace, step: str = "train", key: str | None = None) -> str:
    project = workspace.projects.get("chest").id
    job = workspace.jobs.enqueue(
        step, {"seed": 3}, project=project, author="dr-a", lane=Lane.LIGHT, key=key
    )
    return job.id


def end(workspace: Workspace, state: JobState) -> str:
    job = workspace.leases.claim("w1", Lane.LIGHT, device=None, lease_s=30)
    assert job is not None
    workspace.leases.finish(Lease(job.id, job.fence), state, failure="no images")
    return job.id


def test_a_job_is_stored_with_what_was_asked_for(workspace: Workspace) -> None:
    job = workspace.jobs.get(ask(workspace))

    assert (job.step, job.arguments, job.author, job.lane) == (
        "train", {"seed": 3}, "dr-a", Lane.LIGHT
    )  # fmt: skip
    assert (job.state, job.attempt, job.fence, job.project) == (JobState.QUEUED, 1, 0, 1)


def test_a_job_is_gone_with_the_transaction_that_asked_for_it(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.database.transaction():
        ask(workspace)
        raise ZeroDivisionError

    assert workspace.jobs.all() == []
    assert workspace.events.after(0) == []


def test_a_second_click_finds_the_first_clicks_job(workspace: Workspace) -> None:
    first = ask(workspace, key="round")
    other = ask(workspace, key="other")

    assert ask(workspace, key="round") == first
    assert len({first, other, ask(workspace), ask(workspace)}) == 4


def test_after_the_job_has_ended_the_same_key_starts_a_new_one(workspace: Workspace) -> None:
    first = ask(workspace, key="round")
    end(workspace, JobState.DONE)

    assert ask(workspace, key="round") != first


def test_jobs_are_listed_newest_first_by_page_project_and_state(workspace: Workspace) -> None:
    first, second, third = (ask(workspace) for _ in range(3))
    end(workspace, JobState.DONE)

    assert [job.id for job in workspace.jobs.all(project=1, limit=2)] == [third, second]
    assert [job.id for job in workspace.jobs.all(before=second)] == [first]
    assert [job.id for job in workspace.jobs.all(states=[JobState.DONE])] == [first]
    assert workspace.jobs.all(project=2) == []


def test_a_queued_job_is_cancelled_at_once(workspace: Workspace) -> None:
    job = workspace.jobs.request_cancel(ask(workspace))

    assert job.state is JobState.CANCELLED
    assert job.finished_at is not None
    assert workspace.leases.claim("w1", Lane.LIGHT, device=None, lease_s=30) is None


def test_a_running_job_is_asked_to_stop_and_an_ended_one_is_left_alone(
    workspace: Workspace,
) -> None:
    running = ask(workspace)
    workspace.leases.claim("w1", Lane.LIGHT, device=None, lease_s=30)

    asked = workspace.jobs.request_cancel(running)

    assert (asked.state, asked.cancel_requested) == (JobState.RUNNING, True)
    workspace.leases.finish(Lease(running, asked.fence), JobState.DONE)
    assert workspace.jobs.request_cancel(running).state is JobState.DONE


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_job_that_ended_badly_is_tried_again(workspace: Workspace, state: JobState) -> None:
    ask(workspace)
    ended = end(workspace, state)

    again = workspace.jobs.retry(ended)

    assert (again.id, again.state, again.attempt) == (ended, JobState.QUEUED, 2)
    assert (again.failure, again.finished_at, again.cancel_requested) == (None, None, False)
    assert workspace.jobs.retry(ended).attempt == 2


def test_a_job_that_is_done_is_not_tried_again(workspace: Workspace) -> None:
    ask(workspace)
    done = end(workspace, JobState.DONE)

    with pytest.raises(ConflictError, match="is done; start the step anew"):
        workspace.jobs.retry(done)


def test_a_job_is_not_tried_again_beside_an_active_one_of_its_key(workspace: Workspace) -> None:
    ask(workspace, key="round")
    failed = end(workspace, JobState.FAILED)
    ask(workspace, key="round")

    with pytest.raises(ConflictError, match="another job of the step train is active"):
        workspace.jobs.retry(failed)


def test_the_log_tells_what_happened_to_a_job_and_goes_on_after_a_line(
    workspace: Workspace,
) -> None:
    ask(workspace)
    ended = end(workspace, JobState.FAILED)
    workspace.jobs.retry(ended)

    lines = workspace.jobs.log(ended)

    assert [line.line for line in lines] == [
        "attempt 1 is run by w1", "no images", "attempt 2 is queued"
    ]  # fmt: skip
    assert workspace.jobs.log(ended, after=lines[1].id) == lines[2:]


def test_others_see_how_a_job_goes_but_not_what_it_complained_about(
    workspace: Workspace,
) -> None:
    ask(workspace)
    end(workspace, JobState.FAILED)

    events = workspace.events.after(0, projects=[1])

    assert [(event.kind, event.content["state"]) for event in events] == [
        ("job", "queued"), ("job", "running"), ("job", "failed")
    ]  # fmt: skip
    assert "no images" not in str(events)


def test_a_job_that_does_not_exist_is_named(workspace: Workspace) -> None:
    for ask_for in (workspace.jobs.get, workspace.jobs.retry, workspace.jobs.request_cancel):
        with pytest.raises(NotFoundError, match="there is no job 0815"):
            ask_for("0815")
