"""A live session: it asks, waits without a process, goes on with answers or without."""

from pathlib import Path

import numpy as np
import pytest
import torch

from medebiaser.data.stores import Stores
from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    WaitingError,
)
from medebiaser.learning.acquisition import image_scores
from medebiaser.learning.explainers import explainer
from medebiaser.records import Region, Relevance, RoundState, Split, Verdict
from medebiaser.rounds import checkpoints, snapshot
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.live import marked_pairs
from medebiaser.rounds.live_answers import (
    answer,
    open_query,
    query_document,
    session_document,
    submit,
)
from medebiaser.rounds.live_inputs import inputs_now
from medebiaser.rounds.live_parameters import LiveParameters
from medebiaser.rounds.networks import initial_network, training_parameters
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.train import begin, train
from tests.loop import opened
from tests.oracles import live as oracle
from tests.rounds.live_sessions import LIVE, TRAINING, at_once, say


def asked(stores: Stores, **others: object) -> None:
    """Train until the first question."""
    with pytest.raises(WaitingError, match="3 images wait for answers after epoch 1 of round 0"):
        train(stores, {**TRAINING, **others})


def void(_: object) -> None:
    """Return nothing."""


def test_training_asks_after_its_warm_up_and_goes_on_with_the_answers(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        first = stores.rounds.get(0)
        query = open_query(stores, 0)
        assert query is not None
        say(stores, query)
        submit(stores, None, 0, 1, author="dr-a")
        with pytest.raises(WaitingError, match="after epoch 2"):
            train(stores, {})
        second = open_query(stores, 0)
        assert second is not None
        submit(stores, None, 0, 2, author="dr-a")

        done = train(stores, {})

        assert (first.state, len(first.history)) == (RoundState.TRAINING, 1)
        assert (done.state, len(done.history)) == (RoundState.READY, 4)
        assert "marks" not in done.history[0]
        assert all(epoch["marks"] > 0 for epoch in done.history[1:])
        assert not {i.row for i in query.images} & {i.row for i in second.images}
        assert [epoch["score"] is None for epoch in done.history] == [True, True, False, False]


def test_called_again_without_an_answer_it_waits_on_without_a_step(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        query = stores.live.all(0)
        seen: list[object] = []

        with pytest.raises(WaitingError):
            train(stores, {}, report=seen.append)

        assert stores.live.all(0) == query, "asked once"
        assert not [step for step in seen if getattr(step, "phase", "") == "training"]


def test_a_session_that_paused_ends_with_the_weights_of_one_answered_at_once(
    imported: Path, imported_once: Path, tmp_path: Path
) -> None:
    import shutil

    other = shutil.copytree(imported_once, tmp_path / "other")
    with opened(imported) as stores, opened(other) as undisturbed:
        for number in (1, 2):
            with pytest.raises(WaitingError):
                train(stores, TRAINING)
            say(stores, stores.live.get(0, number))
            submit(stores, None, 0, number, author="dr-a")

        paused = train(stores, TRAINING)
        at_a_stretch = train(undisturbed, TRAINING, answer=at_once(undisturbed, "dr-a"))

        assert paused.checkpoint == at_a_stretch.checkpoint, "bit for bit"


def test_answers_change_the_weights_and_an_empty_list_does_not(
    imported: Path, imported_once: Path, tmp_path: Path
) -> None:
    import shutil

    other = shutil.copytree(imported_once, tmp_path / "other")
    with opened(imported) as stores, opened(other) as silent:
        said = train(stores, TRAINING, answer=at_once(stores, "dr-a"))
        nothing = train(
            silent,
            TRAINING,
            answer=lambda q: void(submit(silent, None, 0, q.number, author="dr-a")),
        )

        assert said.checkpoint != nothing.checkpoint
        assert "marks" not in nothing.history[-1]


def test_when_the_time_has_passed_training_goes_on_without_the_answers(imported: Path) -> None:
    with opened(imported) as stores:
        quick = {**TRAINING, "live": {**LIVE, "timeout_s": 1e-6}}

        done = train(stores, quick)

        assert done.state is RoundState.READY
        assert [(q.answered, q.closed_at is None) for q in stores.live.all(0)] == [
            (False, False),
            (False, False),
        ]
        with pytest.raises(LockedError, match="ran out of time"):
            answer(stores, 0, 1, stores.live.get(0, 1).images[0].row, cells=[0], author="dr-a")


def test_the_list_holds_the_images_of_highest_entropy_with_their_true_grids(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        asked(stores)
        query = stores.live.get(0, 1)
        current = stores.rounds.get(0)
        tensors, _ = checkpoints.get(stores.blobs, current.resume_from or "")
        labels = stores.images.labels()
        pixels = prepare(stores, 64)
        network = initial_network(
            stores, training_parameters(stores, current), 1, torch.zeros(1, labels.shape[1])
        )
        network.load_state_dict({n[8:]: t for n, t in tensors.items() if n.startswith("network.")})
        network.eval()
        rows = snapshot.training_rows(stores)
        inputs = inputs_now(
            stores, network, pixels, rows, labels, device="cpu", mirrored=False, seed=5
        )
        scores = image_scores("entropy", inputs)
        best = scores.sort(descending=True).values[:3]

        assert [i.score for i in query.images] == pytest.approx(best.tolist())
        for image in query.images:
            at = int((inputs.rows == image.row).nonzero())
            k = int(inputs.calibrated[at].argmax())
            assert stores.project.labels[k] == image.label
            assert image.probability == pytest.approx(float(inputs.probabilities[at, k]))
            assert image.truth == labels[image.row, k]
            shown = pixels.fetch([image.row])
            attribution = explainer("grad-cam")(network, shown, torch.tensor([k]))[0].detach()
            grid = oracle.grid(attribution.tolist(), 4)
            np.testing.assert_allclose(np.reshape(image.grid, (4, 4)), grid, rtol=1e-4, atol=1e-5)
            assert list(image.marked) == oracle.highest(np.reshape(image.grid, (4, 4)).tolist(), 10)


def test_only_training_images_are_asked_about_and_one_label_where_one_is_chosen(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        asked(stores, live={**LIVE, "label": "Coin", "explainer": "deep-lift", "sampling": "dual"})
        images = stores.live.get(0, 1).images

        splits = {image.split for image in stores.images.by_rows(i.row for i in images)}
        assert splits == {Split.TRAIN}
        assert {image.label for image in images} == {"Coin"}


def test_several_physicians_answer_one_list_and_the_mask_is_their_mean(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores, live={**LIVE, "physicians": 3})
        row = stores.live.get(0, 1).images[0].row
        answer(stores, 0, 1, row, cells=[0], author="dr-a")
        answer(stores, 0, 1, row, cells=[0, 5], author="dr-b")
        answer(stores, 0, 1, row, cells=[], author="dr-c")
        states = [submit(stores, None, 0, 1, author=f"dr-{name}").closed_at for name in "abc"]

        pairs = marked_pairs(stores, 0, 64)

        assert [closed is None for closed in states] == [True, True, False]
        assert pairs.rows.tolist() == [row]
        mask = pairs.masks(torch.tensor([0]))[0]
        cells = mask.reshape(4, 16, 4, 16).mean(dim=(1, 3)).flatten()
        expected = torch.zeros(16)
        expected[0], expected[5] = 2 / 3, 1 / 3
        torch.testing.assert_close(cells, expected, atol=5e-3, rtol=0)


def test_an_answer_is_an_annotation_that_later_rounds_can_use(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        row = stores.live.get(0, 1).images[0].row
        drawn = Region(((1.0, 1.0), (9.0, 1.0), (9.0, 9.0)), Relevance.IRRELEVANT)

        answer(stores, 0, 1, row, cells=[15], regions=[drawn], author="dr-a")

        image = stores.images.by_rows([row])[0]
        (found,) = stores.annotations.of(image.id)
        w, h = image.width, image.height
        cell = ((0.75 * w, 0.75 * h), (w, 0.75 * h), (w, h), (0.75 * w, h))
        assert found.verdict is Verdict.CORRECTED
        assert {frozenset(r.points) for r in found.regions} == {
            frozenset(cell),
            frozenset(drawn.points),
        }
        assert {r.relevance for r in found.regions} == {Relevance.IRRELEVANT}


def test_a_changed_answer_replaces_its_regions_and_leaves_what_else_was_drawn(
    imported: Path,
) -> None:
    with opened(imported) as stores:
        asked(stores)
        asked_about = stores.live.get(0, 1).images[0]
        image = stores.images.by_rows([asked_about.row])[0]
        own = Region(((20.0, 20.0), (40.0, 20.0), (40.0, 40.0)), Relevance.IRRELEVANT)
        annotate(
            stores, image.id, asked_about.label, [own], Verdict.CORRECTED, version=0, author="dr-a"
        )

        for cells in ([0, 1], [0, 1], [2], []):
            answer(stores, 0, 1, asked_about.row, cells=cells, author="dr-a")

        stored = stores.annotations.get(image.id, asked_about.label, "dr-a")
        assert stored is not None
        assert stored.regions == (own,)
        assert stored.version == 4, "two cells, the same again, another, none"
        (last,) = stores.live.answers(0, 1)
        assert last.cells == ()


def test_a_click_taken_back_leaves_no_annotation(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        row = stores.live.get(0, 1).images[0].row
        for cells in ([3], []):
            answer(stores, 0, 1, row, cells=cells, author="dr-a")

        assert stores.annotations.all() == []


def test_what_cannot_be_answered_is_refused_with_what_can(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        query = stores.live.get(0, 1)
        row = query.images[0].row
        other = next(r for r in range(200) if query.image(r) is None)

        with pytest.raises(InvalidInputError, match="cells count from 0 to 15"):
            answer(stores, 0, 1, row, cells=[16], author="dr-a")
        with pytest.raises(NotFoundError, match="is not in query list 1"):
            answer(stores, 0, 1, other, cells=[1], author="dr-a")
        with pytest.raises(NotFoundError, match="no query list 7"):
            submit(stores, None, 0, 7, author="dr-a")
        submit(stores, None, 0, 1, author="dr-a")
        with pytest.raises(LockedError, match="was answered and training has gone on"):
            answer(stores, 0, 1, row, cells=[1], author="dr-b")
        assert submit(stores, None, 0, 1, author="dr-a").answered, "twice changes nothing"


def test_the_documents_say_what_is_asked_and_what_one_has_said(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        row = stores.live.get(0, 1).images[0].row
        answer(stores, 0, 1, row, cells=[3, 1], author="dr-a")

        session = session_document(stores, 0)
        own, others = (
            query_document(stores, stores.live.get(0, 1), author)["images"][0]
            for author in ("dr-a", "dr-b")
        )

        assert (session["open"], session["epochs"]) == (1, 1)
        assert session["queries"][0]["answered_images"] == 1
        assert own["answer"] == {"cells": [1, 3], "regions": []}
        assert (others["answer"], others["answered"]) == (None, True)


def test_erasing_a_patient_takes_questions_and_answers_with_it(imported: Path) -> None:
    with opened(imported) as stores:
        asked(stores)
        row = stores.live.get(0, 1).images[0].row
        answer(stores, 0, 1, row, cells=[0], author="dr-a")

        stores.images.erase([row])

        assert stores.live.get(0, 1).image(row) is None
        assert stores.live.answers(0) == []


def test_a_live_training_is_long_enough_for_its_questions(imported: Path) -> None:
    with opened(imported) as stores:
        with pytest.raises(InvalidInputError, match="the last question comes after epoch 2"):
            begin(stores, {**TRAINING, "epochs": 2}, "cpu")
        made = begin(stores, {"live": {}}, "cpu")

        assert made.settings["epochs"] == 30, "10 to warm up, 10 with questions, 10 without"
        assert made.settings["live"] == LiveParameters().as_json()
        with pytest.raises(ConflictError, match="live"):
            begin(stores, {"live": {"images": 5}}, "cpu")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"grid": 1}, "choose 2 to 64"),
        ({"sampling": "boredom"}, "choose one of entropy"),
        ({"images": 0}, "choose 1 or more"),
        ({"timeout_s": 0}, "more than 0"),
        ({"weight": -1}, "0 or more"),
        ({"colour": 3}, "no parameter colour; there are among"),
        ({"label": "Gout"}, "this project has"),
    ],
)
def test_parameters_that_cannot_be_used_are_refused(
    imported: Path, wrong: dict[str, object], message: str
) -> None:
    with opened(imported) as stores, pytest.raises(InvalidInputError, match=message):
        begin(stores, {"live": wrong}, "cpu")


def test_questions_come_after_the_epochs_that_warm_up_and_interval_say() -> None:
    parameters = LiveParameters(warm_up=3, queries=3, interval=2)

    asked_after = {e: parameters.query_after(e) for e in range(1, 11)}

    assert {e: n for e, n in asked_after.items() if n} == {3: 1, 5: 2, 7: 3}
    assert (parameters.last_epoch, parameters.epochs) == (7, 19)
