"""Every change is written down once, and what is written down cannot be changed unnoticed."""

import hashlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from medebiaser.data.stores import WORKSPACE_CHAIN, Workspace
from medebiaser.records import Action
from tests.data.workspaces import a_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return a_workspace(tmp_path)


def append(workspace: Workspace, row: int, project: int | None = 1) -> None:
    subject = {"row": row, "label": "Mass"}
    workspace.audit.append(Action.ANNOTATION_SAVED, subject, actor="ada", project=project)


def append_and_fail(workspace: Workspace, row: int) -> None:
    with workspace.database.transaction():
        append(workspace, row)
        raise RuntimeError


def tampered(workspace: Workspace, statement: str) -> None:
    """Change the log behind the program's back, its guards taken away first."""
    with workspace.database.transaction() as connection:
        connection.execute(text("DROP TRIGGER audit_refuses_update"))
        connection.execute(text("DROP TRIGGER audit_refuses_delete"))
        connection.exec_driver_sql(statement)


def test_an_entry_is_hashed_with_the_one_before_it(workspace: Workspace) -> None:
    append(workspace, 3)

    (entry,) = workspace.audit.entries(1)
    written = (
        '{"action":"annotation saved","actor":"ada","at":"2026-03-01T09:30:00.000000+00:00",'
        '"chain":1,"number":1,"previous":"' + "0" * 64 + '",'
        '"subject":{"label":"Mass","row":3}}'
    )
    assert entry.digest == hashlib.sha256(written.encode()).hexdigest()
    append(workspace, 4)
    assert workspace.audit.entries(1)[0].previous == entry.digest


def test_chains_count_from_one_each_and_are_paged_from_the_newest(workspace: Workspace) -> None:
    for row in range(5):
        append(workspace, row)
    append(workspace, 9, project=None)

    assert [e.number for e in workspace.audit.entries(1, limit=2)] == [5, 4]
    assert [e.subject["row"] for e in workspace.audit.entries(1, before=4, limit=2)] == [2, 1]
    assert [e.number for e in workspace.audit.entries(WORKSPACE_CHAIN)] == [1]
    assert workspace.audit.chains() == [WORKSPACE_CHAIN, 1]


def test_a_change_that_is_undone_leaves_no_entry(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError):
        append_and_fail(workspace, 1)
    with workspace.database.transaction():
        append(workspace, 2)
        with pytest.raises(RuntimeError):
            append_and_fail(workspace, 3)

    assert [e.subject["row"] for e in workspace.audit.entries(1)] == [2]


def test_a_whole_chain_is_whole(workspace: Workspace) -> None:
    for row in range(3):
        append(workspace, row)

    check = workspace.audit.verify(1)

    newest = workspace.audit.entries(1)[0]
    assert (check.entries, check.digest, check.broken) == (3, newest.digest, None)
    assert workspace.audit.verify(7).broken is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_an_entry(
    workspace: Workspace, statement: str
) -> None:
    append(workspace, 1)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        workspace.database.transaction() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "fits", "broken"),
    [
        ("UPDATE audit SET actor = 'eve' WHERE number = 2", 1, "entry 2 was changed"),
        ("UPDATE audit SET subject = '{\"row\":8}' WHERE number = 3", 2, "entry 3 was changed"),
        ("UPDATE audit SET previous = digest WHERE number = 2", 1, "entry 2 does not follow"),
        ("DELETE FROM audit WHERE number = 2", 1, "entry 2 is missing, entry 3 follows"),
        ("DELETE FROM audit WHERE number = 3", 2, "ends after entry 2, but 3 were written"),
        ("DELETE FROM audit", 0, "ends after entry 0, but 3 were written"),
        ("DELETE FROM audit_heads", 3, "ends after entry 3, but 0 were written"),
    ],
)
def test_tampering_is_found_at_the_entry(
    workspace: Workspace, statement: str, fits: int, broken: str
) -> None:
    for row in range(3):
        append(workspace, row)
    tampered(workspace, statement)

    check = workspace.audit.verify(1)

    assert check.entries == fits
    assert broken in str(check.broken)


def test_an_entry_of_one_chain_does_not_fit_another(workspace: Workspace) -> None:
    append(workspace, 1, project=1)
    tampered(workspace, "UPDATE audit SET chain = 2")

    assert "was changed" in str(workspace.audit.verify(2).broken)


def test_many_writers_make_one_chain_without_a_gap(workspace: Workspace) -> None:
    def many() -> None:
        for row in range(20):
            append(workspace, row)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    check = workspace.audit.verify(1)
    assert (check.entries, check.broken) == (80, None)
