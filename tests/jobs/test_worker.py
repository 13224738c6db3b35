"""Workers run what was asked for, once, and say how it went."""

import signal
import subprocess
import sys

from medebiaser.records import JobState, Lane
from tests.jobs.conftest import Site, wait


def test_a_job_runs_with_its_arguments_device_and_author_and_returns_what_it_made(
    site: Site,
) -> None:
    asked = site.ask(name="a", to=3)

    status = site.start("--once").wait()

    job = site.job(asked)
    assert (status, job.state, job.failure) == (0, JobState.DONE, None)
    assert job.outcome == {"counted": 3, "device": "cpu", "author": "dr-a"}
    assert (job.phase, job.done, job.total, job.metrics) == ("counting", 3, 3, {"number": 3.0})
    assert site.numbers("a") == [1, 2, 3]
    lines = [line.line for line in site.opened.jobs.log(asked)]
    assert lines[1:] == ["counting", "done"]
    assert site.opened.leases.workers() == []


def test_a_step_that_refuses_fails_with_its_message_and_can_be_tried_again(site: Site) -> None:
    asked = site.ask("refuse")
    site.start("--once").wait()
    failed = site.job(asked)
    site.opened.jobs.retry(asked)
    site.start("--once").wait()

    assert failed.state is JobState.FAILED
    assert failed.failure == ("no image is in the train split; import images with more patients")
    assert (site.job(asked).state, site.job(asked).attempt) == (JobState.FAILED, 2)
    lines = [line.line for line in site.opened.jobs.log(asked)]
    assert lines.count("about to refuse") == 2


def test_an_unexpected_error_is_named_without_its_words(site: Site) -> None:
    asked = site.ask("stumble")
    after = site.ask(name="after", to=1)

    site.start("--once").wait()

    job = site.job(asked)
    assert job.state is JobState.FAILED
    assert "unexpected ValueError" in str(job.failure)
    assert "patient" not in str(job) + str(site.opened.jobs.log(asked))
    assert site.job(after).state is JobState.DONE


def test_a_step_that_the_worker_does_not_know_fails_and_lists_those_it_knows(site: Site) -> None:
    asked = site.ask("promote")

    site.start("--once").wait()

    failure = str(site.job(asked).failure)
    assert "this worker knows no step promote; it knows ask, ask_in_vain, " in failure


def test_a_step_that_finds_a_server_away_is_tried_again_without_a_hand(site: Site) -> None:
    asked = site.ask("ask_in_vain")

    site.start("--once").wait()

    job = site.job(asked)
    assert (job.state, job.attempt, job.failure) == (JobState.DONE, 2, None)


def test_a_device_takes_one_job_at_a_time_and_two_devices_take_two(site: Site) -> None:
    for name in ("a", "b", "c", "d"):
        site.ask(name=name, to=10, pause_s=0.03)
    site.start("--once", "--devices", "cuda:0,cuda:1").wait()

    spans = [(site.marks(n)[0][2], site.marks(n)[-1][2]) for n in ("a", "b", "c", "d")]
    devices = [job.outcome["device"] for job in site.opened.jobs.all() if job.outcome]
    at_once = [sum(s <= start <= e for s, e in spans) for start, _ in spans]
    assert max(at_once) == 2
    assert sorted(devices) == ["cuda:0", "cuda:0", "cuda:1", "cuda:1"]


def test_the_light_lane_does_not_wait_for_a_device(site: Site) -> None:
    long = site.ask(name="long", to=100_000, pause_s=0.01)
    light = site.ask(name="light", to=2, lane=Lane.LIGHT)
    site.start()

    done = site.wait_for(light, JobState.DONE)

    assert done.outcome is not None
    assert done.outcome["device"] == "cpu"
    site.wait_for(long, JobState.RUNNING)


def test_a_running_job_stops_within_one_report_of_hearing_that_it_is_cancelled(
    site: Site,
) -> None:
    asked = site.ask(name="a", to=100_000, pause_s=0.05)
    site.start()
    site.wait_for_marks("a", 3)

    site.opened.jobs.request_cancel(asked)
    before = len(site.marks("a"))
    job = site.wait_for(asked, JobState.CANCELLED)

    after = len(site.marks("a"))
    assert after - before <= 30  # it hears within half a second: ten reports, on a calm machine
    assert job.finished_at is not None
    assert site.opened.jobs.retry(asked).state is JobState.QUEUED
    site.wait_for_marks("a", after + 2)
    assert site.numbers("a")[: after + 2] == list(range(1, after + 3))


def test_a_worker_that_is_told_to_stop_puts_its_job_back_and_the_next_goes_on(
    site: Site,
) -> None:
    asked = site.ask(name="a", to=40, gate=5)
    first = site.start()
    site.wait_for_marks("a", 5)

    first.send_signal(signal.SIGTERM)
    status = first.wait()
    between, counted = site.job(asked), len(site.marks("a"))
    site.open_gate()
    site.start("--once").wait()

    assert (status, between.state, between.attempt) == (0, JobState.QUEUED, 2)
    assert counted == 5
    assert site.job(asked).state is JobState.DONE
    assert site.numbers("a") == list(range(1, 41))


def test_progress_is_seen_by_others_while_the_job_runs(site: Site) -> None:
    asked = site.ask(name="a", to=100_000, pause_s=0.01)
    site.start()

    wait(lambda: site.job(asked).done > 0, "progress is stored")

    job = site.job(asked)
    assert (job.phase, job.total) == ("counting", 100_000)
    assert job.metrics == {"number": float(job.done)}
    wait(lambda: site.job(asked).eta_s is not None, "the end is estimated")
    job = site.job(asked)
    assert job.eta_s is not None
    assert job.eta_s >= 0.01 * (100_000 - job.done)  # each number takes at least that
    wait(
        lambda: any(event.content["done"] > 0 for event in site.opened.events.after(0)),
        "an event tells the progress",
    )


def test_a_worker_starts_without_waiting_for_torch() -> None:
    code = "import sys, medebiaser.bootstrap_steps, medebiaser.cli.working; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert {"torch", "pandas", "monai"}.isdisjoint(loaded)
