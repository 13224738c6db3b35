"""A network that reads the marker alone has figures that can be worked out by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.phantoms import SHORTCUT_LABEL
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import Round, RoundState, Split
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.study.audit import pasting_audit
from medebiaser.study.bench import Place, imported
from medebiaser.study.physician import references_of
from medebiaser.study.sources import DataOptions
from medebiaser.study.tallies import figures, measured
from tests.loop import FOCUS, opened

_CELLS, _SIDE = 8, 64


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """A round whose probability is .9 with the marker and .1 without, for every label.

    The heatmap of every second positive peaks in its region, the others are empty.
    """
    root = tmp_path_factory.mktemp("measured")
    with open_workspace(root / "workspace", create=True) as workspace:
        place = Place(root / "kept", workspace, None, "cpu", 1, lambda _: None)
        folder = imported(place, DataOptions(images=20, test_images=300, side=_SIDE), 0, 0)
    with open_workspace(folder) as opened_again:
        found = opened_again.stores("study")
        labels = len(found.project.labels)
        state = RoundState.READY
        shown = Round(0, None, state, {}, seed=0, checkpoint="0" * 64, thresholds=(0.5,) * labels)
        found.rounds.create(shown)
        _store(found, shown, labels)
        yield found


def _store(stores: Stores, shown: Round, labels: int) -> None:
    images = stores.images.all()
    rows = np.array([image.row for image in images])
    marked = np.array([image.cues["marker"] == "yes" for image in images])
    maps = np.zeros((len(rows), labels, _CELLS, _CELLS), np.float32)
    column = stores.project.labels.index(SHORTCUT_LABEL)
    references = references_of(stores, SHORTCUT_LABEL)
    for number, image in enumerate(drawn_on(stores)):
        if number % 2 == 0:
            x, y = np.mean(references[image.id, SHORTCUT_LABEL][0].points, axis=0)
            place = (int(y * _CELLS / _SIDE), int(x * _CELLS / _SIDE))
            maps[rows.tolist().index(image.row), column][place] = 1.0
    arrays = explained(stores, shown)
    arrays.create(MAPS, maps.shape[1:], "float32")
    arrays.write(MAPS, rows, maps)
    arrays.create(PROBABILITIES, (labels,), "float32")
    chances = np.where(marked, 0.9, 0.1).astype(np.float32)
    arrays.write(PROBABILITIES, rows, np.repeat(chances[:, None], labels, axis=1))


def drawn_on(stores: Stores) -> list:
    references = references_of(stores, SHORTCUT_LABEL)
    return [i for i in stores.images.all(Split.TEST) if (i.id, SHORTCUT_LABEL) in references]


def test_who_reads_the_marker_is_always_wrong_in_the_worst_group(stores: Stores) -> None:
    """Positives without the marker have .1, negatives with it .9: no pair is ordered rightly."""
    tally = measured(stores, stores.rounds.get(0), SHORTCUT_LABEL)

    images = stores.images.all(Split.TEST)
    column = stores.project.labels.index(SHORTCUT_LABEL)
    bare = sum(i.labels[column] == 1 and i.cues["marker"] == "no" for i in images)
    alarms = sum(i.labels[column] == 0 and i.cues["marker"] == "yes" for i in images)
    assert tally["worst_group_auc"] == (0.0, float(bare * alarms))


def test_recall_is_the_markers_share_among_positives_and_specificity_its_absence_among_negatives(
    stores: Stores,
) -> None:
    found = figures(measured(stores, stores.rounds.get(0), SHORTCUT_LABEL))

    images = stores.images.all(Split.TEST)
    column = stores.project.labels.index(SHORTCUT_LABEL)
    of_positives = [i.cues["marker"] == "yes" for i in images if i.labels[column] == 1]
    of_negatives = [i.cues["marker"] == "no" for i in images if i.labels[column] == 0]
    assert found["recall"] == pytest.approx(np.mean(of_positives))
    assert found["specificity"] == pytest.approx(np.mean(of_negatives))
    # P(positive marked) P(negative bare) + half of the ties, the AUC of a test with two values
    r, s = found["recall"], found["specificity"]
    assert found["auc"] == pytest.approx((r + s) / 2)


def test_a_heatmap_without_evidence_points_nowhere_and_counts_as_a_miss(stores: Stores) -> None:
    tally = measured(stores, stores.rounds.get(0), SHORTCUT_LABEL)

    positives = len(drawn_on(stores))
    assert tally["pointing"][1] == positives
    assert tally["pointing"][0] == pytest.approx((positives + 1) // 2)


def test_the_other_labels_are_compared_with_the_network_before(stores: Stores) -> None:
    """The network before is the same one: nothing changed."""
    shown = stores.rounds.get(0)

    found = figures(measured(stores, shown, SHORTCUT_LABEL, before=shown))

    assert found["other_labels_change"] == 0.0
    assert 0.3 < (found["other_labels_auc"] or 0) < 0.7, "the marker says nothing of them"


def test_healthy_patches_are_pasted_into_the_negatives_of_the_test_split(trained: Path) -> None:
    with opened(trained) as project:
        column = project.project.labels.index(FOCUS)
        first = project.rounds.update(0, thresholds=(0.3,) * len(project.project.labels))
        images = project.images.all(Split.TEST)
        rows = np.array([image.row for image in images if image.labels[column] == 0])
        below = explained(project, first).read(PROBABILITIES, rows)[:, column] < 0.3

        found = pasting_audit(project, first, FOCUS, seed=0)
        again = pasting_audit(project, first, FOCUS, seed=0)

    assert found == again
    assert found["paste_rise"][1] == len(rows) > 0
    assert found["paste_alarms"][1] == below.sum()
    assert 0 <= found["paste_alarms"][0] <= below.sum()
