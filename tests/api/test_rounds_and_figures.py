"""Rounds, their parameters in words, their figures, and two of them side by side."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from medebiaser.learning.networks import network_names
from medebiaser.records import RoundState, Split
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.parameter_words import ARCHITECTURES, FINE_TUNING, KINDS, TRAINING
from medebiaser.rounds.parameters import FineTuneParameters, TrainingParameters
from tests.api.conftest import Served, serve
from tests.loop import FOCUS


@pytest.fixture
def tuned_served(tuned: Path, password_hash: str) -> Iterator[Served]:
    """The application over rounds 0 and 1."""
    made = serve(tuned, password_hash)
    yield made
    made.opened.close()


@pytest.fixture
def engineer(tuned_served: Served) -> TestClient:
    """An engineer of it."""
    return tuned_served.client("engineer")


def test_rounds_are_listed_with_what_they_were_made_from(
    tuned_served: Served, engineer: TestClient
) -> None:
    first, second = engineer.get(f"{tuned_served.path}/rounds").json()

    assert (first["round"], first["parent"], second["parent"]) == (0, None, 0)
    assert first["settings"]["architecture"] == "small"
    assert second["settings"]["steps"] == 30
    assert [first["current"], second["current"]].count(True) == 1
    assert engineer.get(f"{tuned_served.path}/rounds/1").json() == second
    assert engineer.get(f"{tuned_served.path}/rounds/9").status_code == 404


def test_a_finished_round_becomes_current_and_an_unfinished_one_never(
    tuned_served: Served, engineer: TestClient
) -> None:
    path = f"{tuned_served.path}/current-round"
    for number in (0, 1, 1):
        assert engineer.put(path, json={"round": number}).json()["current"] is True
        assert tuned_served.stores.project.current_round == number
    tuned_served.stores.rounds.update(1, state=RoundState.TRAINED)

    assert engineer.put(path, json={"round": 0}).status_code == 200
    refused = engineer.put(path, json={"round": 1})
    assert refused.status_code == 423
    assert "round 1 is trained" in refused.json()["detail"]
    assert engineer.put(path, json={"round": 7}).status_code == 404


def test_a_round_is_removed_unless_others_descend_from_it(
    tuned_served: Served, engineer: TestClient
) -> None:
    refused = engineer.delete(f"{tuned_served.path}/rounds/0")

    assert refused.status_code == 423
    assert "rounds 1 were fine-tuned from round 0" in refused.json()["detail"]
    assert engineer.delete(f"{tuned_served.path}/rounds/1").status_code == 204
    assert [each.number for each in tuned_served.stores.rounds.all()] == [0]
    assert engineer.delete(f"{tuned_served.path}/rounds/1").status_code == 404


def test_every_parameter_is_told_in_words(tuned_served: Served, engineer: TestClient) -> None:
    found = engineer.get(f"{tuned_served.path}/parameters").json()

    for kind, words, told in (
        (TrainingParameters, TRAINING, found["training"]),
        (FineTuneParameters, FINE_TUNING, found["fine_tuning"]),
    ):
        names = [field.name for field in fields(kind)]
        assert list(words) == names
        assert [each["name"] for each in told] == names
        defaults = kind().as_json()
        for each in told:
            assert each["default"] == defaults[each["name"]]
            assert each["kind"] in KINDS.values()
            for choice in each["choices"] or {}:
                value = [choice] if each["name"] == "focus" else choice
                kind.from_json({each["name"]: value})
    assert set(ARCHITECTURES) <= set(network_names())
    architecture = found["training"][0]
    assert set(architecture["choices"]) == set(network_names())


def test_metrics_carry_intervals_and_words(tuned_served: Served, engineer: TestClient) -> None:
    found = engineer.get(f"{tuned_served.path}/rounds/1/metrics").json()
    stored = tuned_served.stores.rounds.get(1).metrics["test"]

    assert found["split"] == "test"
    assert found["labels"][FOCUS]["auc"] == stored["labels"][FOCUS]["auc"]
    assert found["labels"][FOCUS]["auc_ci"] == stored["labels"][FOCUS]["auc_ci"]
    assert found["change_from_parent"]["parent"] == 0
    assert set(found["words"]) == set(tuned_served.stores.project.labels)
    assert found["words"][FOCUS].startswith(("Finds", FOCUS))
    reliance = engineer.get(f"{tuned_served.path}/rounds/1/reliance").json()
    assert reliance["reliance"]["regions"] == stored["reliance"]["regions"]
    assert reliance["groups"].keys() == stored["groups"].keys()


def test_figures_that_were_not_made_say_what_to_start(
    tuned_served: Served, engineer: TestClient
) -> None:
    for what in ("metrics", "reliance", "comparison?with=0"):
        joined = "&" if "?" in what else "?"
        for split, words in (("tune", "start an evaluation of tune"), ("sealed", "promotion")):
            path = f"{tuned_served.path}/rounds/1/{what}{joined}split={split}"
            reply = engineer.get(path)
            assert reply.status_code == 423, path
            assert words in reply.json()["detail"]


def test_two_rounds_stand_side_by_side(tuned_served: Served, engineer: TestClient) -> None:
    path = f"{tuned_served.path}/rounds"
    forward = engineer.get(f"{path}/1/comparison?with=0").json()
    backward = engineer.get(f"{path}/0/comparison?with=1").json()
    figures = [tuned_served.stores.rounds.get(n).metrics["test"]["labels"][FOCUS] for n in (0, 1)]
    found = forward["labels"][FOCUS]["auc"]

    assert (forward["round"], forward["with"]) == (1, 0)
    assert (found["before"], found["after"]) == (figures[0]["auc"], figures[1]["auc"])
    assert found["difference"] == figures[1]["auc"] - figures[0]["auc"]
    assert found["before_ci"] == figures[0]["auc_ci"]
    assert forward["labels"][FOCUS]["correct"]["after"] == figures[1]["correct"]
    assert forward["paired"]["parent"] == 0
    assert backward["paired"] is None
    assert "alone" in backward["paired_reason"]


def test_the_grid_has_a_row_for_each_image_and_a_column_for_each_round(
    tuned_served: Served, engineer: TestClient
) -> None:
    stores = tuned_served.stores
    k = stores.project.labels.index(FOCUS)
    for truth, value in (("positive", 1), ("negative", 0)):
        rows, start = [], 0
        while start is not None:
            asked = {"label": FOCUS, "rounds": "1,0", "truth": truth, "start": start, "limit": 9}
            page = engineer.get(f"{tuned_served.path}/comparison-grid", params=asked).json()
            rows += page["rows"]
            start = page["next"]
        expected = [i.row for i in stores.images.all(Split.TEST) if i.labels[k] == value]
        assert [each["image"]["row"] for each in rows] == expected
        for number in (0, 1):
            cells = [next(c for c in each["cells"] if c["round"] == number) for each in rows]
            right = sum(cell["correct"] for cell in cells)
            figures = stores.rounds.get(number).metrics["test"]["labels"][FOCUS]
            share = figures["sensitivity" if value else "specificity"]
            np.testing.assert_allclose(right / len(cells), share)
        assert [cell["round"] for cell in rows[0]["cells"]] == [1, 0]


def test_a_grid_that_cannot_be_is_refused(tuned_served: Served, engineer: TestClient) -> None:
    def status(**params: str) -> int:
        asked = {"label": FOCUS, "rounds": "0", **params}
        return engineer.get(f"{tuned_served.path}/comparison-grid", params=asked).status_code

    assert status() == 200
    assert status(rounds="0,5") == 404
    assert status(label="Gout") == 404
    assert status(split="sealed") == 423
    assert status(rounds="x") == 422
    assert status(rounds=",".join(map(str, range(21)))) == 422
    assert status(rounds="9999999999") == 422


def test_the_receipt_is_kept_with_the_round(tuned_served: Served, engineer: TestClient) -> None:
    found = engineer.get(f"{tuned_served.path}/rounds/1/receipt").json()
    none = engineer.get(f"{tuned_served.path}/rounds/0/receipt")

    assert found["parent"] == 0
    assert len(found["corrections"]) > 0
    for each in found["untouched"] + found["corrections"]:
        assert tuned_served.stores.images.get(each["image_id"]).row == each["row"]
    assert none.status_code == 423
    assert "no parent" in none.json()["detail"]


def test_calibration_is_the_share_that_carries_the_label_in_each_tenth(
    tuned_served: Served, engineer: TestClient
) -> None:
    stores = tuned_served.stores
    rows = np.flatnonzero(stores.images.splits() == Split.TEST)
    k = stores.project.labels.index(FOCUS)
    p = explained(stores, stores.rounds.get(1)).read(PROBABILITIES, rows)[:, k]
    truth = stores.images.labels()[rows, k]

    found = engineer.get(f"{tuned_served.path}/rounds/1/calibration").json()
    refused = engineer.get(f"{tuned_served.path}/rounds/1/calibration", params={"split": "sealed"})

    curve = found["labels"][FOCUS]
    tenths = [(p >= low / 10) & (p < (low + 1) / 10) & (truth >= 0) for low in range(10)]
    filled = [tenth for tenth in tenths if tenth.any()]
    assert curve["counts"] == [int(tenth.sum()) for tenth in filled]
    assert curve["observed"] == pytest.approx([truth[tenth].mean() for tenth in filled])
    assert curve["predicted"] == pytest.approx([p[tenth].mean() for tenth in filled], abs=1e-6)
    assert refused.status_code == 423
