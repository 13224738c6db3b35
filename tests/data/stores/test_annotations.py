"""No annotation is lost, saved twice, overwritten silently, or made on a test image."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Annotation, Region, Split, Verdict
from tests.data.workspaces import A_MOMENT, A_SQUARE, A_TRIANGLE, a_project, an_image


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    opened = a_project(tmp_path)
    opened.images.add([an_image(0), an_image(1, split=Split.TRAIN)])
    return opened


def save(stores: Stores, *regions: Region, version: int, author: str = "ada") -> int:
    return stores.annotations.replace(
        "00000.png", "Mass", regions, Verdict.CORRECTED, version=version, author=author
    )


def test_an_annotation_comes_back_to_the_last_digit(stores: Stores) -> None:
    assert save(stores, A_TRIANGLE, A_SQUARE, version=0) == 1

    saved = stores.annotations.get("00000.png", "Mass", "ada")
    assert saved == Annotation(
        "00000.png", "Mass", "ada", Verdict.CORRECTED, (A_TRIANGLE, A_SQUARE), 1, A_MOMENT
    )
    assert stores.annotations.get("00000.png", "Mass", "ben") is None


def test_the_same_save_twice_changes_nothing(stores: Stores) -> None:
    assert save(stores, A_TRIANGLE, version=0) == 1
    assert save(stores, A_TRIANGLE, version=0) == 1
    assert save(stores, A_SQUARE, version=1) == 2
    assert save(stores, A_SQUARE, version=1) == 2

    assert [a.version for a in stores.annotations.history("00000.png", "Mass")] == [1, 2]


def test_a_save_on_an_old_version_is_a_conflict_that_names_both(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)
    save(stores, A_SQUARE, version=1)

    for offered, regions in ((0, (A_TRIANGLE,)), (1, (A_TRIANGLE,)), (7, (A_SQUARE,))):
        with pytest.raises(ConflictError, match="load it and save again") as conflict:
            save(stores, *regions, version=offered)
        assert (conflict.value.stored, conflict.value.offered) == (2, offered)
    latest = stores.annotations.get("00000.png", "Mass", "ada")
    assert latest is not None
    assert latest.regions == (A_SQUARE,)


def test_another_verdict_with_the_same_regions_is_not_the_same_save(stores: Stores) -> None:
    save(stores, A_SQUARE, version=0)
    with pytest.raises(ConflictError):
        stores.annotations.replace(
            "00000.png", "Mass", [A_SQUARE], Verdict.ACCEPTED, version=0, author="ada"
        )


def test_superseded_versions_stay_in_the_history(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)
    save(stores, version=1)
    save(stores, A_SQUARE, version=0, author="ben")

    history = stores.annotations.history("00000.png", "Mass")
    assert [(a.author, a.version, a.regions) for a in history] == [
        ("ada", 1, (A_TRIANGLE,)),
        ("ada", 2, ()),
        ("ben", 1, (A_SQUARE,)),
    ]
    assert stores.annotations.history("00000.png", "Mass", "ben") == history[2:]


def test_physicians_and_labels_do_not_mix(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0, author="ben")
    save(stores, A_SQUARE, version=0, author="ada")
    stores.annotations.replace(
        "00001.png", "Hernia", [], Verdict.CANNOT_TELL, version=0, author="ada"
    )

    listed = [(a.image_id, a.label, a.author) for a in stores.annotations.all()]
    assert listed == [
        ("00000.png", "Mass", "ada"),
        ("00000.png", "Mass", "ben"),
        ("00001.png", "Hernia", "ada"),
    ]
    assert [a.author for a in stores.annotations.of("00000.png")] == ["ada", "ben"]


@pytest.mark.parametrize("split", [Split.TEST, Split.SEALED])
def test_a_test_image_is_never_annotated_even_past_the_step(stores: Stores, split: Split) -> None:
    stores.images.add([an_image(2, split=split)])

    with pytest.raises(LockedError, match=f"in the {split} split, which is never annotated"):
        stores.annotations.replace(
            "00002.png", "Mass", [A_SQUARE], Verdict.CORRECTED, version=0, author="ada"
        )
    assert stores.annotations.all() == []


def test_unknown_images_labels_and_authors_are_refused(stores: Stores) -> None:
    replace = stores.annotations.replace
    with pytest.raises(NotFoundError, match=r"no image 'nowhere\.png'"):
        replace("nowhere.png", "Mass", [], Verdict.ACCEPTED, version=0, author="ada")
    with pytest.raises(NotFoundError, match="no label 'Lung'"):
        replace("00000.png", "Lung", [], Verdict.ACCEPTED, version=0, author="ada")
    with pytest.raises(InvalidInputError, match="needs an author"):
        replace("00000.png", "Mass", [], Verdict.ACCEPTED, version=0, author=" ")


def test_of_eight_threads_that_save_at_once_exactly_one_wins(stores: Stores) -> None:
    ready = threading.Barrier(8)
    won: list[int] = []
    lost: list[ConflictError] = []

    def physician(number: int) -> None:
        mine = Region(((float(number), 0.0), (9.0, 0.0), (9.0, 9.0)))
        ready.wait()
        try:
            save(stores, mine, version=0)
            won.append(number)
        except ConflictError as conflict:
            lost.append(conflict)

    threads = [threading.Thread(target=physician, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 7)
    assert {(conflict.stored, conflict.offered) for conflict in lost} == {(1, 0)}
    saved = stores.annotations.get("00000.png", "Mass", "ada")
    assert saved is not None
    assert saved.regions[0].points[0] == (float(won[0]), 0.0)


def test_of_two_processes_that_save_at_once_exactly_one_wins_every_time(
    stores: Stores, tmp_path: Path
) -> None:
    script = (
        "import sys; from medebiaser.data.stores import open_workspace\n"
        "from medebiaser.errors import ConflictError; from medebiaser.records import *\n"
        "stores = open_workspace(sys.argv[1]).stores('chest')\n"
        "mine = Region(((float(sys.argv[2]), 0.0), (9.0, 0.0), (9.0, 9.0)))\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for version in range(40):\n"
        "    try:\n"
        "        stores.annotations.replace('00000.png', 'Mass', [mine], Verdict.CORRECTED,\n"
        "                                   version=version, author='ada')\n"
        "        print('won', version)\n"
        "    except ConflictError:\n"
        "        print('lost', version)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "workspace")]
    physicians = [
        subprocess.Popen(
            [*command, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for n in (1, 2)
    ]
    for physician in physicians:
        assert physician.stdout is not None
        assert physician.stdout.readline() == "ready\n"
    for physician in physicians:
        assert physician.stdin is not None
        physician.stdin.write("go\n")
        physician.stdin.flush()
    replies = [physician.communicate()[0].split("\n")[:-1] for physician in physicians]

    won = sorted(int(line.split()[1]) for lines in replies for line in lines if "won" in line)
    assert won == list(range(len(won)))
    assert won
    history = stores.annotations.history("00000.png", "Mass", "ada")
    assert [annotation.version for annotation in history] == [version + 1 for version in won]


def withdraw(stores: Stores, version: int) -> int:
    return stores.annotations.withdraw("00000.png", "Mass", version=version, author="ada")


def test_a_withdrawn_annotation_is_seen_in_the_history_alone(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)

    assert withdraw(stores, 1) == 2

    assert stores.annotations.get("00000.png", "Mass", "ada") is None
    assert stores.annotations.all() == []
    assert stores.annotations.of("00000.png") == []
    assert [
        (a.version, a.regions, a.withdrawn) for a in stores.annotations.history("00000.png", "Mass")
    ] == [(1, (A_TRIANGLE,), False), (2, (), True)]


def test_withdrawing_twice_changes_nothing(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)

    assert [withdraw(stores, 1), withdraw(stores, 1), withdraw(stores, 2)] == [2, 2, 2]

    assert stores.annotations.version("00000.png", "Mass", "ada") == 2
    actions = [str(e.action) for e in stores.log.entries(stores.project.id)]
    assert actions.count("annotation withdrawn") == 1


def test_withdrawing_an_old_version_is_a_conflict(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)
    save(stores, A_SQUARE, version=1)

    with pytest.raises(ConflictError) as conflict:
        withdraw(stores, 1)
    assert (conflict.value.stored, conflict.value.offered) == (2, 1)


def test_there_is_nothing_to_withdraw_where_nothing_was_saved(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="nothing to withdraw"):
        withdraw(stores, 0)


@pytest.mark.parametrize("seen", [0, 2])
def test_the_versions_go_on_after_a_withdrawal(stores: Stores, seen: int) -> None:
    save(stores, A_TRIANGLE, version=0)
    withdraw(stores, 1)

    assert save(stores, A_TRIANGLE, version=seen) == 3
    assert save(stores, A_TRIANGLE, version=seen) == 3  # its reply was lost
    with pytest.raises(ConflictError):
        save(stores, A_SQUARE, version=seen)
    with pytest.raises(ConflictError):
        withdraw(stores, 2)


def test_every_save_is_in_the_audit_log_once(stores: Stores) -> None:
    save(stores, A_TRIANGLE, version=0)
    save(stores, A_TRIANGLE, version=0)

    newest = stores.log.entries(stores.project.id)[0]
    assert newest.actor == "terminal"
    assert newest.subject == {
        "row": 0,
        "label": "Mass",
        "author": "ada",
        "verdict": "corrected",
        "version": 1,
    }
    actions = [str(e.action) for e in stores.log.entries(stores.project.id)]
    assert actions == ["annotation saved", "images imported", "project created"]
