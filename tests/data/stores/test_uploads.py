"""Uploads: parts in order, twice without harm, gone when they are settled."""

from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Upload
from tests.data.workspaces import a_project


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return a_project(tmp_path)


def an_upload(stores: Stores, size_bytes: int = 10) -> Upload:
    return stores.uploads.create("set.zip", size_bytes, part_bytes=4, author="dr-a")


def test_an_upload_is_complete_when_its_last_part_has_arrived(stores: Stores) -> None:
    upload = an_upload(stores)

    received = [
        stores.uploads.add_part(upload.id, offset, part)
        for offset, part in ((0, b"0123"), (4, b"4567"), (8, b"89"))
    ]

    assert [each.received_bytes for each in received] == [4, 8, 10]
    assert [each.complete for each in received] == [False, False, True]
    assert [stores.uploads.read_part(upload, offset) for offset in (0, 4, 8)] == [
        b"0123", b"4567", b"89",
    ]  # fmt: skip


def test_a_part_that_comes_twice_changes_nothing(stores: Stores) -> None:
    upload = an_upload(stores)
    stores.uploads.add_part(upload.id, 0, b"0123")
    stores.uploads.add_part(upload.id, 4, b"4567")

    again = stores.uploads.add_part(upload.id, 0, b"0123")

    assert again.received_bytes == 8
    assert stores.uploads.read_part(upload, 0) == b"0123"


def test_a_part_that_comes_too_early_is_told_where_to_go_on(stores: Stores) -> None:
    upload = an_upload(stores)

    with pytest.raises(ConflictError) as refusal:
        stores.uploads.add_part(upload.id, 4, b"4567")

    assert (refusal.value.stored, refusal.value.offered) == (0, 4)


@pytest.mark.parametrize(
    ("offset", "content", "told"),
    [
        (1, b"0123", "no part of upload"),
        (12, b"0123", "no part of upload"),
        (0, b"012", "came with 3 bytes where 4 belong"),
        (8, b"4567", "came with 4 bytes where 2 belong"),
    ],
)
def test_a_part_of_another_size_or_place_is_refused(
    stores: Stores, offset: int, content: bytes, told: str
) -> None:
    with pytest.raises(InvalidInputError, match=told):
        stores.uploads.add_part(an_upload(stores).id, offset, content)


def test_settling_keeps_the_outcome_and_removes_the_parts(stores: Stores) -> None:
    upload = an_upload(stores, 4)
    stores.uploads.add_part(upload.id, 0, b"0123")

    stores.uploads.settle(upload.id, {"imported": 3})

    assert stores.uploads.get(upload.id).outcome == {"imported": 3}
    assert stores.blobs.list_named("uploads") == []


def test_a_removed_upload_leaves_nothing(stores: Stores) -> None:
    upload = an_upload(stores, 4)
    stores.uploads.add_part(upload.id, 0, b"0123")

    stores.uploads.remove(upload.id)

    assert stores.uploads.all() == []
    assert stores.blobs.list_named("uploads") == []
    with pytest.raises(NotFoundError, match="start a new one"):
        stores.uploads.get(upload.id)
