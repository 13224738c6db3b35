"""A study stores what it finished, goes on where it was stopped, and says what its figures are."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medebiaser.data.stores import open_workspace
from medebiaser.errors import CancelledError, ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Progress, Report, no_report
from medebiaser.study.bench import Bench, Place
from medebiaser.study.experiments import EXPERIMENTS, experiment
from medebiaser.study.experiments.base import focused
from medebiaser.study.options import OURS, StudyOptions
from medebiaser.study.reporting import (
    figures_plot,
    means_table,
    paired_table,
    study_document,
    write_report,
)
from medebiaser.study.running import StudyOutcome, run_study
from medebiaser.study.sources import DataOptions
from medebiaser.study.units import Unit, read_unit, write_unit

OPTIONS = StudyOptions(
    data=DataOptions(images=400, test_images=60, side=64), epochs=1, steps=2, annotations=5
)
Run = Callable[..., StudyOutcome]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all tests here: networks are trained once."""
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    def running(name: str, *methods: str, report: Report = no_report) -> StudyOutcome:
        with open_workspace(folder / "workspace", create=True) as workspace:
            place = Place(folder / "kept", workspace, None, "cpu", 1, report)
            return run_study(name, OPTIONS, place, seeds=[3], methods=methods)

    return running


def units(folder: Path) -> dict[str, Any]:
    found = sorted((folder / "kept" / "units").rglob("*.json"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in found}


def test_a_cancelled_study_goes_on_and_ends_with_the_figures_of_an_undisturbed_one(
    folder: Path, run: Run
) -> None:
    def stop_while_fine_tuning(progress: Progress) -> None:
        if progress.phase == "fine-tuning" and progress.done:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        run("attention", "preliminary", OURS, report=stop_while_fine_tuning)
    half_way = units(folder)
    resumed = run("attention", "preliminary", OURS)
    finished = units(folder)
    again = run("attention", "preliminary", OURS)
    tuned = next(name for name in finished if name not in half_way)
    next((folder / "kept" / "units").rglob(tuned)).unlink()
    undisturbed = run("attention", "preliminary", OURS)

    assert [unit["decided_by"]["method"] for unit in half_way.values()] == ["preliminary"]
    assert len(finished) == 2
    assert finished | half_way == finished, "what was finished is not run again"
    assert resumed.rows == again.rows == undisturbed.rows
    assert not list((folder / "kept" / "under-way").iterdir())


def test_rows_have_the_figures_that_scripts_rely_on(run: Run) -> None:
    document = study_document(run("attention", "preliminary", OURS))

    assert list(document)[:4] == ["experiment", "data", "rows", "summary"]
    before, after = document["rows"]
    assert (before["method"], after["method"], after["seed"]) == ("preliminary", OURS, 3)
    for row in (before, after):
        assert {"auc", "worst_group_auc", "pointing", "other_labels_auc"} <= set(row)
        assert 0 <= row["auc"] <= 1
    change = after["other_labels_auc"] - before["other_labels_auc"]
    assert after["other_labels_change"] == pytest.approx(change)
    assert after["annotations"] <= 5
    assert "other_labels_change" not in before, "nothing came before the preliminary network"
    assert document["summary"][OURS]["auc"]["mean"] == after["auc"]
    assert document["paired"]["against"]["preliminary"]["auc"]["mean"] == pytest.approx(
        after["auc"] - before["auc"]
    )


def test_the_page_says_how_to_repeat_it_and_what_it_cannot_show(tmp_path: Path, run: Run) -> None:
    page = write_report(
        run("attention", "preliminary", OURS), tmp_path / "report", "medebiaser study attention"
    )

    text = page.read_text(encoding="utf-8")
    stored = json.loads((tmp_path / "report" / "attention.json").read_text(encoding="utf-8"))
    assert "Limit of this evidence: The images are drawn: no figure here is clinical." in text
    assert "Limit of this evidence: 1 seed: five are the least" in text
    assert "medebiaser study attention" in text
    assert stored["repeat"]["data_hash"] in text
    assert stored["repeat"]["command"] == "medebiaser study attention"
    assert stored["repeat"]["code_hashes"][0] in text
    assert "torch 2." in text
    assert "alarms after pasting" in text or "rise after pasting" in text
    assert "data:image/svg+xml;base64," in text
    assert 'src="http' not in text


def test_a_stored_report_can_be_shown_again(tmp_path: Path, run: Run) -> None:
    """The same tables and plot from the file as from the study itself."""
    outcome = run("attention", "preliminary", OURS)
    write_report(outcome, tmp_path, "medebiaser study attention")

    stored = json.loads((tmp_path / "attention.json").read_text(encoding="utf-8"))

    live = study_document(outcome)
    assert means_table(stored).rows == means_table(live).rows
    assert paired_table(stored).rows == paired_table(live).rows
    assert figures_plot(stored).svg == figures_plot(live).svg
    chosen = means_table(stored, ["auc", "pointing"])
    assert chosen.columns == ("method", "AUC of the label in focus", "pointing game")
    assert [row[0] for row in chosen.rows] == ["preliminary", OURS]


def test_the_precision_reaches_both_trainings(folder: Path) -> None:
    halved = replace(OPTIONS, precision="bf16")
    with open_workspace(folder / "workspace", create=True) as workspace:
        place = Place(folder / "halved", workspace, None, "cpu", 1, no_report)
        bench = Bench(place, halved, 3, 0, folder / "halved" / "scratch")
        with bench.copied() as stores:
            focused(2)(bench, stores, stores.rounds.get(0))
            tuned = bench.fine_tuned(stores, {})
            first = stores.rounds.get(0)

    assert (first.settings["precision"], tuned.settings["precision"]) == ("bf16", "bf16")
    with pytest.raises(InvalidInputError, match="choose one of auto, 32, bf16"):
        StudyOptions(precision="16")


def test_folds_and_seeds_of_one_method_are_units_of_their_own(tmp_path: Path) -> None:
    first = Unit("attention", {"method": "dice", "seed": 1, "fold": 0})
    other = Unit("attention", {"method": "dice", "seed": 1, "fold": 1})

    write_unit(first, tmp_path, {"tallies": {}})

    assert read_unit(first, tmp_path) == {"decided_by": dict(first.decided_by), "tallies": {}}
    assert read_unit(other, tmp_path) is None


def test_a_damaged_unit_is_named(tmp_path: Path) -> None:
    unit = Unit("attention", {"seed": 1})
    write_unit(unit, tmp_path, {})
    unit.path(tmp_path).write_text("{", encoding="utf-8")

    with pytest.raises(InvalidInputError, match="is damaged; remove it"):
        read_unit(unit, tmp_path)


def test_a_second_study_in_the_same_folder_is_refused(folder: Path, run: Run) -> None:
    refusals = []

    def start_another(progress: Progress) -> None:
        if progress.phase.startswith("study") and not refusals:
            refusals.append(progress)
            with pytest.raises(ConflictError, match="another study is running"):
                run("attention", "preliminary")

    run("attention", "preliminary", report=start_another)

    assert refusals


def test_unknown_experiments_and_methods_are_refused_with_those_there_are(run: Run) -> None:
    with pytest.raises(NotFoundError, match="no experiment is called magic; choose one of attent"):
        run("magic")
    with pytest.raises(NotFoundError, match="attention has no method magic; choose among prelim"):
        run("attention", "magic")


def test_what_is_compared_is_among_the_methods_of_every_experiment() -> None:
    sequences = {"rounds", "active-learning"}  # one method gives a row for each step
    for name in EXPERIMENTS:
        chosen = experiment(name, OPTIONS)
        if name not in sequences:
            assert {chosen.ours, *chosen.rivals} <= set(chosen.methods)


@pytest.mark.parametrize(
    ("name", "method", "figures"),
    [
        ("noise", "wrong organ", {"auc", "guarded"}),
        ("ranking", "triage", {"wrong_attention_precision_50", "shortcut_base", "auc"}),
        ("breadth-depth", "5 random, mse-20", {"auc", "other_labels_change"}),
        ("explainers", "closed-form", {"pointing", "deletion", "insertion", "seconds"}),
    ],
)
def test_every_experiment_runs(run: Run, name: str, method: str, figures: set[str]) -> None:
    (row,) = run(name, method).rows

    assert row["method"] == method
    assert all(row[figure] is not None for figure in figures)


def test_a_batch_of_the_pool_is_labelled_and_training_goes_on(run: Run) -> None:
    start, dual = run("active-learning", "start", "dual").rows

    assert (start["method"], dual["method"]) == ("start", "dual, +5")
    assert dual["macro_auc"] == pytest.approx((dual["auc"] + 7 * dual["other_labels_auc"]) / 8)
    change = dual["other_labels_auc"] - start["other_labels_auc"]
    assert dual["other_labels_change"] == pytest.approx(change), "both start from the same network"


def test_five_rounds_follow_one_another_and_learn_from_more_each_time(
    folder: Path, run: Run
) -> None:
    rows = run("rounds", OURS).rows

    assert [row["method"] for row in rows] == [f"{OURS}, round {n}" for n in range(1, 6)]
    assert [row["annotations"] for row in rows] == [1, 2, 3, 4, 5]
    shutil.rmtree(folder / "kept" / "prepared")
