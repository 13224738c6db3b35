"""Steps that are started through HTTP: the round and its job appear together, once."""

import dataclasses

import pytest

from medebiaser.api.parameters import FineTuneIn, TrainingIn
from medebiaser.records import Action, JobState
from medebiaser.rounds.parameters import FineTuneParameters, TrainingParameters
from tests.api.annotating import an_image, body, drawn, reference_body
from tests.api.conftest import Client, Served
from tests.loop import FOCUS

LABEL = {"label": FOCUS}


def annotate(served: Served, client: Client, limit: int = 4) -> int:
    """Correct some images as a physician; return how many."""
    physician, images = client("physician"), drawn(served.stores, limit)
    for image in images:
        where = f"{served.path}/images/{image.row}/annotations"
        sent = reference_body(served.stores, image)
        assert physician.put(where, params=LABEL, json=sent).status_code == 200
    return len(images)


def without_rounds(served: Served) -> None:
    served.stores.rounds.remove(0)


@pytest.mark.parametrize(
    ("parameters", "of_request", "left_out"),
    [(TrainingParameters, TrainingIn, set()), (FineTuneParameters, FineTuneIn, {"focus"})],
)
def test_every_parameter_may_be_sent(
    parameters: type, of_request: type, left_out: set[str]
) -> None:
    names = {field.name for field in dataclasses.fields(parameters)}

    assert set(of_request.model_fields) == names - left_out


