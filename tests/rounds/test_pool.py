"""A pool: filled, asked for a batch that no hidden label can sway, labelled, trained on."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from medebiaser.data.importers.answer_files import FileLabels, read_labels
from medebiaser.data.schema import images as images_table
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError
from medebiaser.learning.acquisition import image_scores, sampling_names
from medebiaser.records import ReferenceRegion, Region, RoundState, Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.continuing import continue_training, region_pairs
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.pool import curve, fill, hide_share, label_images, next_batch
from medebiaser.rounds.ranking_inputs import ranking_inputs
from medebiaser.rounds.train import train
from tests.loop import FOCUS, opened

TRAINING = {"architecture": "small", "image_size": 64, "epochs": 1, "batch_size": 16, "seed": 5}


@pytest.fixture(scope="module")
def pooled_once(tmp_path_factory: pytest.TempPathFactory, imported_once: Path) -> Path:
    """A workspace with half of train in the pool, and round 0 on the rest; not written to."""
    folder = tmp_path_factory.mktemp("pooled") / "workspace"
    shutil.copytree(imported_once, folder)
    with opened(folder) as stores:
        hide_share(stores, 0.5, seed=1)
        train(stores, TRAINING)
    return folder


@pytest.fixture
def pooled(tmp_path: Path, pooled_once: Path) -> Path:
    return shutil.copytree(pooled_once, tmp_path / "workspace")


def truth(stores: Stores, row: int) -> dict[str, int]:
    """What the physician sees in an image."""
    values = stores.pool.hidden([row])[0].tolist()
    return {name: v for name, v in zip(stores.project.labels, values, strict=True) if v >= 0}


def test_hidden_labels_are_unknown_to_everything_that_reads_labels(
    pooled_once: Path, imported_once: Path
) -> None:
    with opened(pooled_once) as stores, opened(imported_once) as before:
        rows = stores.pool.rows()
        known = before.images.labels()

        assert len(rows) == 0.5 * len(before.images.all(Split.TRAIN)) or len(rows) > 20
        assert (stores.images.labels()[rows] == -1).all()
        assert {v for i in stores.images.by_rows(rows) for v in i.labels} == {None}
        np.testing.assert_array_equal(stores.pool.hidden(rows.tolist()), known[rows])
        others = np.setdiff1d(np.arange(len(known)), rows)
        np.testing.assert_array_equal(stores.images.labels()[others], known[others])
        assert stores.rounds.get(0).settings["training_images"] == stores.images.count(Split.TRAIN)


@pytest.mark.parametrize("by", sampling_names())
def test_no_score_of_an_unlabelled_image_depends_on_its_hidden_label_or_mask(
    pooled: Path, by: str
) -> None:
    with opened(pooled) as stores:
        trained, rows = stores.rounds.get(0), stores.pool.rows()
        explain_rows(stores, trained, rows)

        def scores() -> np.ndarray:
            inputs = ranking_inputs(stores, trained, rows, snapshot.take(stores))
            return image_scores(by, inputs).numpy()

        if by == "wrong-and-confident":
            with pytest.raises(InvalidInputError, match="needs images whose labels are known"):
                scores()
            return
        before, batch = scores(), next_batch(stores, trained, count=7, by=by)
        _turn_everything_hidden_around(stores, rows)

        np.testing.assert_array_equal(scores(), before)
        assert next_batch(stores, trained, count=7, by=by) == batch
        assert len(batch) == 7


def _turn_everything_hidden_around(stores: Stores, rows: np.ndarray) -> None:
    """Invert every hidden label; draw an expert's region over every image of the pool."""
    hidden = stores.pool.hidden(rows.tolist())
    with stores._database.transaction() as connection:
        for row, values in zip(rows.tolist(), hidden, strict=True):
            turned = (1 - values.astype(np.int8)).astype(np.int8).tobytes()
            connection.execute(
                update(images_table).where(images_table.c.row == row).values(hidden_labels=turned)
            )
    whole = Region(((0.0, 0.0), (60.0, 0.0), (60.0, 60.0), (0.0, 60.0)))
    images = stores.images.by_rows(rows)
    stores.references.add([ReferenceRegion(i.id, FOCUS, whole, "expert") for i in images])
    assert not np.array_equal(stores.pool.hidden(rows.tolist()), hidden)


