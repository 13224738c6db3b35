"""What a failure, a verdict or a look at the wrong images must not leave behind."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save

from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.metrics import GuardFinding
from medebiaser.records import NamedWeights, RoundState, Split, Verdict
from medebiaser.rounds import evaluate, snapshot
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.rank import ranked
from medebiaser.rounds.receipt import receipt
from medebiaser.rounds.train import train
from tests.loop import FOCUS, Terminal, correct, opened, positives

TINY = {"steps": 4, "annotated_per_step": 3, "rehearsal_per_step": 3}


def test_a_misspelt_architecture_does_not_stand_in_the_way_of_the_right_one(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        with pytest.raises(NotFoundError, match="no architecture 'smal'"):
            train(stores, {"architecture": "smal"})
        assert stores.rounds.all() == []

        done = train(stores, {"architecture": "small", "image_size": 64, "epochs": 1})

        assert (done.number, done.state) == (0, RoundState.READY)


def test_weights_that_do_not_fit_do_not_stand_in_the_way_of_a_start_without(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        key = stores.blobs.put(save({"features.0.weight": torch.zeros(2, 2)}))
        stores.weights.add(NamedWeights("strange", key, "a file"))
        with pytest.raises(InvalidInputError):
            train(stores, {"architecture": "small", "image_size": 64, "weights": "strange"})
        failed = stores.rounds.get(0).state

        done = train(stores, {"architecture": "small", "image_size": 64, "epochs": 1})

        assert failed is RoundState.FAILED
        assert (done.number, done.state) == (0, RoundState.READY)


def test_a_preview_that_passed_is_not_current_when_its_full_round_does_not(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fell = {"Coin": GuardFinding("auc", "its AUC fell", None, None)}  # type: ignore[arg-type]
    answers = iter(({}, fell))
    monkeypatch.setattr(evaluate, "guard", lambda *_, **__: next(answers))
    monkeypatch.setattr(GuardFinding, "document", lambda self: {"reason": "its AUC fell"})
    with opened(trained) as stores:
        correct(stores, limit=4)

        done = fine_tune(stores, TINY)

        assert (done.preview, set(done.guard)) == (False, {"Coin"})
        assert stores.refresh().current_round == 0


def test_a_plot_that_cannot_be_written_is_refused_before_training(
    imported: Path, terminal: Terminal
) -> None:
    reply = terminal(imported, "train", "--architecture", "small", "--plot", "curves.jpg")

    assert reply.status == 1
    assert "written as .png or .svg" in reply.err
    with opened(imported) as stores:
        assert stores.rounds.all() == []


def test_split_says_that_splits_stay_and_which_labels_tune_lacks(
    imported: Path, terminal: Terminal
) -> None:
    with opened(imported) as stores:
        tune = stores.images.splits() == Split.TUNE
        lacking = [
            name
            for k, name in enumerate(stores.project.labels)
            if not (stores.images.labels()[tune, k] == 1).any()
        ]
    reply = terminal(imported, "split", "--seed", "3")
    document = terminal(imported, "split", "--json").json

    assert "splits never change, so nothing was assigned" in reply.err
    assert document["without_positives"].get("tune", []) == lacking


def test_a_ranking_shows_the_truth_after_the_physicians_verdict(trained: Path) -> None:
    with opened(trained) as stores:
        wrong = positives(stores, FOCUS, (Split.TRAIN,))[0]
        first = stores.rounds.get(0)

        def truth() -> int | None:
            shown = ranked(stores, first, FOCUS, "entropy", split=Split.TRAIN)
            return {each.image_id: each.truth for each in shown}.get(wrong.id)

        before = truth()
        annotate(stores, wrong.id, FOCUS, (), Verdict.LABEL_IS_WRONG, version=0, author="dr-b")

        assert before == 1
        assert truth() in {0, None}  # None: it is no longer displayed


def test_the_receipt_leads_with_images_that_nobody_annotated_for_any_label(
    trained: Path,
) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)
        seen = stores.images.all(Split.REVIEW)[:10]
        for image in seen:
            annotate(stores, image.id, "Coin", (), Verdict.CANNOT_TELL, version=0, author="dr-b")

        done = fine_tune(stores, {**TINY, "scope": "last-block"})
        shown = receipt(stores, done, limit=10_000)

        assert shown is not None
        annotated = {each.image_id for each in stores.annotations.all()}
        assert not annotated & {each["image_id"] for each in shown["untouched"]}
        assert {each["label"] for each in shown["corrections"]} == {FOCUS}


def test_a_wrong_label_of_a_softmax_project_leaves_the_others_unknown(
    tmp_path: Path, terminal: Terminal
) -> None:
    workspace = _three_classes(tmp_path, terminal)
    with opened(workspace) as stores:
        a, b, c = (image.id for image in stores.images.all(Split.TRAIN)[:3])
        k = [stores.images.get(image_id).labels.index(1) for image_id in (a, b, c)]
        names = stores.project.labels
        other = (k[1] + 1) % 3
        verdict = Verdict.LABEL_IS_WRONG
        annotate(stores, a, names[k[0]], (), verdict, version=0, author="x")
        annotate(stores, b, names[other], (), verdict, version=0, author="x")
        for each in {0, 1, 2} - {k[2]}:
            annotate(stores, c, names[each], (), verdict, version=0, author="x")

        labels = snapshot.effective_labels(stores, snapshot.take(stores))
        rows = [stores.images.get(image_id).row for image_id in (a, b, c)]
        assert sorted(labels[rows[0]].tolist()) == [-1, -1, 0]
        assert labels[rows[0], k[0]] == 0
        assert labels[rows[1]].tolist() == [int(j == other) for j in range(3)]
        assert labels[rows[2]].tolist() == [-1, -1, -1]
        assert train(stores, {"architecture": "small", "image_size": 64, "epochs": 1}).checkpoint


def test_images_annotated_for_another_label_are_rehearsed(
    tmp_path: Path, terminal: Terminal
) -> None:
    workspace = _three_classes(tmp_path, terminal)
    with opened(workspace) as stores:
        train(stores, {"architecture": "small", "image_size": 64, "epochs": 1})
        regions = [
            {
                "image_id": image.id,
                "label": stores.project.labels[image.labels.index(1)],
                "polygon_px": [[20, 20], [44, 20], [44, 44], [20, 44]],
            }
            for image in stores.images.all(Split.TRAIN)
        ]
    (tmp_path / "all.json").write_text(json.dumps(regions))
    terminal(workspace, "annotations", "import", tmp_path / "all.json")
    with opened(workspace) as stores:
        with pytest.raises(InvalidInputError, match="no training image is left for rehearsal"):
            fine_tune(stores, TINY)

        done = fine_tune(stores, {**TINY, "scope": "last-block", "focus": ("a",)})

        assert (done.number, done.state) == (1, RoundState.READY)


def _three_classes(folder: Path, terminal: Terminal) -> Path:
    import cv2

    rng = np.random.default_rng(0)
    for k, name in enumerate("abc"):
        for split, count in (("train", 8), ("review", 2), ("tune", 4), ("test", 4)):
            (folder / "images" / split / name).mkdir(parents=True)
            for i in range(count):
                pixels = rng.integers(60 * k, 60 * k + 90, (64, 64)).astype(np.uint8)
                cv2.imwrite(str(folder / "images" / split / name / f"{name}{i}.png"), pixels)
    assert terminal(folder / "workspace", "import", "folder", folder / "images").status == 0
    return folder / "workspace"
