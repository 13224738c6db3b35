"""A job that asks a person ends its attempt, and goes on with the answer or without it."""

from datetime import UTC, datetime, timedelta

from medebiaser.records import Job, JobState
from tests.jobs.conftest import Site

LATER = (datetime.now(UTC) + timedelta(hours=8)).isoformat()


def asks(site: Site, until: str = LATER, **arguments: object) -> tuple[Job, int]:
    """Ask for a job that waits, in a project; return it and the project's id."""
    project = site.opened.projects.create("chest", ["Hernia"])
    job = site.opened.jobs.enqueue(
        "ask", {"until": until, **arguments}, project=project.id, author="dr-a", key="round"
    )
    return job, project.id


def test_a_job_that_waits_for_a_person_frees_its_worker_and_is_not_taken_again(
    site: Site,
) -> None:
    asked, _ = asks(site)
    other = site.ask(name="other", to=2)

    status = site.start("--once").wait()
    again = site.start("--once").wait()

    waiting = site.job(asked.id)
    assert (status, again) == (0, 0), "both workers ended: nothing to do"
    assert waiting.state is JobState.QUEUED
    assert waiting.not_before == datetime.fromisoformat(LATER)
    assert (waiting.worker, waiting.lease_until, waiting.phase) == (
        None,
        None,
        "waiting for answers",
    )
    assert (site.opened.root / "times").read_text() == "1", "no attempt while it waits"
    assert site.job(other).state is JobState.DONE


def test_an_answer_lets_it_go_on_at_once(site: Site) -> None:
    asked, project = asks(site)
    site.start("--once").wait()
    (site.opened.root / "answer").touch()

    woken = site.opened.jobs.wake(project, "round")
    site.start("--once").wait()

    assert woken is not None
    assert woken.not_before is None
    done = site.job(asked.id)
    assert (done.state, done.outcome, done.attempt) == (JobState.DONE, {"attempts": 2}, 2)
    lines = [line.line for line in site.opened.jobs.log(asked.id)]
    assert "2 images wait for an answer; attempt 2 is queued" in lines
    assert "the answers are there" in lines


def test_when_the_time_has_passed_it_goes_on_without_an_answer(site: Site) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2.5)
    asked, _ = asks(site, soon.isoformat())

    site.start()
    done = site.wait_for(asked.id, JobState.DONE)

    assert done.finished_at is not None
    assert done.finished_at >= soon
    assert done.outcome is not None
    assert done.outcome["attempts"] <= 2


def test_an_answer_that_comes_before_it_has_begun_to_wait_is_not_lost(site: Site) -> None:
    asked, project = asks(site, slow=True)
    worker = site.start("--once")
    site.wait_for(asked.id, JobState.RUNNING)

    site.opened.jobs.wake(project, "round")
    site.open_gate()
    worker.wait()

    lines = [line.line for line in site.opened.jobs.log(asked.id)]
    assert site.job(asked.id).attempt >= 2, "queued for now, not for later"
    assert sum("is run by" in line for line in lines) >= 2


def test_a_job_that_waits_can_be_cancelled_and_tried_again(site: Site) -> None:
    asked, project = asks(site)
    site.start("--once").wait()

    cancelled = site.opened.jobs.request_cancel(asked.id)
    nobody = site.opened.jobs.wake(project, "round")
    (site.opened.root / "answer").touch()
    site.opened.jobs.retry(asked.id)
    site.start("--once").wait()

    assert (cancelled.state, nobody) == (JobState.CANCELLED, None)
    assert site.job(asked.id).state is JobState.DONE


def test_a_second_click_finds_the_job_that_waits(site: Site) -> None:
    asked, project = asks(site)
    site.start("--once").wait()

    again = site.opened.jobs.enqueue("ask", {}, project=project, author="dr-b", key="round")

    assert again.id == asked.id
