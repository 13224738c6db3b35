"""A round whose job was cancelled or failed stands in nobody's way."""

from medebiaser.data.stores import Stores
from medebiaser.records import JobState, Round, RoundState
from medebiaser.rounds.states import move
from tests.api.conftest import Client, Served
from tests.api.test_starts import annotate, without_rounds

SMALL = {"parameters": {"architecture": "small", "epochs": 2}}
OTHER = {"parameters": {"architecture": "small", "epochs": 4}}


def stop_after_an_epoch(stores: Stores, number: int = 0) -> Round:
    """Leave a round as a training does that failed in its second epoch."""
    move(stores, number, RoundState.TRAINING)
    key = stores.blobs.put(b"what an epoch left")
    stores.rounds.update(number, resume_from=key)
    return move(stores, number, RoundState.FAILED, failure="training diverged at step 9")


def cancelled(client: Client, served: Served, job: str) -> None:
    reply = client("engineer").post(f"{served.path}/jobs/{job}/cancellation")
    assert reply.json()["state"] == "cancelled"


def test_a_training_cancelled_while_it_waits_starts_again_with_other_parameters(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    engineer = client("engineer")
    job = engineer.post(f"{served.path}/trainings", json=SMALL).json()["id"]
    assert engineer.post(f"{served.path}/trainings", json=OTHER).status_code == 409

    cancelled(client, served, job)
    stopped = served.stores.rounds.get(0)
    again = engineer.post(f"{served.path}/trainings", json=OTHER)

    assert stopped.state is RoundState.CANCELLED
    assert (again.status_code, again.json()["id"] != job) == (202, True)
    made = served.stores.rounds.get(0)
    assert (made.state, made.settings["epochs"]) == (RoundState.CREATED, 4)


def test_a_training_cancelled_while_it_waits_goes_on_as_it_was_asked_for(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    job = client("engineer").post(f"{served.path}/trainings", json=SMALL).json()["id"]
    cancelled(client, served, job)

    plain = client("physician").post(f"{served.path}/trainings", json={})

    assert plain.status_code == 202
    assert served.stores.rounds.get(0).settings["epochs"] == 2


def test_a_round_cancelled_while_it_waits_can_be_removed(served: Served, client: Client) -> None:
    without_rounds(served)
    engineer = client("engineer")
    job = engineer.post(f"{served.path}/trainings", json=SMALL).json()["id"]
    cancelled(client, served, job)

    assert engineer.delete(f"{served.path}/rounds/0").status_code == 204
    assert served.stores.rounds.all() == []


def test_a_fine_tuning_cancelled_while_it_waits_started_anew_takes_the_annotations_of_now(
    served: Served, client: Client
) -> None:
    annotate(served, client, limit=2)
    physician = client("physician")
    job = physician.post(f"{served.path}/fine-tunings", json={}).json()["id"]
    before = served.stores.rounds.get(1)
    physician.post(f"{served.path}/jobs/{job}/cancellation")
    annotate(served, client, limit=4)

    plain = physician.post(f"{served.path}/fine-tunings", json={}).json()["id"]
    assert served.stores.rounds.get(1).snapshot == before.snapshot, "it goes on as it began"
    physician.post(f"{served.path}/jobs/{plain}/cancellation")

    again = physician.post(f"{served.path}/fine-tunings", json={"anew": True})

    assert again.status_code == 202
    assert served.stores.rounds.get(1).snapshot != before.snapshot


def test_a_round_that_failed_after_an_epoch_goes_on_unless_it_is_started_anew(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    engineer = client("engineer")
    job = engineer.post(f"{served.path}/trainings", json=SMALL).json()["id"]
    cancelled(client, served, job)
    failed = stop_after_an_epoch(served.stores)

    refused = engineer.post(f"{served.path}/trainings", json=OTHER)
    assert refused.status_code == 409
    assert "in the browser: start over" in refused.json()["detail"]
    assert served.stores.rounds.get(0).resume_from == failed.resume_from

    anew = engineer.post(f"{served.path}/trainings", json={**OTHER, "anew": True})
    assert anew.status_code == 202
    made = served.stores.rounds.get(0)
    assert (made.resume_from, made.settings["epochs"]) == (None, 4)


def test_nothing_that_runs_or_is_finished_is_given_up(served: Served, client: Client) -> None:
    engineer = client("engineer")
    before = served.stores.rounds.get(0)

    finished = engineer.post(f"{served.path}/trainings", json={**SMALL, "anew": True})

    assert finished.status_code == 409
    assert served.stores.rounds.get(0) == before
    without_rounds(served)
    engineer.post(f"{served.path}/trainings", json=SMALL)
    assert (
        engineer.post(f"{served.path}/trainings", json={**OTHER, "anew": True}).status_code == 409
    )
    [job] = served.opened.jobs.all(states=[JobState.QUEUED])
    assert served.stores.rounds.get(0).settings["epochs"] == 2
    assert job.arguments["options"]["epochs"] == 2


def test_a_project_without_images_says_so(served: Served, client: Client) -> None:
    served.opened.projects.create("empty", labels=["Coin"])
    admin = client("admin")

    reply = admin.post("/api/projects/empty/trainings", json={})

    assert reply.status_code == 422
    assert reply.json()["detail"] == ("project empty has no image yet; bring a dataset in first")
