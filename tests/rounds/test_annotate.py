"""One physician's word on one heatmap: what is stored, and what is refused."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Region, Relevance, Split, Verdict
from medebiaser.rounds.annotate import annotate, checked_regions
from tests.data.workspaces import LABELS, a_project, an_image

SQUARE = Region(((10.0, 10.0), (60.0, 10.0), (60.0, 60.0), (10.0, 60.0)))
DISTRACTION = Region(SQUARE.points, Relevance.IRRELEVANT)
PRESENT, ABSENT, UNKNOWN = LABELS


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """A project of one image a split: the first label present, the second absent."""
    found = a_project(tmp_path)
    splits: Sequence[Split | None] = (*Split, None)
    found.images.add([an_image(row, split=split) for row, split in enumerate(splits)])
    return found


def image_in(stores: Stores, split: Split | None) -> str:
    return next(image.id for image in stores.images.all() if image.split == split)


def save(
    stores: Stores,
    regions: Sequence[Region] = (SQUARE,),
    verdict: Verdict = Verdict.CORRECTED,
    *,
    label: str = PRESENT,
    version: int = 0,
    author: str = "dr-a",
    split: Split | None = Split.REVIEW,
) -> int:
    image_id = image_in(stores, split)
    return annotate(stores, image_id, label, regions, verdict, version=version, author=author)


def test_saving_twice_with_the_same_version_changes_nothing(stores: Stores) -> None:
    assert save(stores) == 1
    stored = stores.annotations.all()

    assert save(stores) == 1
    assert stores.annotations.all() == stored


def test_each_later_save_adds_1_to_the_version(stores: Stores) -> None:
    save(stores)

    assert save(stores, (DISTRACTION,), version=1) == 2
    found = stores.annotations.get(image_in(stores, Split.REVIEW), PRESENT, "dr-a")
    assert found is not None
    assert (found.version, found.regions) == (2, (DISTRACTION,))


def test_a_save_on_an_old_version_is_a_conflict_that_carries_both(stores: Stores) -> None:
    save(stores)
    save(stores, (DISTRACTION,), version=1)

    with pytest.raises(ConflictError) as conflict:
        save(stores, (SQUARE, DISTRACTION), version=1)

    assert conflict.value.stored is not None
    assert conflict.value.offered is not None
    found = stores.annotations.get(image_in(stores, Split.REVIEW), PRESENT, "dr-a")
    assert found is not None
    assert found.regions == (DISTRACTION,)


def test_two_physicians_have_an_annotation_each(stores: Stores) -> None:
    assert save(stores, author="dr-a") == 1
    assert save(stores, (DISTRACTION,), author="dr-b") == 1
    assert [a.author for a in stores.annotations.all()] == ["dr-a", "dr-b"]


@pytest.mark.parametrize("split", [Split.REVIEW, Split.TRAIN])
def test_review_and_train_may_be_annotated(stores: Stores, split: Split) -> None:
    assert save(stores, split=split) == 1


@pytest.mark.parametrize("split", [Split.TEST, Split.SEALED, Split.TUNE, Split.POOL])
def test_no_other_split_is_ever_annotated(stores: Stores, split: Split) -> None:
    with pytest.raises(LockedError, match=f"in the {split} split, which is never annotated"):
        save(stores, split=split)

    assert stores.annotations.all() == []


def test_an_image_without_a_split_may_still_become_a_test_image(stores: Stores) -> None:
    with pytest.raises(LockedError, match=r"has no split yet .* `medebiaser split`"):
        save(stores, split=None)


@pytest.mark.parametrize(
    ("label", "regions", "verdict", "told"),
    [
        (PRESENT, (), Verdict.CORRECTED, "has no region"),
        (PRESENT, (), Verdict.ACCEPTED, "has no region"),
        (PRESENT, (SQUARE,), Verdict.NOTHING_TO_MARK, "came with 1 regions"),
        (PRESENT, (SQUARE,), Verdict.CANNOT_TELL, "came with 1 regions"),
        (PRESENT, (SQUARE,), Verdict.LABEL_IS_WRONG, "which does not carry it"),
        (ABSENT, (SQUARE,), Verdict.CORRECTED, "label is wrong"),
        (ABSENT, (SQUARE,), Verdict.ACCEPTED, "label is wrong"),
        (UNKNOWN, (SQUARE,), Verdict.CORRECTED, "which does not carry it"),
        (UNKNOWN, (), Verdict.LABEL_IS_WRONG, "cannot be wrong"),
    ],
)
def test_a_verdict_that_contradicts_regions_or_label_is_refused(
    stores: Stores, label: str, regions: Sequence[Region], verdict: Verdict, told: str
) -> None:
    with pytest.raises(InvalidInputError, match=told):
        save(stores, regions, verdict, label=label)

    assert stores.annotations.all() == []


@pytest.mark.parametrize(
    ("label", "regions", "verdict"),
    [
        (PRESENT, (SQUARE,), Verdict.CORRECTED),
        (PRESENT, (SQUARE, DISTRACTION), Verdict.ACCEPTED),
        (PRESENT, (), Verdict.NOTHING_TO_MARK),
        (PRESENT, (), Verdict.CANNOT_TELL),
        (PRESENT, (), Verdict.LABEL_IS_WRONG),
        (PRESENT, (DISTRACTION,), Verdict.LABEL_IS_WRONG),
        (ABSENT, (SQUARE,), Verdict.LABEL_IS_WRONG),
        (ABSENT, (DISTRACTION,), Verdict.CORRECTED),
        (UNKNOWN, (DISTRACTION,), Verdict.CORRECTED),
        (UNKNOWN, (), Verdict.CANNOT_TELL),
    ],
)
def test_every_other_verdict_is_stored_as_it_was_given(
    stores: Stores, label: str, regions: Sequence[Region], verdict: Verdict
) -> None:
    save(stores, regions, verdict, label=label)

    [found] = stores.annotations.all()
    assert (found.label, found.regions, found.verdict) == (label, tuple(regions), verdict)


def test_an_unknown_label_is_refused_with_the_labels_there_are(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="no label 'Hernla'; this project has Hernia, Nodule"):
        save(stores, label="Hernla")


def test_an_unknown_image_is_refused(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="99999"):
        annotate(stores, "99999.png", PRESENT, (SQUARE,), Verdict.CORRECTED, version=0, author="a")


def test_corners_outside_the_image_are_clipped_and_said(stores: Stores) -> None:
    image = stores.images.get(image_in(stores, Split.REVIEW))
    reaching_out = Region(((1000.0, 700.0), (1100.0, 700.0), (1100.0, 900.0), (1000.0, 900.0)))

    regions, notes = checked_regions(image, [reaching_out])

    assert len(notes) == 1
    [clipped] = regions
    assert sorted(clipped.points) == [(1000, 700), (1000, 768), (1024, 700), (1024, 768)]
    save(stores, (reaching_out,))
    assert sorted(stores.annotations.all()[0].regions[0].points) == sorted(clipped.points)
