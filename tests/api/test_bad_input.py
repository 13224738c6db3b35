"""Bad annotations, weights, disks and databases (DESIGN.md, section 9), through HTTP.

Images, tables and archives: `test_bad_data.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient
from safetensors.torch import save
from sqlalchemy import event, text

from medebiaser.api.app import create_app
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database, utc_now
from medebiaser.data.stores import Workspace
from medebiaser.errors import DivergedError, MedebiaserError
from medebiaser.records import NamedWeights, Relevance, RoundState, Split
from medebiaser.settings import Settings
from tests.api.annotating import an_image, body, drawn
from tests.api.conftest import Client, Served, add_users
from tests.api.importing import run_job
from tests.cli.test_bad_weights import _diverge_in_the_second_epoch
from tests.loop import FOCUS

LABEL = {"label": FOCUS}
TINY = {"steps": 2, "annotated_per_step": 2, "rehearsal_per_step": 2, "scope": "last-block"}
SQUARE = [[4, 4], [12, 4], [12, 12], [4, 12]]


# a polygon that is none


def put(served: Served, client: TestClient, row: int, **sent: Any) -> Any:
    return client.put(f"{served.path}/images/{row}/annotations", params=LABEL, json=body(**sent))


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([[1, 1], [5, 5]], "the polygon has 2 corners; at least 3 are needed"),
        ([[0, 0], [10, 10], [10, 0], [0, 10]], "the edge from corner 1 to 2 and the edge from"),
        ([[500, 500], [600, 500], [550, 600]], "lies wholly outside the image of 64 × 64"),
        ([[1, 1], [9, 1], [1e9, 9]], "corner 3 of 3"),
        ([[n % 60, n // 60 % 60] for n in range(100_000)], "the polygon has 100000 corners"),
    ],
)
def test_an_impossible_polygon_is_refused_with_its_corner(
    served: Served, client: Client, points: list[list[float]], told: str
) -> None:
    image = an_image(served.stores)

    reply = put(served, client("physician"), image.row, points=points)

    assert reply.status_code == 422
    assert told in reply.json()["detail"]
    assert served.stores.annotations.of(image.id) == []


def test_a_corner_that_is_no_number_is_named(served: Served, client: Client) -> None:
    image, physician = an_image(served.stores), client("physician")
    content = (
        b'{"verdict": "corrected", "version": 0, '
        b'"regions": [{"points": [[1, 1], [NaN, 5], [3, 9]]}]}'
    )

    reply = physician.put(
        f"{served.path}/images/{image.row}/annotations", params=LABEL, content=content,
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert reply.status_code == 422
    assert "corner 2 of 3 is (nan, 5.0)" in reply.json()["detail"]


# a region for a label that the image does not carry


def test_a_relevant_region_for_an_absent_label_is_refused_with_the_choice(
    served: Served, client: Client
) -> None:
    stores, physician = served.stores, client("physician")
    k = stores.project.labels.index(FOCUS)
    without = next(each for each in stores.images.all(Split.REVIEW) if each.labels[k] == 0)

    refusal = put(served, physician, without.row)
    changed = put(served, physician, without.row, verdict="label is wrong")

    assert refusal.status_code == 422
    assert "save the verdict 'label is wrong' to change the label" in refusal.json()["detail"]
    assert changed.status_code == 200
    other = next(
        each for each in stores.images.all(Split.REVIEW)
        if each.labels[k] == 0 and each.id != without.id
    )  # fmt: skip
    ignored = {"points": SQUARE, "relevance": Relevance.IRRELEVANT.value}
    taken = physician.put(
        f"{served.path}/images/{other.row}/annotations", params=LABEL,
        json={"verdict": "corrected", "version": 0, "regions": [ignored]},
    )  # fmt: skip
    assert taken.status_code == 200


# a mask that says little


def tuned(served: Served, client: Client) -> dict[str, Any]:
    started = client("engineer").post(f"{served.path}/fine-tunings", json={"parameters": TINY})
    assert started.status_code == 202, started.text
    return run_job(served, started.json()["id"])


def test_a_mask_that_covers_everything_is_taken_with_a_warning_and_the_round_counts(
    served: Served, client: Client
) -> None:
    physician, images = client("physician"), drawn(served.stores, 3)
    whole = [[0, 0], [64, 0], [64, 64], [0, 64]]

    replies = [put(served, physician, image.row, points=whole) for image in images[:2]]
    replies.append(put(served, physician, images[2].row, points=SQUARE))

    warning = "the regions cover 100 % of the image and say little about where to look"
    assert [reply.json()["notes"] for reply in replies] == [[warning], [warning], []]
    planned = physician.get(f"{served.path}/fine-tunings/plan").json()
    assert any(each.startswith("2 of 3 regions cover") for each in planned["warnings"])
    outcome = tuned(served, client)
    assert any(each.startswith("2 of 3 regions cover") for each in outcome["mask_warnings"])


def test_the_same_mask_on_every_image_is_taken_and_the_round_says_so(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    for image in drawn(served.stores, 4):
        assert put(served, physician, image.row, points=SQUARE).status_code == 200

    outcome = tuned(served, client)

    assert any("all 4 images carry the same mask" in each for each in outcome["mask_warnings"])


# weights and losses that are none


def small_training(client: Client, served: Served, **more: Any) -> str:
    parameters = {"architecture": "small", "image_size": 64, "epochs": 3, "batch_size": 16, **more}
    reply = client("engineer").post(
        f"{served.path}/trainings", json={"parameters": {**parameters, "seed": 5}}
    )
    assert reply.status_code == 202, reply.text
    job_id: str = reply.json()["id"]
    return job_id


def test_weights_that_do_not_fit_are_refused_and_the_round_says_so(
    served: Served, client: Client
) -> None:
    stores = served.stores
    stores.rounds.remove(0)
    key = stores.blobs.put(save({"features.0.weight": torch.zeros(2, 2)}))
    stores.weights.add(NamedWeights("strange", key, "a file"))
    job_id = small_training(client, served, weights="strange")

    with pytest.raises(MedebiaserError):
        run_job(served, job_id)

    shown = client("physician").get(f"{served.path}/rounds/0").json()
    assert shown["state"] == RoundState.FAILED.value
    assert shown["failure"]


def test_nan_in_the_loss_stops_training_says_the_step_and_keeps_the_last_epoch(
    served: Served, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.stores.rounds.remove(0)
    job_id = small_training(client, served)
    steps = _diverge_in_the_second_epoch(monkeypatch)

    with pytest.raises(DivergedError):
        run_job(served, job_id)

    shown = client("physician").get(f"{served.path}/rounds/0").json()
    assert f"training diverged at step {steps[-1]}" in shown["failure"]
    assert [epoch["epoch"] for epoch in shown["history"]] == [1]
    assert served.stores.rounds.get(0).resume_from is not None


# too few cases


def test_a_label_with_too_few_cases_is_shown_as_such_never_as_a_number(
    served: Served, client: Client
) -> None:
    metrics = (
        client("physician").get(f"{served.path}/rounds/0/metrics", params={"split": "test"}).json()
    )

    few = {name: each for name, each in metrics["labels"].items() if each["positives"] < 5}
    assert few
    for figures in few.values():
        assert figures["auc"] is None
        assert figures["sensitivity"] is None


# a database that is locked or has no room


@pytest.fixture
def impatient(trained: Path, password_hash: str) -> Iterator[Served]:
    """An application whose database waits a moment only."""
    database = Database(f"sqlite:///{trained}/medebiaser.sqlite", busy_timeout_s=0.2)
    opened = Workspace(trained, database, BlobStore(trained / "blobs"), utc_now)
    project = opened.projects.all()[0].name
    add_users(opened, project, password_hash)
    made = serve_opened(opened, project)
    yield made
    opened.close()


def serve_opened(opened: Workspace, project: str) -> Served:
    settings = Settings(workspace=opened.root)
    return Served(create_app(opened, settings), opened, settings, project)


def test_a_locked_database_is_a_clear_refusal_and_then_works_again(impatient: Served) -> None:
    physician, image = impatient.client("physician"), an_image(impatient.stores)
    physician.get(f"{impatient.path}")
    other = Database(str(impatient.opened.database.engine.url), busy_timeout_s=0.1)
    with other.transaction():
        refusal = put(impatient, physician, image.row)
    other.close()

    assert refusal.status_code == 503
    assert refusal.headers["content-type"] == "application/problem+json"
    assert "the database stayed locked" in refusal.json()["detail"]
    assert impatient.stores.annotations.of(image.id) == []
    assert put(impatient, physician, image.row).json()["version"] == 1


def test_a_full_disk_confirms_nothing_loses_nothing_and_works_when_there_is_room(
    impatient: Served,
) -> None:
    physician, stores = impatient.client("physician"), impatient.stores
    images = drawn(stores, 3)
    assert put(impatient, physician, images[0].row).status_code == 200
    engine = impatient.opened.database.engine
    with impatient.opened.database.reading() as connection:
        pages = int(connection.execute(text("PRAGMA page_count")).scalar_one())
    room = {"pages": pages}

    def limit(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {room['pages']}")

    event.listen(engine, "begin", limit, insert=True)
    notes = f"{impatient.path}/images/{images[1].row}/notes"
    replies = [physician.post(notes, json={"text": "x" * 9_000}) for _ in range(3)]
    room["pages"] = 2**30

    assert replies[-1].status_code == 503
    assert "the disk that holds the database is full" in replies[-1].json()["detail"]
    confirmed = [each.json()["id"] for each in replies if each.status_code == 201]
    assert [note["id"] for note in physician.get(notes).json()] == confirmed
    assert len(stores.annotations.of(images[0].id)) == 1
    assert physician.post(notes, json={"text": "x" * 9_000}).status_code == 201
