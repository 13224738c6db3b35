"""The audit log, arrays and erasures on a real PostgreSQL and a real S3 endpoint."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from medebiaser.data.stores import WORKSPACE_CHAIN, Stores, Workspace, open_workspace
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.doctor import examine
from medebiaser.rounds.erase import erase_patient
from tests.data.workspaces import A_TRIANGLE, LABELS, a_round, an_image
from tests.servers import PostgresServer


@pytest.fixture
def workspace(
    tmp_path: Path, postgres: PostgresServer, s3: Callable[[], str]
) -> Iterator[Workspace]:
    with open_workspace(
        tmp_path / "w", create=True, database_url=postgres(), blob_url=s3()
    ) as opened:
        opened.projects.create("chest", LABELS)
        yield opened


@pytest.fixture
def stores(workspace: Workspace) -> Stores:
    stores = workspace.stores("chest")
    sources = [workspace.blobs.put(f"pixels {row}".encode()) for row in range(12)]
    stores.images.add([an_image(row, labels=(1, 1, 1), source=sources[row]) for row in range(12)])
    return stores


def at_once(*calls: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(calls)) as threads:
        for running in [threads.submit(call) for call in calls]:
            running.result()


def save(workspace: Workspace, row: int, author: str) -> None:
    stores = workspace.stores("chest", actor=author)
    words = (f"{row:05d}.png", "Mass", [A_TRIANGLE], Verdict.CORRECTED)
    annotate(stores, *words, version=0, author=author)


@pytest.mark.usefixtures("stores")
def test_many_physicians_make_one_chain_without_a_gap(workspace: Workspace) -> None:
    def many(author: str) -> None:
        for row in range(12):
            save(workspace, row, author)

    at_once(*(lambda n=n: many(f"dr-{n}") for n in range(8)))

    check = workspace.audit.verify(1)
    saved = [e for e in workspace.audit.entries(1, limit=1_000) if e.action == "annotation saved"]
    assert (check.broken, len(saved)) == (None, 96)
    assert {(e.actor, e.subject["row"]) for e in saved} == {
        (f"dr-{n}", row) for n in range(8) for row in range(12)
    }


def test_transactions_that_touch_two_chains_never_wait_for_each_other(
    workspace: Workspace,
) -> None:
    def both(first: int | None, second: int | None) -> None:
        for _ in range(25):
            with workspace.database.transaction():
                for project in (first, second):
                    workspace.audit.append(
                        Action.USER_CHANGED, {"n": 1}, actor="ada", project=project
                    )

    at_once(lambda: both(None, 1), lambda: both(1, None), lambda: both(None, 1))

    assert workspace.audit.verify(1).broken is None
    assert workspace.audit.verify(WORKSPACE_CHAIN).entries == 75


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
def test_postgresql_refuses_to_change_an_entry(workspace: Workspace, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        workspace.database.transaction() as connection,
    ):
        connection.execute(text(statement))


def test_two_machines_write_to_one_array(stores: Stores) -> None:
    stores.rounds.create(a_round(0))
    arrays = stores.round_arrays(0)
    arrays.create("scores", (), np.float32)

    def write(rows: list[int]) -> None:
        for row in rows:
            stores.round_arrays(0).write("scores", [row], [row])

    at_once(lambda: write([0, 1, 2, 3]), lambda: write([8, 9, 10, 11]))

    nan = float("nan")
    np.testing.assert_array_equal(
        arrays.read("scores"), [0, 1, 2, 3, nan, nan, nan, nan, 8, 9, 10, 11]
    )
    assert arrays.present("scores").tolist() == [True] * 4 + [False] * 4 + [True] * 4
    assert len(stores.blobs.list_named("arrays")) == 1


def test_a_patient_is_erased_from_postgresql_and_s3(workspace: Workspace, stores: Stores) -> None:
    stores.rounds.create(a_round(0))
    stores.round_arrays(0).create("scores", (), np.float32)
    stores.round_arrays(0).write("scores", range(12), np.arange(12))
    save(workspace, 3, "dr-a")
    source = stores.images.by_rows([3])[0].source

    assert erase_patient(stores, 3).images == 1

    assert not stores.blobs.exists(source)
    assert stores.images.known([3]) == {}
    assert stores.annotations.all() == []
    assert np.flatnonzero(np.isnan(stores.round_arrays(0).read("scores"))).tolist() == [3]
    unhealthy = [f for f in examine(workspace) if not f.healthy and f.subject != "disk"]
    assert unhealthy == []


def test_a_save_and_an_erasure_at_once_leave_no_annotation_behind(
    workspace: Workspace, stores: Stores
) -> None:
    def try_to_save(row: int) -> None:
        try:
            save(workspace, row, "dr-a")
        except NotFoundError:
            return

    for row in range(6):
        at_once(
            lambda row=row: try_to_save(row),
            lambda row=row: erase_patient(workspace.stores("chest"), row),
        )

    assert stores.annotations.all() == []
    assert stores.annotations.history("00000.png", "Mass") == []
    assert workspace.audit.verify(1).broken is None
