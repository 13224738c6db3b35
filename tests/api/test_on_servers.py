"""The same writing on a real PostgreSQL and a real S3 endpoint."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from medebiaser.api.app import create_app
from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.records import Role, Split
from medebiaser.settings import Settings
from tests.api.conftest import ADDRESS, Served
from tests.api.importing import run_job, upload, zipped
from tests.cli.datasets import NAMES, write_images, write_table
from tests.data.workspaces import an_image
from tests.servers import PostgresServer

PHYSICIANS = tuple(f"dr-{n}" for n in range(8))
ROWS = 12


@pytest.fixture
def opened(postgres: PostgresServer, s3: Callable[[], str], tmp_path: Path) -> Iterator[Workspace]:
    root = tmp_path / "w"
    with open_workspace(root, create=True, database_url=postgres(), blob_url=s3()) as made:
        made.projects.create("chest", ["Mass"])
        yield made


@pytest.fixture
def served(opened: Workspace) -> Served:
    settings = Settings(workspace=opened.root, requests_per_s=1e9)
    return Served(create_app(opened, settings), opened, settings, "chest")


def client_of(served: Served, name: str) -> TestClient:
    user = served.opened.users.create(name)
    served.opened.users.set_role(user.id, served.stores.project.id, Role.PHYSICIAN)
    token, _ = served.opened.tokens.create(user.id, "test")
    headers = {"Authorization": f"Bearer {token}"}
    return TestClient(served.app, base_url=ADDRESS, headers=headers)


def save(client: TestClient, served: Served, row: int, version: int = 0) -> Any:
    points = [[1 + version, 1], [50, 1], [20, 60.5]]
    return client.put(
        f"{served.path}/images/{row}/annotations",
        params={"label": "Mass"},
        json={"verdict": "corrected", "version": version, "regions": [{"points": points}]},
    )


def test_saves_at_once_are_all_kept_and_their_events_come_in_one_order(
    served: Served,
) -> None:
    opened = served.opened
    served.stores.images.add(
        [an_image(row, labels=(1,), split=Split.REVIEW) for row in range(ROWS)]
    )
    clients = {name: client_of(served, name) for name in PHYSICIANS}
    replies: list[int] = []
    seen: list[int] = []
    done = threading.Event()

    def annotate(client: TestClient) -> None:
        replies.extend(save(client, served, row).status_code for row in range(ROWS))

    def look() -> None:
        position = opened.events.span()[1]
        while not done.is_set() or opened.events.after(position):
            for event in opened.events.after(position, limit=5):
                position = event.id
                seen.append(event.id)

    looking = threading.Thread(target=look)
    looking.start()
    threads = [threading.Thread(target=annotate, args=(client,)) for client in clients.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    looking.join()

    assert replies == [200] * len(PHYSICIANS) * ROWS
    assert len(served.stores.annotations.all()) == len(replies)
    stored = [event.id for event in opened.events.after(0) if event.kind == "annotation saved"]
    assert [number for number in seen if number in set(stored)] == stored
    assert opened.audit.verify(served.stores.project.id).broken is None


def test_of_two_saves_of_one_version_one_is_a_conflict_with_both(served: Served) -> None:
    served.stores.images.add([an_image(0, labels=(1,), split=Split.REVIEW)])
    client = client_of(served, "dr-a")
    assert save(client, served, 0).status_code == 200
    replies: list[Any] = []
    barrier = threading.Barrier(2)

    def race(x: float) -> None:
        barrier.wait()
        points = [[x, 1], [50, 1], [20, 60.5]]
        replies.append(
            client.put(
                f"{served.path}/images/0/annotations",
                params={"label": "Mass"},
                json={"verdict": "corrected", "version": 1, "regions": [{"points": points}]},
            )
        )

    threads = [threading.Thread(target=race, args=(x,)) for x in (3.0, 4.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    [lost] = [reply.json() for reply in replies if reply.status_code == 409]
    assert (lost["stored"]["version"], lost["offered"]["version"]) == (2, 1)


def test_an_upload_in_parts_is_imported_from_s3(served: Served, tmp_path: Path) -> None:
    client = client_of(served, "dr-a")
    write_images(tmp_path / "set")
    write_table(tmp_path / "set")
    upload_id = upload(client, served.path, zipped(tmp_path / "set"), part_bytes=4_096)
    columns = {"image_column": "image", "labels_column": "labels", "patient_column": "patient"}

    started = client.post(f"{served.path}/imports", json={"upload": upload_id, **columns})
    outcome = run_job(served, started.json()["id"])

    assert outcome["imported"] == len(NAMES)
    assert [image.id for image in served.stores.images.all()] == list(NAMES)
    assert served.stores.blobs.list_named("uploads") == []


def test_what_the_database_cannot_store_is_refused(served: Served) -> None:
    served.stores.images.add([an_image(0, labels=(1,), split=Split.REVIEW)])
    client, notes = client_of(served, "dr-a"), f"{served.path}/images/0/notes"

    for text in ("a\x00b", "\ud800"):
        content = b'{"text": "a\\u0000b"}' if "\x00" in text else b'{"text": "\\ud800"}'
        reply = client.post(notes, content=content, headers={"Content-Type": "application/json"})
        assert reply.status_code == 422
    assert client.get("/api/projects/a%00b/jobs").status_code in {404, 422}
    assert client.get(f"{served.path}/annotations?author=%00").status_code == 422
    assert client.delete(f"{notes}/2147483647?version=2147483647").status_code == 404
    assert client.get(f"{served.path}/annotations?start=2147483647").status_code == 200
