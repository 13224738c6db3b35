"""What training makes of the annotations: masks, changed labels, and what waits."""

from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import Region, Relevance, Split, Verdict
from medebiaser.rounds import snapshot
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.targets import refuse_never_trained
from tests.data.workspaces import LABELS, a_project, an_image

PRESENT, ABSENT, _ = LABELS
SPLITS = (Split.TRAIN, Split.REVIEW, Split.TUNE, Split.TEST, Split.SEALED, Split.POOL)


def box(left: float, right: float, relevance: Relevance = Relevance.RELEVANT) -> Region:
    return Region(((left, 0.0), (right, 0.0), (right, 100.0), (left, 100.0)), relevance)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """One image a split, in the order of SPLITS; each with labels 1, 0, unknown."""
    found = a_project(tmp_path)
    found.images.add([an_image(row, split=split) for row, split in enumerate(SPLITS)])
    return found


def mark(
    stores: Stores,
    *regions: Region,
    row: int = 1,
    label: str = PRESENT,
    verdict: Verdict = Verdict.CORRECTED,
    author: str = "dr-a",
) -> None:
    annotate(stores, f"{row:05d}.png", label, regions, verdict, version=0, author=author)


def pairs(stores: Stores) -> snapshot.Pairs:
    taken = snapshot.take(stores)
    return snapshot.pairs(stores, taken, snapshot.effective_labels(stores, taken))


def test_two_physicians_whose_marks_overlap_make_one_pair_with_both(stores: Stores) -> None:
    mark(stores, box(0, 100), author="dr-a")
    mark(stores, box(50, 150), author="dr-b")  # 50 of 150 in common: IoU 1/3

    found = pairs(stores)

    assert (found.adjudicate, found.left_out) == ((), ())
    [pair] = found.usable
    assert (pair.row, pair.label, pair.target) == (1, 0, 1)
    assert [a.author for a in pair.annotations] == ["dr-a", "dr-b"]


def test_agreement_below_three_tenths_goes_to_adjudication_and_trains_nothing(
    stores: Stores,
) -> None:
    mark(stores, box(0, 100), author="dr-a")
    mark(stores, box(60, 160), author="dr-b")  # 40 of 160 in common: IoU 1/4

    found = pairs(stores)

    assert found.usable == ()
    assert found.adjudicate == (("00001.png", PRESENT),)


def test_a_pair_that_someone_cannot_tell_is_left_out(stores: Stores) -> None:
    mark(stores, box(0, 100), author="dr-a")
    mark(stores, verdict=Verdict.CANNOT_TELL, author="dr-b")

    found = pairs(stores)

    assert (found.usable, found.adjudicate) == ((), ())
    assert found.left_out == (("00001.png", PRESENT),)


def test_an_irrelevant_region_on_an_absent_label_is_usable_with_target_0(stores: Stores) -> None:
    mark(stores, box(0, 50, Relevance.IRRELEVANT), label=ABSENT)

    [pair] = pairs(stores).usable
    assert (pair.label, pair.target) == (1, 0)


def test_nothing_to_mark_alone_gives_no_pair(stores: Stores) -> None:
    mark(stores, verdict=Verdict.NOTHING_TO_MARK)

    assert pairs(stores).usable == ()


def test_label_is_wrong_flips_the_training_label_and_nothing_else(stores: Stores) -> None:
    mark(stores, verdict=Verdict.LABEL_IS_WRONG)
    mark(stores, box(0, 50), verdict=Verdict.LABEL_IS_WRONG, label=ABSENT, row=0)

    labels = snapshot.effective_labels(stores, snapshot.take(stores))

    expected = np.tile(np.array([1, 0, -1], np.int8), (6, 1))
    expected[1, 0] = 0
    expected[0, 1] = 1
    assert labels.tolist() == expected.tolist()
    assert stores.images.get("00001.png").labels == (1, 0, None), "the image keeps its own"


def test_a_label_that_physicians_disagree_about_is_unknown(stores: Stores) -> None:
    mark(stores, verdict=Verdict.LABEL_IS_WRONG, author="dr-a")
    mark(stores, box(0, 50), author="dr-b")

    labels = snapshot.effective_labels(stores, snapshot.take(stores))

    assert labels[1].tolist() == [-1, 0, -1]
    assert pairs(stores).usable == ()


def test_a_snapshot_stays_as_it_was_when_annotations_change(stores: Stores) -> None:
    mark(stores, box(0, 100))
    taken = snapshot.take(stores)
    key = snapshot.store(stores, taken)
    annotate(
        stores, "00001.png", PRESENT, (), Verdict.LABEL_IS_WRONG, version=1, author="dr-a"
    )  # fmt: skip

    assert snapshot.load(stores, key) == taken
    assert snapshot.take(stores).digest() != taken.digest()
    assert snapshot.effective_labels(stores, snapshot.load(stores, key))[1, 0] == 1


def test_the_same_annotations_have_the_same_digest_whatever_their_order(stores: Stores) -> None:
    mark(stores, box(0, 100), row=1)
    mark(stores, box(0, 100), row=0)

    ids = [annotation.image_id for annotation in snapshot.take(stores).annotations]
    assert ids == ["00000.png", "00001.png"]


def test_train_and_annotated_review_images_train_and_no_others(stores: Stores) -> None:
    assert snapshot.training_rows(stores).tolist() == [0]
    assert snapshot.training_rows(stores, [1]).tolist() == [0, 1]


@pytest.mark.parametrize("row", [2, 3, 4, 5])
def test_a_row_of_another_split_never_trains(stores: Stores, row: int) -> None:
    with pytest.raises(LockedError, match=f"row {row} is in {SPLITS[row]} and may not train"):
        snapshot.training_rows(stores, [1, row])


@pytest.mark.parametrize("row", [3, 4])
def test_rows_of_test_and_sealed_are_refused_before_training(stores: Stores, row: int) -> None:
    with pytest.raises(LockedError, match=f"row {row} is in {SPLITS[row]}"):
        refuse_never_trained(stores, np.array([0, row]))


def test_the_data_hash_follows_rows_pixels_and_labels(stores: Stores) -> None:
    labels = stores.images.labels()
    first = snapshot.data_hash(stores, labels, np.array([0, 1]))
    flipped = labels.copy()
    flipped[1, 0] = 0
    beyond = labels.copy()
    beyond[3, 0] = 0

    assert snapshot.data_hash(stores, labels, np.array([0, 1])) == first
    assert snapshot.data_hash(stores, labels, np.array([0])) != first
    assert snapshot.data_hash(stores, flipped, np.array([0, 1])) != first
    assert snapshot.data_hash(stores, beyond, np.array([0, 1])) == first, "row 3 does not train"
