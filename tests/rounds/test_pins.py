"""Who watches what: pins of people, pins of the program."""

from pathlib import Path

import pytest

from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Action, Split
from medebiaser.rounds.pins import PINS_MAX, choose_pins, pin, unpin
from tests.loop import FOCUS, opened, positives


def test_a_person_who_changes_the_list_takes_it_over(trained: Path) -> None:
    with opened(trained) as stores:
        chosen = stores.pins.all()
        unpin(stores, chosen[0].row, chosen[0].label)
        left = stores.pins.all()
        choose_pins(stores, [FOCUS])

        assert [(p.row, p.label) for p in left] == [(p.row, p.label) for p in chosen[1:]]
        assert {p.author for p in left} == {"terminal"}
        assert stores.pins.all() == left, "what a person unpinned does not come back"


def test_where_everything_is_unpinned_the_next_training_chooses(trained: Path) -> None:
    with opened(trained) as stores:
        for each in stores.pins.all():
            unpin(stores, each.row, each.label)
        assert stores.pins.all() == []

        choose_pins(stores, [FOCUS])

        found = [p for p in stores.pins.all() if p.label == FOCUS]
        drawn = [image.row for image in positives(stores, FOCUS, (Split.REVIEW,))]
        assert [p.row for p in found] == drawn[:2]
        assert {p.author for p in stores.pins.all()} == {None}


def test_pinning_twice_changes_nothing_and_is_audited_once(trained: Path) -> None:
    with opened(trained) as stores:
        row = stores.images.all(Split.REVIEW)[0].row
        first = pin(stores, row, FOCUS)

        assert pin(stores, row, FOCUS) == first
        entries = [
            e for e in stores.log.entries(stores.project.id) if e.action == Action.IMAGE_PINNED
        ]
        assert [dict(e.subject) for e in entries] == [{"row": row, "label": FOCUS}]


@pytest.mark.parametrize("split", [Split.TEST])
def test_an_image_that_measures_is_never_watched(trained: Path, split: Split) -> None:
    with opened(trained) as stores:
        row = stores.images.all(split)[0].row
        with pytest.raises(LockedError, match=f"is in the {split} split, which nobody watches"):
            pin(stores, row, FOCUS)


def test_no_more_are_pinned_than_fit(trained: Path) -> None:
    with opened(trained) as stores:
        rows = [image.row for image in stores.images.all(Split.TRAIN)][: PINS_MAX + 1]
        for each in stores.pins.all():
            unpin(stores, each.row, each.label)
        for row in rows[:PINS_MAX]:
            pin(stores, row, FOCUS)

        with pytest.raises(LockedError, match="12 images are pinned and 12 fit; unpin one"):
            pin(stores, rows[PINS_MAX], FOCUS)
        assert len(pin(stores, rows[0], FOCUS)) == PINS_MAX, "what is pinned already may be again"


def test_what_is_not_there_is_not_pinned(trained: Path) -> None:
    with opened(trained) as stores:
        row = stores.images.all(Split.REVIEW)[0].row
        with pytest.raises(NotFoundError, match="no label 'Gout'"):
            pin(stores, row, "Gout")
        with pytest.raises(NotFoundError, match="no image in row 99999"):
            pin(stores, 99999, FOCUS)
        with pytest.raises(NotFoundError, match="is not pinned for"):
            unpin(stores, stores.images.all(Split.TUNE)[0].row, FOCUS)
