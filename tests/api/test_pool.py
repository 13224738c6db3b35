"""The pool through the server: its size, its next batch as a job, labels in one go, its curve."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from medebiaser.rounds.pool import hide_share
from medebiaser.rounds.train import train
from tests.api.conftest import Served, serve
from tests.loop import FOCUS

TRAINING = {"architecture": "small", "image_size": 64, "epochs": 1, "batch_size": 16}


@pytest.fixture
def pooled(imported: Path, password_hash: str) -> Iterator[Served]:
    """A server over a project with a pool and round 0."""
    made = serve(imported, password_hash)
    hide_share(made.stores, 0.3)
    train(made.stores, TRAINING)
    yield made
    made.opened.close()


def test_an_image_is_labelled_with_its_regions_and_leaves_the_pool(pooled: Served) -> None:
    client, stores = pooled.client("physician"), pooled.stores
    before = client.get(f"{pooled.path}/pool").json()
    row = int(stores.pool.rows()[0])
    region = {"label": FOCUS, "points": [[5, 5], [30, 5], [30, 30]]}
    body = {"labels": {FOCUS: 1}, "regions": [region]}
    path = f"{pooled.path}/pool/images/{row}/labels"

    shown = client.get(f"{pooled.path}/images/{row}").json()
    after = client.put(path, json=body).json()
    again = client.put(path, json=body)
    other = client.put(path, json={"labels": {FOCUS: 0}})
    nothing = client.put(path, json={"labels": {}})

    assert set(shown["labels"]) == {None}, "hidden labels are hidden"
    assert (after["pool"], after["train"]) == (before["pool"] - 1, before["train"] + 1)
    assert (again.status_code, again.json()) == (200, after)
    assert (other.status_code, nothing.status_code) == (409, 422)
    (annotation,) = stores.annotations.all()
    assert (annotation.author, annotation.label) == ("physician", FOCUS)


def test_a_batch_and_a_training_are_jobs_and_the_curve_begins_with_round_0(
    pooled: Served,
) -> None:
    client = pooled.client("physician")

    batch = client.post(f"{pooled.path}/pool/batches", json={"count": 5})
    wrong = client.post(f"{pooled.path}/pool/batches", json={"by": "boredom"})
    row = int(pooled.stores.pool.rows()[0])
    client.put(f"{pooled.path}/pool/images/{row}/labels", json={"labels": {FOCUS: 0}})
    training = client.post(f"{pooled.path}/pool/trainings")
    curve = client.get(f"{pooled.path}/pool/curve").json()

    assert (batch.status_code, wrong.status_code, training.status_code) == (202, 422, 202)
    assert batch.json()["step"] == "pool_batch"
    assert training.json()["step"] == "continue"
    assert [point["round"] for point in curve] == [0]
    assert curve[0]["training_images"] == pooled.stores.rounds.get(0).settings["training_images"]


def test_the_steps_of_both_jobs_do_what_they_say(pooled: Served) -> None:
    from medebiaser.bootstrap_steps import registered_steps
    from medebiaser.jobs import StepCall
    from medebiaser.records import no_report

    steps = registered_steps(pooled.settings)
    row = int(pooled.stores.pool.rows()[0])
    client = pooled.client("physician")
    client.put(f"{pooled.path}/pool/images/{row}/labels", json={"labels": {FOCUS: 0}})
    wanted = {"round": 0, "count": 4, "by": "entropy", "entropy_weight": 0.3}

    def outcome(step: str, arguments: dict[str, object]) -> dict[str, object]:
        call = StepCall(
            arguments, pooled.project, "dr-a", "cpu", no_report, lambda _: None, pooled.opened
        )
        return dict(steps[step].run(call) or {})

    batch = outcome("pool_batch", wanted)
    started = client.post(f"{pooled.path}/pool/trainings").json()["arguments"]
    made = outcome("continue", {**started, "options": {}})

    images = batch["images"]
    assert isinstance(images, list)
    assert len(images) == 4
    assert all("image_id" not in image for image in images)
    assert made == {"round": 1, "state": "ready"}
