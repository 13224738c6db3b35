"""Predictions of a model from outside become round 0 and are ranked and measured here."""

from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.importers.predictions import PredictionTable, read_predictions
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.learning.metrics import choose_thresholds
from medebiaser.records import RoundState, Split
from medebiaser.rounds.evaluate import evaluate
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.map_pages import packed_maps
from medebiaser.rounds.outside import import_predictions
from medebiaser.rounds.pages import Wanted, ranking_page
from medebiaser.rounds.rank import ranked
from medebiaser.rounds.targets import known_truth
from tests.loop import FOCUS, Terminal, correct, opened


def predicted(stores: Stores, leave_out: int = 0) -> PredictionTable:
    """Probabilities around the truth for all images but the last ones."""
    rng = np.random.default_rng(4)
    truth = stores.images.labels()
    values = np.clip(0.25 + 0.5 * truth + rng.normal(0, 0.2, truth.shape), 0, 1)
    ids = stores.images.ids()
    end = len(ids) - leave_out
    return PredictionTable(tuple(ids[:end]), values[:end].astype(np.float32))


def test_outside_predictions_are_ranked_and_measured(imported: Path) -> None:
    with opened(imported) as stores:
        table = predicted(stores)
        done = import_predictions(stores, table, "their net")
        tune = stores.images.splits() == Split.TUNE
        truth = known_truth(stores.images.labels()[tune])
        page = ranking_page(stores, done.round, Wanted(label=FOCUS, by="accuracy", limit=200))
        figures = evaluate(stores, 0)

        assert (done.predicted, done.missing, done.unknown) == (200, 0, ())
        assert done.round.state is RoundState.READY
        assert stores.project.current_round == 0
        assert done.round.thresholds == tuple(choose_thresholds(table.probabilities[tune], truth))
        rows = [placed.image.row for placed in page.images]
        k = stores.project.labels.index(FOCUS)
        assert [p.raw_probability for p in page.images] == table.probabilities[rows, k].tolist()
        assert page.fresh
        assert [p.image.id for p in page.images] == [
            each.image_id for each in ranked(stores, done.round, FOCUS, "accuracy")
        ]
        assert figures["labels"][FOCUS]["auc"] > 0.7
        assert "outside" in figures["reliance"]["reason"]


def test_what_needs_a_network_is_refused_and_says_why(imported: Path) -> None:
    with opened(imported) as stores:
        done = import_predictions(stores, predicted(stores), "their net")
        correct(stores, limit=4)

        with pytest.raises(LockedError, match="no order by triage"):
            ranking_page(stores, done.round, Wanted(label=FOCUS, by="triage"))
        with pytest.raises(LockedError, match="predictions of their net, a model from outside"):
            ranked(stores, done.round, FOCUS, "triage")
        with pytest.raises(LockedError, match="has no maps"):
            packed_maps(stores, done.round, [0])
        with pytest.raises(LockedError, match="train round 0 instead"):
            fine_tune(stores, {"steps": 1, "scope": "last-block"})


def test_the_same_table_twice_changes_nothing_and_another_one_is_refused(imported: Path) -> None:
    with opened(imported) as stores:
        first = import_predictions(stores, predicted(stores), "their net").round
        again = import_predictions(stores, predicted(stores), "their net").round
        other = predicted(stores, leave_out=1)

        assert again == stores.rounds.get(0)
        assert again.finished_at == first.finished_at
        with pytest.raises(ConflictError, match="already a round 0"):
            import_predictions(stores, other, "their net")


def test_images_without_a_prediction_are_counted_and_never_ranked(imported: Path) -> None:
    with opened(imported) as stores:
        done = import_predictions(stores, predicted(stores, leave_out=70), "their net")
        page = ranking_page(stores, done.round, Wanted(label=FOCUS, by="entropy", limit=200))

        assert (done.predicted, done.missing) == (130, 70)
        assert page.total == len(page.images) > 0
        assert all(placed.image.row < 130 for placed in page.images)
        with pytest.raises(LockedError, match="look at 60 more images"):
            evaluate(stores, 0)


def test_a_table_is_read_in_the_order_of_the_labels(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("B,image_id,A\n.25,one,1\n0,two,.5\n")

    table = read_predictions(path, ["A", "B"])

    assert table.images == ("one", "two")
    assert table.probabilities.tolist() == [[1.0, 0.25], [0.5, 0.0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image,A\none,1.5\n", "'1.5' for A in row 2"),
        ("image,A\none,1\ntwo,\n", "'' for A in row 3"),
        ("image,A\none,nan\n", "'nan' for A in row 2"),
        ("image,C\none,1\n", "no column 'A'"),
        ("number,A\none,1\n", "no column that names images"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(text)

    with pytest.raises(InvalidInputError, match=words):
        read_predictions(path, ["A"])


def test_an_image_twice_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("image,A\none,1\none,0\n")

    with pytest.raises(ConflictError, match="names one twice"):
        read_predictions(path, ["A"])
    with pytest.raises(NotFoundError):
        read_predictions(tmp_path / "other.csv", ["A"])


def test_the_command_tells_what_became_of_the_table(imported: Path, terminal: Terminal) -> None:
    path = imported.parent / "theirs.csv"
    with opened(imported) as stores:
        table, labels = predicted(stores, leave_out=3), stores.project.labels
    lines = [
        ",".join([image_id, *(f"{p:.6f}" for p in row)])
        for image_id, row in zip(table.images, table.probabilities, strict=True)
    ]
    path.write_text("\n".join([",".join(["image", *labels]), *lines, "no such,0,0,0,0,0,0,0,0"]))
    reply = terminal(imported, "import", "predictions", path, "--model", "their net", "--json")

    assert reply.json == {"round": 0, "predicted": 197, "missing": 3, "unknown": ["no such"]}
    assert "no such" in reply.err
