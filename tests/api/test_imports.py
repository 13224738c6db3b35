"""Data through HTTP: uploads that break off and go on, archives, folders of the server."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from medebiaser.data.stores import open_workspace
from medebiaser.errors import InvalidInputError
from medebiaser.records import Action, Split
from tests.api.conftest import Served, serve
from tests.api.importing import run_job, send_part, upload, zipped
from tests.cli.datasets import NAMES, write_images, write_table

COLUMNS = {"image_column": "image", "labels_column": "labels", "patient_column": "patient"}


@pytest.fixture
def empty(tmp_path: Path, password_hash: str) -> Iterator[Served]:
    """An application over a workspace with an empty project."""
    folder = tmp_path / "workspace"
    with open_workspace(folder, create=True) as made:
        made.projects.create("chest")
    (tmp_path / "shares").mkdir()
    served = serve(folder, password_hash, import_folders=str(tmp_path / "shares"))
    yield served
    served.opened.close()


@pytest.fixture
def physician(empty: Served) -> TestClient:
    return empty.client("physician")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "shares" / "set"
    folder.mkdir(parents=True)
    write_images(folder)
    write_table(folder)
    return folder


def start(client: TestClient, served: Served, upload_id: str, **more: object) -> str:
    asked = {"upload": upload_id} | COLUMNS | more
    reply = client.post(f"{served.path}/imports", json=asked)
    assert reply.status_code == 202, reply.text
    job_id: str = reply.json()["id"]
    return job_id


def test_an_uploaded_archive_becomes_images_with_labels(
    empty: Served, physician: TestClient, tmp_path: Path, dataset: Path
) -> None:
    upload_id = upload(physician, empty.path, zipped(dataset), part_bytes=2_048)

    outcome = run_job(empty, start(physician, empty, upload_id))

    assert (outcome["imported"], outcome["refused"], outcome["missing"]) == (6, [], [])
    stores = empty.stores
    assert stores.project.labels == ("Mass", "Nodule")
    assert [image.id for image in stores.images.all()] == list(NAMES)
    assert stores.images.labels()[:4].tolist() == [[1, 1], [1, 0], [0, 0], [0, 1]]
    shown = physician.get(f"{empty.path}/uploads/{upload_id}").json()
    assert shown["outcome"]["imported"] == 6
    assert stores.blobs.list_named("uploads") == []
    assert not any((tmp_path / "workspace/cache").glob("unpacked/*"))
    entries = empty.opened.audit.entries(stores.project.id)
    imported = [each for each in entries if each.action is Action.IMAGES_IMPORTED]
    assert [each.actor for each in imported] == ["physician"]


def test_an_import_that_runs_twice_changes_nothing(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    job_id = start(physician, empty, upload(physician, empty.path, zipped(dataset)))

    assert run_job(empty, job_id) == run_job(empty, job_id)

    assert empty.stores.images.count() == 6
    again = physician.post(
        f"{empty.path}/imports",
        json={"upload": empty.opened.jobs.get(job_id).arguments["upload"]} | COLUMNS,
    )
    assert again.status_code == 409
    assert "was imported already" in again.json()["detail"]


def test_the_uploads_of_a_project_are_listed_with_what_has_arrived(
    empty: Served, physician: TestClient
) -> None:
    opened = physician.post(f"{empty.path}/uploads", json={"name": "a.zip", "size_bytes": 5000})

    listed = physician.get(f"{empty.path}/uploads")

    assert [(each["id"], each["received_bytes"]) for each in listed.json()] == [
        (opened.json()["id"], 0)
    ]


def test_an_upload_that_broke_off_says_where_to_go_on(empty: Served, physician: TestClient) -> None:
    content = bytes(range(256)) * 20
    asked = {"name": "a.zip", "size_bytes": len(content), "part_bytes": 2_048}
    upload_id = physician.post(f"{empty.path}/uploads", json=asked).json()["id"]
    send_part(physician, empty.path, upload_id, 0, content[:2048])

    shown = physician.get(f"{empty.path}/uploads/{upload_id}").json()
    early = send_part(physician, empty.path, upload_id, 4096, content[4096:])
    repeated = send_part(physician, empty.path, upload_id, 0, content[:2048])
    unready = physician.post(f"{empty.path}/imports", json={"upload": upload_id})

    assert (shown["received_bytes"], shown["complete"]) == (2048, False)
    assert (early.status_code, early.json()["stored"]) == (409, 2048)
    assert (repeated.status_code, repeated.json()["received_bytes"]) == (200, 2048)
    assert unready.status_code == 409
    assert "send the rest first" in unready.json()["detail"]


def test_a_part_of_the_wrong_size_is_refused(empty: Served, physician: TestClient) -> None:
    asked = {"name": "a.zip", "size_bytes": 5_000, "part_bytes": 2_048}
    upload_id = physician.post(f"{empty.path}/uploads", json=asked).json()["id"]

    for offset, size in ((0, 100), (100, 2048), (8192, 2048)):
        reply = send_part(physician, empty.path, upload_id, offset, bytes(size))
        assert reply.status_code == 422, (offset, size)
    assert send_part(physician, empty.path, upload_id, 0, b"").status_code == 422


def test_a_part_is_raw_bytes_not_json(empty: Served, physician: TestClient) -> None:
    asked = {"name": "a.zip", "size_bytes": 2_000}
    upload_id = physician.post(f"{empty.path}/uploads", json=asked).json()["id"]

    reply = physician.put(
        f"{empty.path}/uploads/{upload_id}/parts", params={"offset": "0"}, json={"a": 1}
    )

    assert reply.status_code == 422


def test_an_upload_larger_than_allowed_is_refused_before_it_is_sent(
    empty: Served, physician: TestClient
) -> None:
    reply = physician.post(f"{empty.path}/uploads", json={"name": "a.zip", "size_bytes": 2**40})

    assert reply.status_code == 413
    assert "1024.0 GiB, more than the 200.0 allowed" in reply.json()["detail"]


def test_an_upload_given_up_leaves_nothing_unless_it_is_being_imported(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    first = upload(physician, empty.path, zipped(dataset))
    second = upload(physician, empty.path, zipped(dataset))
    start(physician, empty, second)

    assert physician.delete(f"{empty.path}/uploads/{first}").status_code == 204
    assert physician.get(f"{empty.path}/uploads/{first}").status_code == 404
    assert physician.delete(f"{empty.path}/uploads/{second}").status_code == 409


def test_an_upload_of_another_project_is_not_there(empty: Served, physician: TestClient) -> None:
    empty.opened.projects.create("other")
    made = empty.opened.stores("other").uploads.create("a.zip", 10, part_bytes=4096, author="x")

    assert physician.get(f"{empty.path}/uploads/{made.id}").status_code == 404


def test_a_second_click_finds_the_first_clicks_import(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    upload_id = upload(physician, empty.path, zipped(dataset))

    assert start(physician, empty, upload_id) == start(physician, empty, upload_id)


def test_a_table_and_regions_inside_the_archive_are_named_by_their_paths(
    empty: Served, physician: TestClient, phantoms: Path
) -> None:
    content = zipped(phantoms, spare__other=b"a,b\n1,2\n", notes__extra_csv=b"")
    upload_id = upload(physician, empty.path, content, part_bytes=1 << 20)
    asked = {
        "table": "table.csv", "regions": "regions.json", "split_column": "split",
        "image_column": "image", "labels_column": "labels", "cue_columns": ["marker"],
    }  # fmt: skip

    outcome = run_job(empty, start(physician, empty, upload_id, **asked))

    assert outcome["imported"] == empty.stores.images.count() == 200
    assert outcome["regions"]["added"] == len(empty.stores.references.all()) > 0
    assert (empty.stores.images.splits() == Split.TEST).any()


@pytest.mark.parametrize(("named", "told"), [("../table.csv", "outside"), ("no.csv", "no file")])
def test_a_table_that_is_not_in_the_archive_refuses_the_import(
    empty: Served, physician: TestClient, dataset: Path, named: str, told: str
) -> None:
    upload_id = upload(physician, empty.path, zipped(dataset))
    job_id = start(physician, empty, upload_id, table=named)

    with pytest.raises(Exception, match=told):
        run_job(empty, job_id)

    assert empty.stores.images.count() == 0


def test_regions_that_are_not_in_the_archive_refuse_the_import_before_an_image_is_stored(
    empty: Served, physician: TestClient, phantoms: Path
) -> None:
    upload_id = upload(physician, empty.path, zipped(phantoms), part_bytes=1 << 20)
    asked = {"image_column": "image", "labels_column": "labels", "regions": "../regions.json"}
    job_id = start(physician, empty, upload_id, table="table.csv", **asked)

    with pytest.raises(Exception, match="points outside"):
        run_job(empty, job_id)

    assert empty.stores.images.count() == 0


def test_a_refusal_does_not_betray_where_the_server_unpacks(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    for image in dataset.rglob("*.png"):
        image.unlink()
    job_id = start(physician, empty, upload(physician, empty.path, zipped(dataset)))

    with pytest.raises(Exception, match="is below the archive") as refusal:
        run_job(empty, job_id)

    assert str(empty.stores.cache_folder) not in str(refusal.value)


@pytest.mark.parametrize("kept", [True, False])
def test_an_archive_that_cannot_be_used_leaves_nothing_and_one_with_a_bad_table_stays(
    empty: Served, physician: TestClient, dataset: Path, kept: bool
) -> None:
    content = zipped(dataset)
    upload_id = upload(physician, empty.path, content if kept else content[:-40])
    job_id = start(physician, empty, upload_id, labels_column="no such column")

    with pytest.raises(InvalidInputError):
        run_job(empty, job_id)

    assert [each.id for each in empty.stores.uploads.all()] == [upload_id] * kept
    assert bool(empty.opened.blobs.list_named("uploads")) is kept


def test_several_tables_are_not_guessed_between(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    shutil.copy(dataset / "table.csv", dataset / "second.csv")
    job_id = start(physician, empty, upload(physician, empty.path, zipped(dataset)))

    with pytest.raises(InvalidInputError, match=r"2 tables \(second.csv, table.csv\)"):
        run_job(empty, job_id)


def test_a_server_folder_is_imported_by_an_engineer(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    engineer = empty.client("engineer")
    asked = {"folder": str(dataset), "in_place": True} | COLUMNS

    refused = physician.post(f"{empty.path}/folder-imports", json=asked)
    taken = engineer.post(f"{empty.path}/folder-imports", json=asked)

    assert refused.status_code == 403
    outcome = run_job(empty, taken.json()["id"])
    assert outcome["imported"] == 6
    assert all(image.in_place for image in empty.stores.images.all())


@pytest.mark.parametrize("folder", ["/etc", "/", "..", "shares", "/no/such"])
def test_a_folder_that_is_not_offered_is_refused(empty: Served, dataset: Path, folder: str) -> None:
    engineer = empty.client("engineer")

    reply = engineer.post(f"{empty.path}/folder-imports", json={"folder": folder} | COLUMNS)

    assert reply.status_code in {403, 422}
    assert empty.opened.jobs.all() == []


def test_a_link_out_of_the_offered_folder_is_followed_and_refused(
    empty: Served, dataset: Path, tmp_path: Path
) -> None:
    (dataset / "out").symlink_to("/etc")

    reply = empty.client("engineer").post(
        f"{empty.path}/folder-imports", json={"folder": str(dataset / "out")}
    )

    assert reply.status_code == 403


def test_folders_are_listed_from_those_offered_down(empty: Served, dataset: Path) -> None:
    engineer = empty.client("admin")

    top = engineer.get("/api/folders").json()
    inside = engineer.get("/api/folders", params={"path": top["folders"][0]}).json()
    deeper = engineer.get("/api/folders", params={"path": inside["folders"][0]}).json()
    outside = engineer.get("/api/folders", params={"path": "/etc"})

    assert inside["folders"] == [str(dataset)]
    assert deeper["files"] == ["table.csv"]
    assert outside.status_code == 403


def test_splits_are_assigned_in_the_background(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    run_job(empty, start(physician, empty, upload(physician, empty.path, zipped(dataset))))
    shares = {"train": 0.5, "tune": 0.5}

    reply = empty.client("engineer").post(f"{empty.path}/splits", json={"fractions": shares})

    assert reply.status_code == 202
    assert run_job(empty, reply.json()["id"])["assigned"] == 6
    assert set(empty.stores.images.splits()) <= {"train", "tune", "pool"}


def test_a_damaged_member_is_listed_and_the_others_are_imported(
    empty: Served, physician: TestClient, dataset: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(dataset / "table.csv", "table.csv")
        for name in NAMES:
            archive.write(dataset / "images" / name, name)
    content = packed.getvalue()
    pixels = (dataset / "images" / NAMES[3]).read_bytes()
    at = content.index(pixels) + len(pixels) // 2
    spoilt = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    outcome = run_job(empty, start(physician, empty, upload(physician, empty.path, spoilt)))

    assert (outcome["imported"], outcome["refused_count"]) == (5, 1)
    assert outcome["refused"][0]["file"] == NAMES[3]
    assert "damaged in the archive" in outcome["refused"][0]["reason"]
