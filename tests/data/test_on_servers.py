"""The same stores on a real PostgreSQL and a real S3 endpoint."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.stores import Lease, Workspace, open_workspace
from medebiaser.errors import LostLeaseError, NotFoundError, UnreachableError
from medebiaser.records import Job, JobState, Lane
from tests.servers import PostgresServer, free_port, s3_environment


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres()


@pytest.fixture
def workspace(url: str, tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "w", create=True, database_url=url) as opened:
        opened.projects.create("chest", ["Hernia"])
        yield opened


def take(workspace: Workspace, worker: str, lease_s: float = 30) -> Job | None:
    return workspace.leases.claim(worker, Lane.DEVICE, device="cpu", lease_s=lease_s)


def at_once(*calls: Callable[[], object]) -> list[object]:
    found: list[object] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        found.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_many_workers_that_grasp_at_once_each_job_goes_to_one(workspace: Workspace) -> None:
    asked = {workspace.jobs.enqueue("train", {}, project=1, author="dr-a").id for _ in range(4)}

    found = at_once(*(lambda n=n: take(workspace, f"w{n}") for n in range(8)))

    taken = [job.id for job in found if isinstance(job, Job)]
    assert set(taken) <= asked
    assert len(set(taken)) == len(taken) >= 1


@pytest.mark.parametrize("project", [1, None])
def test_many_clicks_at_once_start_one_job(workspace: Workspace, project: int | None) -> None:
    def click() -> str:
        return workspace.jobs.enqueue("train", {}, project=project, author="dr-a", key="round").id

    assert len(set(at_once(*[click] * 6))) == 1
    assert len(workspace.jobs.all()) == 1


def test_a_job_is_left_to_a_worker_that_is_writing_and_lost_right_afterwards(
    workspace: Workspace, url: str, tmp_path: Path
) -> None:
    workspace.jobs.enqueue("train", {}, project=1, author="dr-a")
    job = take(workspace, "w1", lease_s=0.01)
    assert job is not None
    lease = Lease(job.id, job.fence)
    with open_workspace(tmp_path / "w", database_url=url) as guarded:
        guarded.database.guard = lambda connection: workspace.leases.guard(connection, lease)
        time.sleep(0.05)  # the lease runs out
        with guarded.database.transaction():
            guarded.projects.create("in time", ["Hernia"])
            during = workspace.leases.take_over()
            workspace.leases.renew(lease, -1, lines=["stored beside the step's transaction"])
        after = workspace.leases.take_over()
        with pytest.raises(LostLeaseError):
            guarded.projects.create("too late", ["Hernia"])

    assert during == []
    assert [taken.state for taken in after] == [JobState.QUEUED]
    assert {project.name for project in workspace.projects.all()} == {"chest", "in time"}


def test_a_lease_is_kept_by_the_databases_clock(workspace: Workspace) -> None:
    workspace.jobs.enqueue("train", {}, project=1, author="dr-a")
    job = take(workspace, "w1", lease_s=60)
    assert job is not None

    assert workspace.leases.take_over() == []
    workspace.leases.renew(Lease(job.id, job.fence), -1)
    assert len(workspace.leases.take_over()) == 1


@pytest.fixture
def blobs(s3: Callable[[], str]) -> BlobStore:
    return BlobStore(s3())


def test_blobs_and_documents_are_kept_in_a_bucket(blobs: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"of a file")
    key, of_file = blobs.put(b"bytes"), blobs.put_file(tmp_path / "file")
    blobs.write_named("arrays/1/manifest.json", b"{}")

    assert (blobs.get(key, verify=True), blobs.get(of_file)) == (b"bytes", b"of a file")
    assert blobs.keys() == sorted([key, of_file])
    assert blobs.list_named("arrays") == ["arrays/1/manifest.json"]
    assert 0 <= blobs.age_s(key) < 60
    assert blobs.local_path(key) is None


def test_what_another_machine_writes_and_deletes_is_seen_at_once(blobs: BlobStore) -> None:
    other = BlobStore(f"s3://{blobs._root}")
    assert (blobs.keys(), other.keys()) == ([], [])

    key = other.put(b"bytes")
    other.write_named("a", b"1")
    seen = blobs.keys(), blobs.exists(key), blobs.read_named("a")
    other.write_named("a", b"2")
    other.delete(key)

    assert seen == ([key], True, b"1")
    assert (blobs.keys(), blobs.exists(key), blobs.read_named("a")) == ([], False, b"2")
    with pytest.raises(NotFoundError):
        blobs.get(key)


def test_a_bucket_that_does_not_answer_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3_environment(f"http://127.0.0.1:{free_port()}").items():
        monkeypatch.setenv(name, value)
    S3FileSystem.clear_instance_cache()  # it would go on with another test's endpoint

    with pytest.raises(UnreachableError, match="the blob store does not answer as it should"):
        BlobStore("s3://nowhere/blobs").read_named("a")
    S3FileSystem.clear_instance_cache()


def test_a_database_server_that_does_not_answer_is_said_in_words_without_the_password() -> None:
    database = Database(f"postgresql://dr:secret@127.0.0.1:{free_port()}/chest")

    with pytest.raises(UnreachableError, match="cannot be reached") as refusal, database.reading():
        pass

    assert "secret" not in str(refusal.value)
