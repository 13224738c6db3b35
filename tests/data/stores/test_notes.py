"""Notes: written, changed by version, deleted with their image."""

from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, NotFoundError
from tests.data.workspaces import a_project, an_image


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    opened = a_project(tmp_path)
    opened.images.add([an_image(0), an_image(1)])
    return opened


def test_notes_of_an_image_come_back_in_the_order_in_which_they_were_written(
    stores: Stores,
) -> None:
    stores.notes.add("00000.png", "tube in place", author="dr-a")
    stores.notes.add("00001.png", "rotated", author="dr-b")
    stores.notes.add("00000.png", "ask radiology", author="dr-b")

    notes = stores.notes.of("00000.png")

    assert [(note.author, note.text, note.version) for note in notes] == [
        ("dr-a", "tube in place", 1),
        ("dr-b", "ask radiology", 1),
    ]


def test_a_changed_note_has_the_next_version_and_the_same_change_twice_is_one(
    stores: Stores,
) -> None:
    note = stores.notes.add("00000.png", "tube", author="dr-a")

    for _ in range(2):
        changed = stores.notes.change(note.id, "tube in place", version=1)
        assert (changed.text, changed.version) == ("tube in place", 2)


def test_a_note_that_was_saved_elsewhere_is_not_overwritten_and_not_deleted(
    stores: Stores,
) -> None:
    note = stores.notes.add("00000.png", "tube", author="dr-a")
    stores.notes.change(note.id, "tube in place", version=1)

    with pytest.raises(ConflictError) as refusal:
        stores.notes.change(note.id, "no tube", version=1)
    assert refusal.value.offered == 1
    with pytest.raises(ConflictError):
        stores.notes.remove(note.id, version=1)

    assert stores.notes.get(note.id).text == "tube in place"


def test_a_deleted_note_is_gone(stores: Stores) -> None:
    note = stores.notes.add("00000.png", "tube", author="dr-a")

    stores.notes.remove(note.id, version=1)

    with pytest.raises(NotFoundError, match="there is no note"):
        stores.notes.get(note.id)


def test_a_note_needs_an_image_that_is_there(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="there is no image 'gone'"):
        stores.notes.add("gone", "tube", author="dr-a")
