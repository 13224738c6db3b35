"""Events: numbered in the order of their commits, and gone with what was undone."""

# ruff: noqa: PT012 (the block that raises is the transaction under test)

from pathlib import Path

import pytest

from medebiaser.data.stores import events
from tests.data.workspaces import A_MOMENT, a_workspace


def test_an_event_is_seen_once_its_transaction_is_committed(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        with workspace.database.transaction():
            workspace.events.append("annotation", {"row": 3}, None)
            assert workspace.events.after(0) == []

        [event] = workspace.events.after(0)

    assert (event.id, event.kind, event.content, event.at) == (
        1, "annotation", {"row": 3}, A_MOMENT,
    )  # fmt: skip


def test_what_is_undone_tells_no_one(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        with workspace.database.transaction():
            workspace.events.append("kept", {}, None)
            with pytest.raises(ZeroDivisionError), workspace.database.transaction():
                workspace.events.append("undone", {}, None)
                raise ZeroDivisionError

        assert [event.kind for event in workspace.events.after(0)] == ["kept"]


def test_only_events_of_the_projects_asked_for_are_returned(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        one, other = (workspace.projects.create(name).id for name in ("one", "other"))
        for project in (one, other, None, one):
            workspace.events.append("job", {}, project)

        assert [event.id for event in workspace.events.after(0, projects=[one])] == [1, 4]
        assert [event.id for event in workspace.events.after(1, limit=2)] == [2, 3]


def test_purging_keeps_the_newest_event_as_a_mark(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        assert workspace.events.span() == (0, 0)
        for _ in range(3):
            workspace.events.append("job", {}, None)

        assert workspace.events.purge(3) == 0
        assert workspace.events.purge(1) == 2
        assert workspace.events.span() == (3, 3)


def test_old_events_go_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "KEPT", 7)
    monkeypatch.setattr(events, "_PURGED_EVERY", 10)
    with a_workspace(tmp_path) as workspace:
        for _ in range(25):
            workspace.events.append("job", {}, None)

        assert workspace.events.span() == (14, 25)
