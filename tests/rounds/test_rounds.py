"""Round 0 and round 1: run twice, gone on with, refused, previewed, guarded, looked at."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from medebiaser.data.stores import Stores
from medebiaser.errors import CancelledError, ConflictError, InvalidInputError, LockedError
from medebiaser.learning.attention_quality import energy_inside
from medebiaser.learning.metrics import GuardFinding
from medebiaser.records import Progress, Round, RoundState, Scope, Split, Verdict
from medebiaser.rounds import checkpoints, evaluate, fine_tune, snapshot
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.networks import trained_network
from medebiaser.rounds.predict import predict
from medebiaser.rounds.receipt import attention_moved, receipt
from medebiaser.rounds.remove import remove_round
from medebiaser.rounds.train import replace_all, train
from tests.loop import FOCUS, correct, opened, positives

TRAINING = {"architecture": "small", "image_size": 64, "epochs": 3, "batch_size": 16, "seed": 5}
TINY = {"steps": 4, "annotated_per_step": 3, "rehearsal_per_step": 3}


def everything(stores: Stores) -> tuple[Any, ...]:
    """What must not change where a step changes nothing."""
    return (
        stores.rounds.all(),
        stores.refresh(),
        {n.number: sorted(stores.round_arrays(n.number).names()) for n in stores.rounds.all()},
        sorted(stores.blobs.keys()),
    )


def stop_at(phase: str, done: int) -> Callable[[Progress], None]:
    """A report that asks to stop."""

    def report(step: Progress) -> None:
        if step.phase == phase and step.done >= done:
            raise CancelledError("stopped")

    return report


def phases_of(seen: list[Progress]) -> list[str]:
    return list(dict.fromkeys(step.phase for step in seen))


def test_training_twice_changes_nothing(trained: Path) -> None:
    with opened(trained) as stores:
        before = everything(stores)
        seen: list[Progress] = []

        again = train(stores, TRAINING, report=seen.append)

        assert again == before[0][0]
        assert everything(stores) == before
        assert seen == []


def test_training_with_other_parameters_is_a_conflict_that_names_them(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(ConflictError, match=r"epochs 3 \(asked: 9\)"):
        train(stores, {"epochs": 9})


def test_replacing_all_rounds_leaves_images_and_annotations(tuned: Path) -> None:
    with opened(tuned) as stores:
        annotations = stores.annotations.all()

        replace_all(stores)

        assert (stores.rounds.all(), stores.project.current_round) == ([], None)
        assert stores.annotations.all() == annotations


def test_a_training_that_was_stopped_goes_on_from_its_last_epoch(
    imported: Path, trained_once: Path
) -> None:
    with opened(imported) as stores, opened(trained_once) as undisturbed:
        expected = undisturbed.rounds.get(0)
        per_epoch = _steps_per_epoch(stores)
        with pytest.raises(CancelledError):
            train(stores, TRAINING, report=stop_at("training", per_epoch + 2))
        stopped = stores.rounds.get(0)
        seen: list[Progress] = []

        done = train(stores, {}, report=seen.append)

        assert (stopped.state, len(stopped.history)) == (RoundState.CANCELLED, 1)
        assert next(step.done for step in seen if step.phase == "training") == per_epoch + 1
        assert done.checkpoint == expected.checkpoint, "the same weights, bit for bit"
        assert (done.history, done.thresholds) == (expected.history, expected.thresholds)


def test_a_round_that_was_stopped_while_it_is_explained_does_not_train_again(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        with pytest.raises(CancelledError):
            train(stores, TRAINING, report=stop_at("ranking", 1))
        stopped = stores.rounds.get(0)
        seen: list[Progress] = []

        done = train(stores, {}, report=seen.append)

        assert "training" not in phases_of(seen)
        assert (stopped.state, done.state) == (RoundState.EXPLAINED, RoundState.READY)
        assert (done.checkpoint, done.history) == (stopped.checkpoint, stopped.history)


def test_a_failure_after_training_is_told_and_forgotten_once_it_is_mended(
    imported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise InvalidInputError("no figure today")

    with opened(imported) as stores:
        with monkeypatch.context() as spoilt:
            spoilt.setattr(evaluate, "label_figures", broken)
            with pytest.raises(InvalidInputError):
                train(stores, TRAINING)
        failed = stores.rounds.get(0)

        done = train(stores, {})

        assert (failed.state, failed.failure) == (RoundState.RANKED, "no figure today")
        assert (done.state, done.failure) == (RoundState.READY, None)
        assert stores.rounds.get(0) == done
        assert done.checkpoint == failed.checkpoint


def _steps_per_epoch(stores: Stores) -> int:
    return -(-len(stores.images.all(Split.TRAIN)) // TRAINING["batch_size"])  # type: ignore[operator]


def test_fine_tuning_twice_on_the_same_annotations_changes_nothing(tuned: Path) -> None:
    with opened(tuned) as stores:
        before = everything(stores)
        seen: list[Progress] = []

        again = fine_tune.fine_tune(
            stores, {"steps": 30, "annotated_per_step": 4, "rehearsal_per_step": 4},
            report=seen.append,
        )  # fmt: skip

        assert again.number == 1
        assert everything(stores) == before
        assert seen == []


def test_a_new_annotation_makes_a_new_round_from_the_current_one(tuned: Path) -> None:
    with opened(tuned) as stores:
        chosen = positives(stores, FOCUS, (Split.TRAIN,))[-1]
        annotate(
            stores, chosen.id, FOCUS, (), Verdict.NOTHING_TO_MARK, version=0, author="dr-c"
        )  # fmt: skip

        done = fine_tune.fine_tune(stores, {**TINY, "scope": "last-block"})

        assert (done.number, done.parent) == (2, stores.rounds.get(2).parent)
        assert done.scope is Scope.LAST_BLOCK
        assert done.snapshot != stores.rounds.get(1).snapshot


def test_without_an_annotation_fine_tuning_is_refused(trained: Path) -> None:
    with opened(trained) as stores:
        with pytest.raises(InvalidInputError, match="correct or accept some heatmaps first"):
            fine_tune.fine_tune(stores, TINY)
        assert [each.number for each in stores.rounds.all()] == [0]


def test_fine_tuning_before_training_is_refused(imported: Path) -> None:
    with opened(imported) as stores, pytest.raises(LockedError, match="train it first"):
        fine_tune.fine_tune(stores, TINY)


def test_a_label_in_focus_without_a_region_is_refused_and_those_with_one_are_named(
    trained: Path,
) -> None:
    with opened(trained) as stores:
        correct(stores, limit=2)
        with pytest.raises(InvalidInputError, match=f"annotated labels are {FOCUS}"):
            fine_tune.fine_tune(stores, {**TINY, "focus": ("Coin",)})


def test_a_preview_comes_first_and_the_full_round_replaces_it(trained: Path) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)
        seen: list[tuple[str, Round]] = []

        def report(step: Progress) -> None:
            seen.append((step.phase, stores.rounds.get(1) if step.phase != "" else None))  # type: ignore[arg-type]

        done = fine_tune.fine_tune(stores, TINY, report=report)

        stages = [
            (each.scope, each.preview, phase)
            for phase, each in seen
            if phase in {"preview", "fine-tuning"}
        ]
        assert [key for key, _ in itertools.groupby(stages)] == [
            (Scope.LAST_BLOCK, True, "preview"),
            (Scope.FULL, False, "fine-tuning"),
        ]
        assert (done.scope, done.preview, done.state) == (Scope.FULL, False, RoundState.READY)
        key = f"@{(done.checkpoint or '')[:12]}"
        assert all(name.endswith(key) for name in stores.round_arrays(1).names())


def test_without_a_preview_the_full_round_comes_at_once_and_is_the_same(trained: Path) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)
        seen: list[Progress] = []

        at_once = fine_tune.fine_tune(stores, TINY, preview=False, report=seen.append)
        remove_round(stores, 1)
        after_a_preview = fine_tune.fine_tune(stores, TINY)

        assert "preview" not in {step.phase for step in seen}
        assert (at_once.scope, at_once.preview) == (Scope.FULL, False)
        weights, others = (
            checkpoints.get(stores.blobs, each.checkpoint or "")[0]
            for each in (at_once, after_a_preview)
        )
        assert all(torch.equal(weights[name], others[name]) for name in others)


def test_the_last_block_alone_leaves_the_trunk_as_the_parents(trained: Path) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)

        done = fine_tune.fine_tune(stores, {**TINY, "scope": "last-block"})

        before, after = (
            checkpoints.get(stores.blobs, each.checkpoint or "")[0]
            for each in (stores.rounds.get(0), done)
        )
        changed = {name for name in before if not torch.equal(before[name], after[name])}
        network = trained_network(stores, done)
        names = {parameter: name for name, parameter in network.named_parameters()}
        assert changed
        assert changed <= {names[parameter] for parameter in network.last_block_parameters()}
        assert len(changed) < len(before) / 2


def test_an_unfinished_round_refuses_other_parameters_and_goes_on_with_its_own(
    trained: Path,
) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)
        with pytest.raises(CancelledError):
            fine_tune.fine_tune(stores, TINY, report=stop_at("fine-tuning", 2))
        stopped = stores.rounds.get(1)

        with pytest.raises(ConflictError, match=r"other parameters \(steps\).*rounds remove 1"):
            fine_tune.fine_tune(stores, {"steps": 99})
        done = fine_tune.fine_tune(stores, {})

        assert (stopped.state, stopped.scope) == (RoundState.CANCELLED, Scope.FULL)
        assert (done.number, done.state, done.settings) == (1, RoundState.READY, stopped.settings)


def test_a_round_keeps_the_annotations_it_started_with(trained: Path) -> None:
    with opened(trained) as stores:
        correct(stores, limit=4)
        with pytest.raises(CancelledError):
            fine_tune.fine_tune(stores, TINY, report=stop_at("preview", 1))
        began = stores.rounds.get(1).snapshot
        correct(stores, limit=6)

        done = fine_tune.fine_tune(stores, {})

        assert done.snapshot == began
        assert len(snapshot.load(stores, done.snapshot or "").annotations) == 4


def test_where_the_guard_finds_something_the_parent_stays_current(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"Coin": GuardFinding("auc", "its AUC fell", None, None)}  # type: ignore[arg-type]
    monkeypatch.setattr(evaluate, "guard", lambda *_, **__: found)
    monkeypatch.setattr(GuardFinding, "document", lambda self: {"reason": "its AUC fell"})
    with opened(trained) as stores:
        correct(stores, limit=4)

        done = fine_tune.fine_tune(stores, {**TINY, "scope": "last-block"})

        assert done.state is RoundState.READY
        assert dict(done.guard) == {"Coin": {"reason": "its AUC fell"}}
        assert stores.refresh().current_round == 0


def test_predict_gives_the_probabilities_that_explain_stored(
    trained_once: Path, phantoms: Path
) -> None:
    with opened(trained_once) as stores:
        first = stores.rounds.get(0)
        found = predict(stores, first, phantoms / "images")
        images = {image.id: image.row for image in stores.images.all(Split.TEST)}
        places = [i for i, file in enumerate(found.files) if file in images]
        rows = np.array([images[found.files[i]] for i in places])
        stored = explained(stores, first).read(PROBABILITIES, rows)

        assert len(places) == 60
        np.testing.assert_allclose(found.probabilities[places], stored, atol=2e-6)


def test_a_changed_label_trains_from_the_next_round_on_and_never_in_test(trained: Path) -> None:
    with opened(trained) as stores:
        k = stores.project.labels.index(FOCUS)
        wrong = positives(stores, FOCUS, (Split.TRAIN,))[0]
        correct(stores, limit=3)
        first = stores.rounds.get(0)
        annotate(
            stores, wrong.id, FOCUS, (), Verdict.LABEL_IS_WRONG, version=0, author="dr-b"
        )  # fmt: skip
        test_before = stores.images.labels()[stores.images.splits() == Split.TEST]

        done = fine_tune.fine_tune(stores, {**TINY, "scope": "last-block"})

        taken = snapshot.load(stores, done.snapshot or "")
        labels = snapshot.effective_labels(stores, taken)
        began = snapshot.effective_labels(stores, snapshot.load(stores, first.snapshot or ""))
        assert (began[wrong.row, k], labels[wrong.row, k]) in {(1, 0), (1, -1)}
        assert stores.images.get(wrong.id).labels[k] == 1
        now = labels[stores.images.splits() == Split.TEST]
        assert now.tolist() == test_before.tolist()


def test_the_receipt_leads_with_images_nobody_drew_on(tuned_once: Path) -> None:
    with opened(tuned_once) as stores:
        done = stores.rounds.get(1)
        drawn = {(a.image_id, a.label) for a in stores.annotations.all()}

        changed = receipt(stores, done)

        assert changed is not None
        assert list(changed) == ["parent", "untouched", "corrections"]
        assert changed["parent"] == 0
        untouched = [(c["image_id"], c["label"]) for c in changed["untouched"]]
        assert untouched
        assert not drawn & set(untouched)
        assert {(c["image_id"], c["label"]) for c in changed["corrections"]} == drawn
        sizes = [
            max(c["attention_moved"], abs(c["probability_after"] - c["probability_before"]))
            for c in changed["untouched"]
        ]
        assert sizes == sorted(sizes, reverse=True)


def test_round_0_and_an_unfinished_round_have_no_receipt(tuned_once: Path) -> None:
    with opened(tuned_once) as stores:
        assert receipt(stores, stores.rounds.get(0)) is None
        assert receipt(stores, replace(stores.rounds.get(1), state=RoundState.TRAINED)) is None


def test_attention_moved_is_the_share_of_heat_that_lies_elsewhere() -> None:
    before = torch.tensor([[[4.0, 0.0]], [[1.0, 1.0]], [[0.0, 0.0]], [[-1.0, -2.0]]])
    after = torch.tensor([[[1.0, 1.0]], [[2.0, 2.0]], [[3.0, 0.0]], [[0.0, -1.0]]])

    assert attention_moved(before, after).tolist() == [0.5, 0.0, 1.0, 0.0]
    assert energy_inside(after[:1], torch.tensor([[[True, False]]])).tolist() == [0.5]


LABEL_KEYS = {
    *("positives", "threshold", "sensitivity", "specificity", "precision", "recall", "f1"),
    *("auc", "auc_ci", "pr_auc", "correct", "incorrect"),
}


def test_the_evaluation_has_the_keys_of_the_contract(tuned_once: Path) -> None:
    with opened(tuned_once) as stores:
        document = stores.rounds.get(1).metrics["test"]

        assert {"round", "split", "labels", "macro", "reliance", "groups"} <= set(document)
        assert (document["round"], document["split"]) == (1, "test")
        assert tuple(document["labels"]) == stores.project.labels
        for figures in document["labels"].values():
            assert set(figures) >= LABEL_KEYS
        truth = stores.images.labels()[stores.images.splits() == Split.TEST]
        for k, figures in enumerate(document["labels"].values()):
            assert figures["positives"] == int((truth[:, k] == 1).sum())


def test_sealed_is_never_evaluated(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(LockedError, match="promotion alone"):
        evaluate.evaluate(stores, 0, split=Split.SEALED)


def test_a_split_without_images_cannot_be_evaluated(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(InvalidInputError, match="no image is in pool"):
        evaluate.evaluate(stores, 0, split=Split.POOL)