def test_a_batch_holds_the_highest_scores_and_dual_spreads_it(pooled: Path) -> None:
    with opened(pooled) as stores:
        trained = stores.rounds.get(0)

        entropy = next_batch(stores, trained, count=200, by="entropy")
        dual = next_batch(stores, trained, count=5)

        assert [p.score for p in entropy] == sorted((p.score for p in entropy), reverse=True)
        assert {p.row for p in entropy} == set(stores.pool.rows().tolist())
        assert len({p.row for p in dual}) == 5
        assert all(p.reason for p in dual)
        assert next_batch(stores, trained, count=5) == dual, "the same again"


def test_labelled_images_join_train_with_their_regions_or_not_at_all(pooled: Path) -> None:
    with opened(pooled) as stores:
        rows = [r for r in stores.pool.rows().tolist() if truth(stores, r).get(FOCUS) == 1][:1]
        others = [r for r in stores.pool.rows().tolist() if truth(stores, r).get(FOCUS) == 0][:1]
        region = Region(((5.0, 5.0), (30.0, 5.0), (30.0, 30.0)))
        first, second = stores.images.by_rows([*rows, *others])
        good = FileLabels(first.id, truth(stores, rows[0]), {FOCUS: (region,)}, "dr-b")
        wrong = FileLabels(second.id, truth(stores, others[0]), {FOCUS: (region,)}, None)
        had = stores.images.count(Split.TRAIN)

        joined = label_images(stores, [good], author="dr-a")
        again = label_images(stores, [good], author="dr-a")
        with pytest.raises(InvalidInputError, match="does not carry it"):
            label_images(stores, [wrong], author="dr-a")

        assert (joined, again) == (1, 0)
        assert stores.images.count(Split.TRAIN) == had + 1
        image = stores.images.get(first.id)
        assert dict(zip(stores.project.labels, image.labels, strict=True)) == good.labels
        (drawn,) = stores.annotations.all()
        assert (drawn.author, drawn.version, drawn.regions) == ("dr-b", 1, (region,))
        assert stores.images.get(second.id).split is Split.POOL, "nothing of it was kept"


def test_contradicting_labels_and_images_elsewhere_are_refused(pooled: Path) -> None:
    with opened(pooled) as stores:
        row = int(stores.pool.rows()[0])
        said = truth(stores, row)
        image = stores.images.by_rows([row])[0]
        label_images(stores, [FileLabels(image.id, said, {}, None)], author="dr-a")
        other = {name: 1 - value for name, value in said.items()}
        tested = stores.images.all(Split.TEST)[0]

        with pytest.raises(ConflictError, match="trains already with other labels"):
            label_images(stores, [FileLabels(image.id, other, {}, None)], author="dr-a")
        with pytest.raises(LockedError, match="is in test, not in the pool"):
            label_images(stores, [FileLabels(tested.id, said, {}, None)], author="dr-a")


def test_training_goes_on_with_the_batch_and_the_curve_grows(pooled: Path) -> None:
    with opened(pooled) as stores:
        rows = [p.row for p in next_batch(stores, stores.rounds.get(0), count=6)]
        region = Region(((5.0, 5.0), (30.0, 5.0), (30.0, 30.0)))
        entries = []
        for image in stores.images.by_rows(rows):
            said = truth(stores, image.row)
            positive = [name for name, value in said.items() if value == 1]
            regions = {positive[0]: (region,)} if positive else {}
            entries.append(FileLabels(image.id, said, regions, None))
        label_images(stores, entries, author="dr-a")
        options = {"epochs": 1, "batch_size": 16}

        made = continue_training(stores, options)
        again = continue_training(stores, options)

        had = stores.rounds.get(0).settings["training_images"]
        assert (made.number, made.parent, made.state) == (1, 0, RoundState.READY)
        assert again == made, "nothing came since"
        assert [p["training_images"] for p in curve(stores)] == [had, had + 6]
        points = curve(stores, label=FOCUS)
        assert all(p["value"] is None or p["interval"] is not None for p in points)
        if any(entry.regions for entry in entries):
            assert "marks" in made.history[0]


