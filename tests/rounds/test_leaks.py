"""Nothing of `test` or `sealed` reaches training, thresholds, rankings or swaps.

The loop runs twice: the second time every pixel and every label of the test and sealed
images is another. Whatever differs afterwards has looked at them.
"""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from torch import Tensor

from medebiaser.data.phantoms import LABEL_NAMES
from medebiaser.data.stores import Stores
from medebiaser.records import NEVER_ANNOTATED, RoundState, Split
from medebiaser.rounds import checkpoints
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.evaluate import evaluate
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.pixels import Pixels
from medebiaser.rounds.rank import ranked
from medebiaser.rounds.train import train
from tests.loop import FOCUS, correct, import_phantoms, opened

TRAINING = {"architecture": "small", "image_size": 64, "epochs": 2, "batch_size": 16, "seed": 5}
FINE_TUNING = {"steps": 4, "annotated_per_step": 3, "rehearsal_per_step": 3, "augment": True}


def half_sealed(folder: Path) -> None:
    """Turn every other test image's patient into a sealed one."""
    rows = _rows(folder)
    for row in rows:
        if row["split"] == "test" and int(row["patient"][1:]) % 2:
            row["split"] = "sealed"
    _write(folder, rows)


def poison(folder: Path) -> int:
    """Change every pixel and every label of the test and sealed images."""
    rows = _rows(folder)
    changed = 0
    for row in rows:
        if row["split"] in NEVER_ANNOTATED:
            path = folder / "images" / row["image"]
            pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            assert pixels is not None
            cv2.imwrite(str(path), 255 - pixels[::-1])
            present = row["labels"].split("|")
            row["labels"] = "|".join(name for name in LABEL_NAMES if name not in present)
            changed += 1
    _write(folder, rows)
    return changed


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "table.csv").open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def _write(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as table:
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def run_the_loop(workspace: Path) -> dict[str, Any]:
    """Two rounds; returns everything that test and sealed images may not change."""
    with opened(workspace) as stores:
        train(stores, TRAINING)
        correct(stores, limit=6)
        fine_tune(stores, FINE_TUNING, parent=0)
        return {
            f"round {number}: {name}": value
            for number in (0, 1)
            for name, value in _looked_at(stores, number)
        }


def _looked_at(stores: Stores, number: int) -> Iterator[tuple[str, Any]]:
    trained = stores.rounds.get(number)
    yield "history", trained.history
    yield "thresholds", trained.thresholds
    yield "scales", trained.scales
    yield "guard", trained.guard
    yield "data hash", trained.data_hash
    weights = checkpoints.get(stores.blobs, trained.checkpoint or "")[0]
    yield "weights", {name: tensor.numpy().tobytes() for name, tensor in weights.items()}
    for by in ("triage", "suspicious", "dependency", "misalignment", "dual", "random"):
        yield f"order by {by}", ranked(stores, trained, FOCUS, by)
    on_review = evaluate(stores, number, split=Split.REVIEW)
    yield "reliance and its donors", on_review["reliance"]
    rows = np.flatnonzero(stores.images.splits() == Split.REVIEW)
    yield "probabilities", explained(stores, trained).read(PROBABILITIES, rows).tobytes()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, phantoms: Path) -> tuple[Path, Path]:
    """The phantoms, and the same with their test and sealed images changed."""
    clean = tmp_path_factory.mktemp("leaks") / "clean"
    shutil.copytree(phantoms, clean)
    half_sealed(clean)
    poisoned = shutil.copytree(clean, clean.parent / "poisoned")
    assert poison(poisoned) == 60
    return clean, poisoned


def test_test_and_sealed_images_change_nothing_that_is_trained_chosen_or_ordered(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    found = []
    for folder in folders:
        workspace = tmp_path / folder.name
        import_phantoms(workspace, folder)
        found.append(run_the_loop(workspace))

    changed = [name for name, value in found[0].items() if found[1][name] != value]
    assert changed == []
    with opened(tmp_path / "clean") as clean, opened(tmp_path / "poisoned") as poisoned:
        before, after = (s.rounds.get(0).metrics["test"]["labels"] for s in (clean, poisoned))
        assert before != after, "the figures on test must have seen other images"
        assert {image.split for image in clean.images.all()} >= NEVER_ANNOTATED


def test_no_test_or_sealed_image_is_even_fetched_while_a_round_trains(
    tmp_path: Path, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = tmp_path / "workspace"
    import_phantoms(workspace, folders[0])
    with opened(workspace) as stores:
        forbidden = np.isin(stores.images.splits(), [split.value for split in NEVER_ANNOTATED])
        fetched: dict[bool, set[int]] = {True: set(), False: set()}
        whole = Pixels.fetch

        def watched(self: Pixels, rows: Any) -> Tensor:
            latest = stores.rounds.latest()
            trains = latest is not None and latest.state is RoundState.TRAINING
            fetched[trains] |= {int(row) for row in np.asarray(rows)}
            return whole(self, rows)

        monkeypatch.setattr(Pixels, "fetch", watched)
        train(stores, TRAINING)
        correct(stores, limit=6)
        fine_tune(stores, FINE_TUNING)

        assert fetched[True], "training must fetch something"
        assert not [row for row in fetched[True] if forbidden[row]]
        assert [row for row in fetched[False] if forbidden[row]], "test is explained afterwards"


def test_a_sealed_image_is_never_explained(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    workspace = tmp_path / "workspace"
    import_phantoms(workspace, folders[0])
    with opened(workspace) as stores:
        train(stores, TRAINING)

        present = explained(stores, stores.rounds.get(0)).present(PROBABILITIES)

        splits = stores.images.splits()
        assert present[splits == Split.TEST].all()
        assert not present[splits == Split.SEALED].any()
