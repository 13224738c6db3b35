"""What a ranking is judged by: heatmaps whose peak is known to lie inside or outside a region."""

from collections.abc import Iterator

import numpy as np
import pytest

from medebiaser.data.phantoms import SHORTCUT_LABEL
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.learning.debiasing import DebiasSettings
from medebiaser.records import Image, Round, RoundState
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.fine_tune import _settings
from medebiaser.rounds.parameters import FineTuneParameters
from medebiaser.rounds.rank import Ranked
from medebiaser.study.bench import Place, imported
from medebiaser.study.experiments.ranking import known_truth
from medebiaser.study.options import METHODS
from medebiaser.study.physician import references_of
from medebiaser.study.sources import DataOptions

_CELLS = 8
_SIDE = 64


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Phantoms with a round whose maps are all empty, and whose threshold is .5."""
    root = tmp_path_factory.mktemp("ranking")
    with open_workspace(root / "workspace", create=True) as workspace:
        place = Place(root / "kept", workspace, None, "cpu", 1, lambda _: None)
        data = DataOptions(images=300, test_images=10, side=_SIDE, shortcut="mild")
        folder = imported(place, data, 0, 0)
    with open_workspace(folder) as opened:
        found = opened.stores("study")
        labels = len(found.project.labels)
        shown = Round(
            0, None, RoundState.READY, {}, seed=0, checkpoint="0" * 64, thresholds=(0.5,) * labels
        )
        found.rounds.create(shown)
        arrays = explained(found, shown)
        arrays.create(MAPS, (labels, _CELLS, _CELLS), "float32")
        rows = np.arange(found.images.count())
        arrays.write(MAPS, rows, np.zeros((len(rows), labels, _CELLS, _CELLS), np.float32))
        yield found


def peak_at(stores: Stores, image: Image, row: int, column: int) -> None:
    """Give an image's heatmap one hot cell."""
    maps = np.zeros((1, len(stores.project.labels), _CELLS, _CELLS), np.float32)
    maps[0, stores.project.labels.index(SHORTCUT_LABEL), row, column] = 1.0
    explained(stores, stores.rounds.get(0)).write(MAPS, np.array([image.row]), maps)


def shown(image: Image, truth: int, probability: float) -> Ranked:
    return Ranked(image.id, SHORTCUT_LABEL, 0.5, probability, truth, "")


def test_wrong_attention_is_a_peak_outside_or_a_false_alarm_and_the_shortcut_needs_the_marker(
    stores: Stores,
) -> None:
    references = references_of(stores, SHORTCUT_LABEL)
    column = stores.project.labels.index(SHORTCUT_LABEL)
    images = stores.images.all()
    drawn_on = [image for image in images if (image.id, SHORTCUT_LABEL) in references]
    right, marked = [image for image in drawn_on if image.cues["marker"] == "yes"][:2]
    plain = next(image for image in drawn_on if image.cues["marker"] == "no")
    alarm = next(i for i in images if i.labels[column] == 0 and i.cues["marker"] == "yes")
    x, y = np.mean(references[right.id, SHORTCUT_LABEL][0].points, axis=0)
    peak_at(stores, right, int(y * _CELLS / _SIDE), int(x * _CELLS / _SIDE))
    for image in (marked, plain, alarm):
        peak_at(stores, image, 0, 0)

    known = known_truth(
        stores,
        stores.rounds.get(0),
        SHORTCUT_LABEL,
        [
            shown(right, 1, 0.9),
            shown(marked, 1, 0.9),
            shown(plain, 1, 0.9),
            shown(alarm, 0, 0.7),
            shown(marked, 1, 0.2),
        ],
    )

    assert known.wrong_attention.tolist() == [False, True, True, True, True]
    assert known.shortcut.tolist() == [False, True, False, True, False]


def test_a_round_of_the_papers_method_is_the_method_as_published(stores: Stores) -> None:
    parameters = FineTuneParameters(**METHODS["mse-20"])

    assert _settings(parameters, stores) == DebiasSettings.as_published()
