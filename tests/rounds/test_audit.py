"""The loop leaves its trace in the audit log, step by step."""

from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import CancelledError
from medebiaser.records import Action, Progress, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.evaluate import evaluate
from medebiaser.rounds.train import train
from tests.data.workspaces import A_TRIANGLE, a_project, an_image
from tests.loop import opened


def actions(stores: Stores) -> list[str]:
    """What was done, the oldest first, repetitions of one action in a row once."""
    entries = reversed(stores.log.entries(stores.project.id, limit=10_000))
    found: list[str] = []
    for entry in entries:
        if not found or found[-1] != entry.action:
            found.append(str(entry.action))
    return found


def test_a_round_from_import_to_figures_is_in_the_log(trained: Path) -> None:
    with opened(trained) as stores:
        assert actions(stores) == [
            "project created",
            "images imported",
            "splits assigned",
            "reference regions imported",
            "round started",
            "round ranked",
            "round evaluated",
            "round finished",
            "current round set",
        ]
        assert stores.log.verify(stores.project.id).broken is None


def test_every_annotation_of_a_round_is_in_the_log_before_it_starts(tuned: Path) -> None:
    with opened(tuned) as stores:
        entries = stores.log.entries(stores.project.id, limit=10_000)
        started = next(e.number for e in entries if e.subject == {"round": 1, "parent": 0})
        saved = [e for e in entries if e.action is Action.ANNOTATION_SAVED and e.number < started]

        drawn = {(stores.images.get(a.image_id).row, a.label) for a in stores.annotations.all()}
        assert {(e.subject["row"], e.subject["label"]) for e in saved} == drawn
        assert len(saved) == len(drawn) == 8


def test_who_changes_something_is_its_actor(tmp_path: Path) -> None:
    terminal = a_project(tmp_path)
    terminal.images.add([an_image(0, labels=(1, 1, 1))])
    words = ("00000.png", "Mass", [A_TRIANGLE], Verdict.CORRECTED)
    annotate(terminal, *words, version=0, author="ada")

    newest = terminal.log.entries(terminal.project.id)[0]
    assert (newest.actor, newest.subject["author"]) == ("terminal", "ada")


def test_a_cancelled_training_is_in_the_log_and_so_is_its_continuation(imported: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.phase == "training" and progress.done:
            raise CancelledError("stopped")

    options = {"architecture": "small", "image_size": 64, "epochs": 1, "batch_size": 16}
    with opened(imported) as stores:
        with pytest.raises(CancelledError):
            train(stores, options, report=stop)
        newest = stores.log.entries(stores.project.id)[0]
        assert (newest.action, newest.subject) == (
            Action.ROUND_STOPPED,
            {"round": 0, "state": "cancelled"},
        )

        train(stores, {})
        evaluate(stores, 0)
        newest = stores.log.entries(stores.project.id)[0]
        assert (newest.action, newest.subject) == (
            Action.ROUND_EVALUATED,
            {"round": 0, "split": "test"},
        )