def test_the_regions_of_positives_enter_the_loss(pooled: Path) -> None:
    with opened(pooled) as stores:
        rows = [r for r in stores.pool.rows().tolist() if truth(stores, r).get(FOCUS) == 1][:2]
        images = stores.images.by_rows(rows)
        half = Region(((0.0, 0.0), (32.0, 0.0), (32.0, 64.0), (0.0, 64.0)))
        entries = [FileLabels(i.id, truth(stores, i.row), {FOCUS: (half,)}, None) for i in images]
        label_images(stores, entries, author="dr-a")
        taken = snapshot.take(stores)

        pairs = region_pairs(stores, taken, snapshot.effective_labels(stores, taken), 16)

        assert pairs.rows.tolist() == rows
        import torch

        assert pairs.masks(torch.tensor([1]))[0].mean().item() == pytest.approx(0.5, abs=0.02)


def test_an_unfinished_continuation_is_not_taken_for_a_fine_tuning(
    pooled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medebiaser.rounds import continuing

    with opened(pooled) as stores:
        row = int(stores.pool.rows()[0])
        image = stores.images.by_rows([row])[0]
        label_images(stores, [FileLabels(image.id, truth(stores, row), {}, None)], author="a")
        continuing.begin(stores, {"epochs": 1}, "cpu")

        with pytest.raises(LockedError, match="finish it with `pool train`"):
            fine_tune(stores, {})
        with pytest.raises(ConflictError, match=r"other parameters \(epochs\)"):
            continuing.begin(stores, {"epochs": 2}, "cpu")


def test_a_folder_of_images_comes_into_the_pool_once(imported: Path, tmp_path: Path) -> None:
    import cv2

    folder = tmp_path / "new"
    folder.mkdir()
    for n in range(3):
        pixels = np.random.default_rng(n).integers(0, 255, (64, 64), dtype=np.uint8)
        cv2.imwrite(str(folder / f"new{n}.png"), pixels)
    with opened(imported) as stores:
        filled, again = fill(stores, folder), fill(stores, folder)

        assert (filled.added, again.added) == (3, 0)
        assert {i.id for i in stores.images.all(Split.POOL)} == {f"new{n}.png" for n in range(3)}
        assert (stores.pool.hidden(stores.pool.rows().tolist()) == -1).all()


def test_labels_that_were_learned_or_seen_cannot_be_hidden(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(LockedError, match="has learned from these"):
        hide_share(stores, 0.5)


def test_a_file_of_labels_says_what_is_absent_by_a_list_and_what_is_unknown_by_an_object(
    tmp_path: Path,
) -> None:
    path = tmp_path / "said.json"
    path.write_text(
        json.dumps(
            [
                {"image_id": "a", "labels": ["Hernia"], "author": "dr-a"},
                {"image_id": "b", "labels": {"Mass": 0}},
            ]
        )
    )

    first, second = read_labels(path, ("Hernia", "Mass"))

    assert (first.labels, first.author) == ({"Hernia": 1, "Mass": 0}, "dr-a")
    assert (second.labels, second.author) == ({"Mass": 0}, None)
    path.write_text(json.dumps([{"image_id": "a", "labels": ["Gout"]}]))
    with pytest.raises(InvalidInputError, match="no label 'Gout'; this project has Hernia, Mass"):
        read_labels(path, ("Hernia", "Mass"))
