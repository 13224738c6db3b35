"""Time and labels of each physician and round, worked out by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.records import Annotation, Effort, RoundState, Verdict
from medebiaser.rounds.effort import effort, spent, work
from tests.data.workspaces import A_MOMENT, A_TRIANGLE, LABELS, a_project, a_round, an_image

LABEL = LABELS[0]


def at(seconds: float) -> datetime:
    return A_MOMENT + timedelta(seconds=seconds)


def a_save(
    seconds: float,
    image: int = 0,
    version: int = 1,
    *,
    author: str = "ada",
    sitting: str | None = None,
    active_s: float = 0.0,
    verdict: Verdict = Verdict.CORRECTED,
    withdrawn: bool = False,
) -> Annotation:
    measured = None if sitting is None else Effort(sitting, active_s)
    return Annotation(
        f"{image:05d}.png", LABEL, author, verdict, (), version, at(seconds), withdrawn, measured
    )


def seconds_of(saves: Sequence[Annotation]) -> list[float | None]:
    return [each.seconds for each in spent(saves)]


def test_the_saves_of_one_sitting_add_up_to_its_last_count() -> None:
    saves = [
        a_save(10, version=1, sitting="first-one", active_s=4.0),
        a_save(20, version=2, sitting="first-one", active_s=9.5),
        a_save(90, version=3, sitting="later-one", active_s=3.0),
    ]

    assert seconds_of(saves) == [4.0, 5.5, 3.0]


def test_a_save_that_arrives_late_takes_nothing_back() -> None:
    saves = [
        a_save(10, version=1, sitting="first-one", active_s=9.0),
        a_save(11, version=2, sitting="first-one", active_s=6.0),
    ]

    assert seconds_of(saves) == [9.0, 0.0]


def test_without_a_measurement_the_time_since_the_same_persons_save_before_stands_in() -> None:
    saves = [
        a_save(0, image=0),
        a_save(30, image=1),
        a_save(35, image=2, author="ben"),
        a_save(50, image=2),
    ]

    assert seconds_of(saves) == [None, 30.0, 20.0, None]
    assert [each.measured for each in spent(saves)] == [False] * 4


@pytest.mark.parametrize("gap", [0.2, 121.0])
def test_neither_a_file_that_saves_many_at_once_nor_a_pause_is_work(gap: float) -> None:
    assert seconds_of([a_save(0, image=0), a_save(gap, image=1)]) == [None, None]


def test_an_annotation_with_an_unknown_part_is_counted_as_a_label_without_a_time() -> None:
    found = work(spent([a_save(0), a_save(10, version=2, sitting="first-one", active_s=4.0)]))

    assert (found["labels"], found["timed"], found["estimated"]) == (1, 0, 0)
    assert (found["median_s"], found["mean_s"], found["mean_s_ci"]) == (None, None, None)
    assert found["total_s"] == 4.0


def test_where_no_second_is_known_the_time_is_unknown_and_not_0() -> None:
    found = work(spent([a_save(0), a_save(0.1, image=1)]))

    assert (found["labels"], found["total_s"]) == (2, None)


def test_work_counts_images_labels_verdicts_and_seconds() -> None:
    measured = {"sitting": "first-one"}
    saves = [
        a_save(0, image=0, active_s=8.0, **measured),
        a_save(1, image=1, active_s=2.0, verdict=Verdict.ACCEPTED, **measured),
        a_save(2, image=2, active_s=5.0, verdict=Verdict.CANNOT_TELL, **measured),
        a_save(3, image=3, active_s=7.0, **measured),
        a_save(4, image=3, version=2, withdrawn=True),
    ]

    found = work(spent(saves))

    assert (found["images"], found["labels"], found["timed"]) == (3, 3, 3)
    assert (found["corrected"], found["accepted"], found["cannot_tell"]) == (1, 1, 1)
    assert found["nothing_to_mark"] == found["label_is_wrong"] == found["estimated"] == 0
    assert found["total_s"] == 22.0
    assert (found["median_s"], found["mean_s"]) == (5.0, 5.0)
    assert found["mean_s_ci"] is None, "three labels are too few"


def test_five_labels_of_the_same_length_have_an_interval_of_no_width() -> None:
    saves = [a_save(n, image=n, sitting="first-one", active_s=6.0) for n in range(5)]

    assert work(spent(saves))["mean_s_ci"] == [6.0, 6.0]


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """A project with round 0, a first fine-tuning at 100 s, one that failed, one at 300 s."""
    found = a_project(tmp_path)
    found.images.add([an_image(row) for row in range(4)])
    for number, seconds, state in (
        (0, 0, RoundState.READY),
        (1, 100, RoundState.READY),
        (2, 200, RoundState.FAILED),
        (3, 300, RoundState.TRAINING),
    ):
        found.rounds.create(a_round(number, created_at=at(seconds)))
        found.rounds.update(number, state=state)
    return found


def save(stores: Stores, row: int, seconds: float, author: str, active_s: float) -> None:
    stores.annotations.replace(
        f"{row:05d}.png", LABEL, [A_TRIANGLE], Verdict.CORRECTED,
        version=0, author=author, saved_at=at(seconds), effort=Effort("first-one", active_s),
    )  # fmt: skip


def test_work_belongs_to_the_fine_tuning_that_used_it_first(stores: Stores) -> None:
    save(stores, 0, 50, "ada", 4.0)
    save(stores, 1, 60, "ben", 6.0)
    save(stores, 1, 150, "ada", 10.0)
    save(stores, 2, 250, "ada", 20.0)
    save(stores, 3, 400, "ada", 1.0)

    found = effort(stores)

    rows = [(row["round"], row["author"], row["labels"], row["total_s"]) for row in found["rows"]]
    assert rows == [
        (1, "ada", 1, 4.0),
        (1, "ben", 1, 6.0),
        (3, "ada", 2, 30.0),
        (None, "ada", 1, 1.0),
    ]
    together = [(row["round"], row["author"], row["total_s"]) for row in found["rounds"]]
    assert together == [(1, None, 10.0), (3, None, 30.0), (None, None, 1.0)]


def test_an_erased_patient_is_in_no_count(stores: Stores) -> None:
    save(stores, 0, 50, "ada", 4.0)
    save(stores, 1, 60, "ada", 6.0)
    save_again = stores.annotations.replace
    save_again(
        "00000.png", LABEL, [], Verdict.NOTHING_TO_MARK, version=1, author="ada", saved_at=at(70)
    )

    stores.images.erase([0])

    [row] = effort(stores)["rows"]
    assert (row["images"], row["labels"], row["total_s"]) == (1, 1, 6.0)
    assert [each.image_id for each in stores.annotations.saves()] == ["00001.png"]