def test_a_training_starts_with_its_round_and_a_second_click_finds_the_first(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    physician = client("physician")

    first = physician.post(f"{served.path}/trainings", json={})
    second = physician.post(f"{served.path}/trainings", json={})

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert (first.json()["step"], first.json()["state"]) == ("train", "queued")
    [made] = served.stores.rounds.all()
    assert made.settings["architecture"] == "densenet121"
    entries = served.opened.audit.entries(served.stores.project.id, limit=5)
    started = [each for each in entries if each.action is Action.JOB_STARTED]
    assert [each.actor for each in started] == ["physician"]


def test_other_options_while_a_job_waits_are_refused_and_not_forgotten(
    served: Served, client: Client
) -> None:
    engineer = client("engineer")
    asked = [{"seed": 1}, {"seed": 2}]

    first = engineer.post(f"{served.path}/splits", json=asked[0])
    again, other = (engineer.post(f"{served.path}/splits", json=each) for each in asked)

    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert other.status_code == 409
    assert (other.json()["stored"]["seed"], other.json()["offered"]["seed"]) == (1, 2)
    assert f"job {first.json()['id']} (split) is under way" in other.json()["detail"]


def test_where_images_have_no_split_the_job_assigns_them_first(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    stores = served.stores
    image = stores.images.all()[0]
    stores.images.add(
        [dataclasses.replace(image, id="new", row=stores.images.next_row(), split=None,
                             patient="new")]
    )  # fmt: skip

    reply = client("physician").post(f"{served.path}/trainings", json={})

    assert reply.status_code == 202
    assert stores.rounds.all() == []


def test_a_physician_chooses_the_architecture_and_an_engineer_everything(
    served: Served, client: Client
) -> None:
    without_rounds(served)
    trainings = f"{served.path}/trainings"
    small = {"parameters": {"architecture": "small"}}
    longer = {"parameters": {"architecture": "small", "epochs": 2, "seed": 0}}

    refused = client("physician").post(trainings, json=longer)
    taken = client("engineer").post(trainings, json=longer)

    assert refused.status_code == 403
    assert "choosing epochs needs the role engineer" in refused.json()["detail"]
    assert taken.status_code == 202
    assert served.stores.rounds.get(0).settings["epochs"] == 2
    other = client("physician").post(trainings, json=small | {"parameters": {}})
    assert other.status_code == 202  # nothing asked for: it goes on


@pytest.mark.parametrize(
    "parameters",
    [
        {"epochs": 0},
        {"epochs": 10**30},
        {"learning_rate": -1},
        {"loss": "mse"},
        {"no_such": 1},
        {"image_size": "large"},
    ],
)
def test_parameters_that_cannot_be_used_are_refused_before_anything_starts(
    served: Served, client: Client, parameters: dict[str, object]
) -> None:
    without_rounds(served)

    reply = client("engineer").post(f"{served.path}/trainings", json={"parameters": parameters})

    assert reply.status_code == 422
    assert served.stores.rounds.all() == []
    assert served.opened.jobs.all() == []


def test_a_finished_round_is_not_trained_again(served: Served, client: Client) -> None:
    settings = served.stores.rounds.get(0).settings
    same = {name: settings[name] for name in ("architecture", "image_size", "epochs", "seed")}

    reply = client("engineer").post(f"{served.path}/trainings", json={"parameters": same})

    assert reply.status_code == 409
    assert "go on with fine-tuning" in reply.json()["detail"]


def test_the_plan_says_what_a_fine_tuning_would_use(served: Served, client: Client) -> None:
    physician = client("physician")
    empty = physician.get(f"{served.path}/fine-tunings/plan").json()
    assert empty["obstacle"].startswith("no annotation has a usable region")
    count = annotate(served, client)

    found = physician.get(f"{served.path}/fine-tunings/plan").json()

    assert (found["corrected"], found["accepted"], found["images"]) == (count, 0, count)
    assert found["focus"] == [FOCUS]
    assert found["obstacle"] is None
    other = physician.get(f"{served.path}/fine-tunings/plan", params={"focus": "Gout"}).json()
    assert "no usable region for Gout" in other["obstacle"]


def test_a_fine_tuning_creates_its_round_with_the_annotations_of_now(
    served: Served, client: Client
) -> None:
    annotate(served, client)
    physician = client("physician")

    reply = physician.post(f"{served.path}/fine-tunings", json={"focus": [FOCUS]})

    assert reply.status_code == 202
    made = served.stores.rounds.get(1)
    assert (made.parent, made.settings["focus"]) == (0, [FOCUS])
    assert reply.json()["arguments"]["round"] == 1
    [job] = served.opened.jobs.all()
    assert job.id == reply.json()["id"]


def test_a_fine_tuning_without_annotations_starts_nothing(served: Served, client: Client) -> None:
    reply = client("physician").post(f"{served.path}/fine-tunings", json={})

    assert reply.status_code == 422
    assert "no annotation has a usable region" in reply.json()["detail"]
    assert [each.number for each in served.stores.rounds.all()] == [0]
    assert served.opened.jobs.all() == []


def test_rankings_and_evaluations_start_for_rounds_that_have_weights(
    served: Served, client: Client
) -> None:
    engineer, rounds = client("engineer"), f"{served.path}/rounds"

    ranking = engineer.post(f"{rounds}/0/ranking-refreshes", json={"split": "train"})
    figures = engineer.post(f"{rounds}/0/evaluations", json={})

    assert ranking.json()["arguments"] == {"round": 0, "split": "train"}
    assert figures.json()["arguments"] == {"round": 0, "split": "test"}
    hidden = engineer.post(f"{rounds}/0/ranking-refreshes", json={"split": "test"})
    sealed = engineer.post(f"{rounds}/0/evaluations", json={"split": "sealed"})
    gone = engineer.post(f"{rounds}/7/evaluations", json={})
    assert (hidden.status_code, sealed.status_code, gone.status_code) == (423, 423, 404)


def test_an_own_job_is_cancelled_and_tried_again_and_others_need_an_engineer(
    served: Served, client: Client
) -> None:
    engineer, physician = client("engineer"), client("physician")
    job = engineer.post(f"{served.path}/rounds/0/ranking-refreshes", json={}).json()
    path = f"{served.path}/jobs/{job['id']}"

    assert physician.post(f"{path}/cancellation").status_code == 403
    cancelled = engineer.post(f"{path}/cancellation")
    again = engineer.post(f"{path}/retry")

    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert (again.json()["state"], again.json()["attempt"]) == ("queued", 2)
    log = physician.get(f"{path}/log").json()
    assert [line["line"] for line in log] == ["someone asked to cancel", "attempt 2 is queued"]
    assert physician.get(f"{path}/log", params={"after": str(log[0]["id"])}).json() == log[1:]


def test_jobs_are_listed_newest_first_page_by_page(served: Served, client: Client) -> None:
    engineer = client("engineer")
    for split in ("review", "train"):
        engineer.post(f"{served.path}/rounds/0/ranking-refreshes", json={"split": split})

    first = engineer.get(f"{served.path}/jobs", params={"limit": "1"}).json()
    second = engineer.get(
        f"{served.path}/jobs", params={"limit": "1", "before": first["next"]}
    ).json()

    assert [job["arguments"]["split"] for job in first["jobs"]] == ["train"]
    assert [job["arguments"]["split"] for job in second["jobs"]] == ["review"]
    done = engineer.get(f"{served.path}/jobs", params={"state": JobState.DONE.value}).json()
    assert done == {"jobs": [], "next": None}


def test_a_job_of_another_project_is_not_there(served: Served, client: Client) -> None:
    other = served.opened.projects.create("other")
    job = served.opened.jobs.enqueue("rank", {}, project=other.id, author="x")

    assert client("engineer").get(f"{served.path}/jobs/{job.id}").status_code == 404


def test_annotating_goes_on_while_a_round_is_made(served: Served, client: Client) -> None:
    annotate(served, client)
    physician = client("physician")
    physician.post(f"{served.path}/fine-tunings", json={})
    snapshot = served.stores.rounds.get(1).snapshot
    image = an_image(served.stores)
    before = served.stores.annotations.version(image.id, FOCUS, "physician")

    reply = physician.put(
        f"{served.path}/images/{image.row}/annotations", params=LABEL, json=body(before)
    )

    assert reply.status_code == 200
    assert served.stores.rounds.get(1).snapshot == snapshot
