"""The loop goes on after a patient was erased, although their rows stay empty."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import RoundState
from medebiaser.rounds import fine_tune
from medebiaser.rounds.erase import erase_patient
from medebiaser.rounds.importing import assign_splits, make_subset
from medebiaser.rounds.views import view_codes
from tests.loop import Terminal, correct, opened

TINY = {"steps": 4, "annotated_per_step": 3, "rehearsal_per_step": 3, "scope": "last-block"}


def erase_first_patient(stores: Stores) -> int:
    """Erase the patient of row 0 and return how many images are left."""
    assert erase_patient(stores, 0).images > 0
    return stores.images.count()


def test_views_stay_with_their_images(imported: Path) -> None:
    with opened(imported) as stores:
        before = view_codes(stores)
        erase_first_patient(stores)
        rows = [image.row for image in stores.images.all()]

        after = view_codes(stores)

        assert len(after) == len(before)
        assert len(set(before)) > 1, "the test would find nothing in any case"
        np.testing.assert_array_equal(after[rows], before[rows])
        assert after[0] == -1


def test_the_next_round_is_made(trained: Path) -> None:
    with opened(trained) as stores:
        erase_first_patient(stores)
        correct(stores)

        tuned = fine_tune.fine_tune(stores, TINY)

        assert tuned.state is RoundState.READY


def test_images_that_come_later_get_their_splits(imported: Path) -> None:
    with opened(imported) as stores:
        left = erase_first_patient(stores)
        last = stores.images.all()[-1]
        row = stores.images.next_row()
        new = replace(last, id="new.png", patient="new", row=row, split=None)
        stores.images.add([new])

        made = assign_splits(stores)

        assert made.assigned == 1
        assert sum(made.counts.values()) == left + 1


def test_a_subset_keeps_the_labels_of_each_image(imported: Path) -> None:
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        erase_first_patient(stores)
        labels = {image.id: image.labels for image in stores.images.all()}

        made = make_subset(workspace, stores, "half", fraction=0.5)

        chosen = workspace.stores("half").images.all()
        assert all(image.labels == labels[image.id] for image in chosen)
        assert abs(len(chosen) / len(labels) - 0.5) < 0.1, made


def test_the_table_of_labels_counts_those_who_are_left(terminal: Terminal, imported: Path) -> None:
    with opened(imported) as stores:
        left = erase_first_patient(stores)
        patients = {image.patient for image in stores.images.all()}

    document = terminal(imported, "labels", "--json").json

    assert document["images"] == left
    assert document["patients"] == len(patients)
