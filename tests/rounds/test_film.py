"""The film of a round: maps of the pins after each epoch, and that nothing else notices."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from medebiaser.data.stores import Stores, open_workspace
from medebiaser.errors import CancelledError
from medebiaser.records import Image, PinMap, Split
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.backup import back_up
from medebiaser.rounds.doctor import examine
from medebiaser.rounds.erase import erase_patient
from medebiaser.rounds.film import film_document
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.pins import pin, unpin
from medebiaser.rounds.restore import restore
from medebiaser.rounds.train import train
from tests.loop import FOCUS, correct, opened, positives
from tests.rounds.test_rounds import TRAINING, _steps_per_epoch, stop_at


def keys(maps: list[PinMap]) -> list[tuple[int, int, str]]:
    return [(each.epoch, each.row, each.label) for each in maps]


def review(stores: Stores, label: str = FOCUS) -> list[Image]:
    return positives(stores, label, (Split.REVIEW,))


def test_every_pin_has_a_map_before_the_first_and_after_each_epoch(trained: Path) -> None:
    with opened(trained) as stores:
        pins, maps = stores.pins.all(), stores.pins.maps(0)

        assert 0 < len(pins) <= 8
        assert all(each.author is None for each in pins), "nobody has pinned: the program chose"
        expected = {(e, p.row, p.label) for e in (0, 1, 2, 3) for p in pins}
        assert set(keys(maps)) == expected
        assert len(maps) == len(expected)


def test_the_map_of_the_best_epoch_is_the_one_that_the_round_shows(trained: Path) -> None:
    with opened(trained) as stores:
        done = stores.rounds.get(0)
        scores = [epoch["score"] for epoch in done.history]
        best = scores.index(max(scores)) + 1
        kept = next(each for each in stores.pins.maps(0) if each.epoch == best)
        k = stores.project.labels.index(kept.label)
        shown = explained(stores, done)

        values = np.frombuffer(kept.values, "<f2").reshape(kept.grid)
        expected = shown.read(MAPS, np.array([kept.row]))[0, k]
        assert np.allclose(values, expected, atol=2e-3)
        probability = shown.read(PROBABILITIES, np.array([kept.row]))[0, k]
        assert kept.probability == pytest.approx(float(probability), abs=1e-4)


def test_the_program_watches_labels_in_focus_then_the_rarest_two_images_each(
    trained: Path,
) -> None:
    with opened(trained) as stores:
        truth, splits = stores.images.labels(), stores.images.splits()
        names = stores.project.labels
        positive = (truth[splits == "train"] == 1).sum(axis=0)
        rarest = [names[k] for k in sorted(range(len(names)), key=lambda k: (positive[k], k))]
        there = [
            n for n in rarest if ((splits == "review") & (truth[:, names.index(n)] == 1)).any()
        ]
        pins = stores.pins.all()

        assert {each.label for each in pins} >= {there[0]}
        for each in pins:
            assert truth[each.row, names.index(each.label)] == 1
            assert splits[each.row] == "review"
        assert max(sum(p.label == n for p in pins) for n in names) <= 2


def test_weights_are_the_same_bit_for_bit_whatever_is_watched(
    imported: Path, trained_once: Path
) -> None:
    with opened(imported) as stores, opened(trained_once) as other:
        for image in stores.images.all(Split.TUNE)[:3]:
            pin(stores, image.row, FOCUS)

        done = train(stores, TRAINING)

        assert {p.row for p in stores.pins.all()} != {p.row for p in other.pins.all()}
        assert done.checkpoint == other.rounds.get(0).checkpoint
        assert done.history == other.rounds.get(0).history


def test_a_training_that_was_stopped_goes_on_with_the_same_film(
    imported: Path, trained_once: Path
) -> None:
    with opened(imported) as stores, opened(trained_once) as undisturbed:
        with pytest.raises(CancelledError):
            train(stores, TRAINING, report=stop_at("training", _steps_per_epoch(stores) + 2))
        assert {each.epoch for each in stores.pins.maps(0)} == {0, 1}

        train(stores, {})

        assert stores.pins.maps(0) == undisturbed.pins.maps(0), "none missing, none twice"


def test_a_map_lost_by_a_kill_after_the_save_is_made_when_the_training_goes_on(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        with pytest.raises(CancelledError):
            train(stores, TRAINING, report=stop_at("training", _steps_per_epoch(stores) + 2))
        whole = stores.pins.maps(0)
        stores.pins.forget_maps(0)

        train(stores, {})

        assert [e for e in stores.pins.maps(0) if e.epoch == 1] == [
            e for e in whole if e.epoch == 1
        ]


def test_a_pin_of_now_is_watched_from_the_next_epoch_on_and_an_old_strip_stays(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        late = stores.images.all(Split.TUNE)[0].row
        first: list[PinMap] = []

        def pin_in_the_second_epoch(progress: Any) -> None:
            if progress.phase == "training" and progress.done == _steps_per_epoch(stores) + 1:
                first.extend(stores.pins.maps(0))
                pin(stores, late, FOCUS)
                unpin(stores, first[0].row, first[0].label)

        train(stores, TRAINING, report=pin_in_the_second_epoch)
        strips = {(s["row"], s["label"]): s for s in film_document(stores, 0)["strips"]}

        assert [m["epoch"] for m in strips[late, FOCUS]["maps"]] == [2, 3]
        gone = strips[first[0].row, first[0].label]
        assert [m["epoch"] for m in gone["maps"]] == [0, 1]


def test_a_fine_tuning_begins_with_what_its_parent_saw_and_replaces_its_preview(
    trained: Path,
) -> None:
    with opened(trained) as stores:
        correct(stores)

        done = fine_tune(stores, {"steps": 30, "annotated_per_step": 4, "rehearsal_per_step": 4})
        maps = stores.pins.maps(done.number)

        assert {each.label for each in maps} >= {FOCUS}
        assert {each.epoch for each in maps} == set(range(len(done.history) + 1))
        before = next(each for each in maps if each.epoch == 0)
        parent = explained(stores, stores.rounds.get(0))
        k = stores.project.labels.index(before.label)
        expected = parent.read(MAPS, np.array([before.row]))[0, k]
        assert np.allclose(
            np.frombuffer(before.values, "<f2").reshape(before.grid), expected, atol=2e-3
        )
        assert all(epoch["tune_loss"] > 0 for epoch in done.history)


def test_a_removed_round_takes_its_film_and_leaves_the_others(tuned: Path) -> None:
    with opened(tuned) as stores:
        kept = stores.pins.maps(0)
        assert stores.pins.maps(1)
        stores.rounds.remove(1)

        assert (stores.pins.maps(1), stores.pins.maps(0)) == ([], kept)


def test_an_erased_patient_leaves_the_film_and_the_pins(trained: Path) -> None:
    with opened(trained) as stores:
        gone = stores.pins.all()[0].row
        rows = {image.row for image in stores.images.of_patient(gone)}
        others = [each for each in stores.pins.maps(0) if each.row not in rows]

        erase_patient(stores, gone)

        assert stores.pins.maps(0) == others
        assert not rows & {each.row for each in stores.pins.all()}


def test_a_backup_carries_pins_and_films(trained: Path, tmp_path: Path) -> None:
    with open_workspace(trained) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        pins, maps = stores.pins.all(), stores.pins.maps(0)
        back_up(workspace, tmp_path / "backup", actor="ada")
    with open_workspace(tmp_path / "new", create=True) as new:
        restore(new, tmp_path / "backup", actor="ada")
        stores = new.stores(new.projects.all()[0].name)

        assert pins
        assert (stores.pins.all(), stores.pins.maps(0)) == (pins, maps)


def test_the_doctor_counts_pins_and_the_bytes_of_their_maps(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        maps = stores.pins.maps(0)
        size_kib = sum(len(each.values) for each in maps) / 1024
        found = {each.subject: each.found for each in examine(workspace)}["pinned images"]

        pins = len(stores.pins.all())
        assert found == f"{pins} pins, {len(maps)} maps of them in {size_kib:,.0f} KiB"
        assert size_kib > 0
