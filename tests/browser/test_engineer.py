"""An engineer sets a project up: dataset, model, parameters, training, figures."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from medebiaser.data.phantoms import LABEL_NAMES, write_phantoms
from medebiaser.data.stores import open_workspace
from tests.browser.moves import asked, go, loaded
from tests.browser.people import Person, Persons

N, SHIFTED = 120, 40
EPOCHS = 40
TRAINED_S = 150.0
"""How long a small training may take on a busy machine."""


@pytest.fixture(scope="module")
def workspace_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with an empty project."""
    workspace = tmp_path_factory.mktemp("empty") / "workspace"
    with open_workspace(workspace, create=True) as made:
        made.projects.create("chest")
    return workspace


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a zip archive with phantoms and their table, as a person would pack it."""
    folder = tmp_path_factory.mktemp("set")
    write_phantoms(folder, N, seed=4, side=64, n_shifted=SHIFTED)
    packed = folder / "chest.zip"
    with zipfile.ZipFile(packed, "w") as opened:
        opened.write(folder / "table.csv", "table.csv")
        for image in sorted((folder / "images").iterdir()):
            opened.write(image, f"images/{image.name}")
    return packed


@pytest.fixture
def engineer(persons: Persons) -> Person:
    """Return an engineer of the project, logged in."""
    return persons("engineer", accept_downloads=True)


@pytest.mark.timeout(420)
def test_an_engineer_uploads_trains_twice_and_takes_the_figures_home(
    engineer: Person, archive: Path
) -> None:
    go(engineer, "panel")

    uploads(engineer, archive)
    chooses_a_model_and_changes_parameters(engineer)
    trains_and_cancels(engineer)
    trains_again(engineer)
    exports_the_figures(engineer)


def uploads(engineer: Person, archive: Path) -> None:
    """The archive goes through the file chooser; what it says of itself is read from its table."""
    page = engineer.page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a zip archive").click()
    chooser.value.set_files(archive)
    guessed = page.get_by_role("group", name="How to read the table")
    for fact in ("image", "patient", "age", "sex", "view", "split"):
        column = guessed.get_by_role("combobox", name=fact.capitalize(), exact=True)
        expect(column).to_have_value(fact)
    expect(guessed.get_by_role("combobox", name="Labels", exact=True)).to_have_value("labels")
    engineer.shoot("archive")

    page.get_by_role("button", name="Upload and import").click()
    job = page.get_by_role("article", name="Import", exact=True)
    expect(job.get_by_text("done", exact=True)).to_be_visible(timeout=60_000)
    expect(job).to_contain_text(f"{N + SHIFTED} images were imported")
    project = asked(engineer, "")
    assert project["images"] == N + SHIFTED
    assert project["splits"]["test"] == SHIFTED
    assert sorted(project["labels"]) == sorted(LABEL_NAMES)
    engineer.shoot("imported")


def chooses_a_model_and_changes_parameters(engineer: Person) -> None:
    """Every parameter is there with its default, and may be changed."""
    page = engineer.page
    page.get_by_role("radio", name="small").check()
    model = page.get_by_role("region", name="Model", exact=True)
    model.get_by_text("Advanced", exact=True).click()
    wanted = {"epochs": str(EPOCHS), "patience": str(EPOCHS), "image size": "32"}
    for name, value in wanted.items():
        model.get_by_role("textbox", name=name, exact=True).fill(value)
    expect(model).to_contain_text("3 parameters are changed")
    engineer.shoot("parameters")


def trains_and_cancels(engineer: Person) -> None:
    """A training that runs is stopped; the server has it as cancelled."""
    page = engineer.page
    page.get_by_role("button", name="Start training").click()
    job = page.get_by_role("article", name="Training of round 0")
    expect(job.get_by_text(re.compile(r"^training: \d"))).to_be_visible(timeout=60_000)
    engineer.shoot("training")
    job.get_by_role("button", name="Cancel: Training of round 0").click()
    expect(job.get_by_text("cancelled", exact=True)).to_be_visible(timeout=60_000)
    assert newest_job(engineer)["state"] == "cancelled"
    assert asked(engineer, "")["current_round"] is None
    settings = asked(engineer, "/rounds/0")["settings"]
    chosen = {"architecture": "small", "epochs": EPOCHS, "image_size": 32}
    assert {name: settings[name] for name in chosen} == chosen
    engineer.shoot("cancelled")


def trains_again(engineer: Person) -> None:
    """It goes on from its last epoch, and becomes the current round."""
    page = engineer.page
    job = page.get_by_role("article", name="Training of round 0")
    job.get_by_role("button", name="Try again: Training of round 0").click()
    expect(job.get_by_text("done", exact=True)).to_be_visible(timeout=1000 * TRAINED_S)
    assert asked(engineer, "")["current_round"] == 0
    assert len(asked(engineer, "/rounds/0")["history"]) == EPOCHS
    engineer.shoot("trained")


def newest_job(engineer: Person) -> dict[str, Any]:
    """The job that was started last."""
    found: dict[str, Any] = asked(engineer, "/jobs")["jobs"][0]
    return found


def exports_the_figures(engineer: Person) -> None:
    """The table on the page and the file that is saved say what the server measured."""
    page = engineer.page
    go(engineer, "performance")
    page.get_by_role("tab", name="Metrics").click()
    metrics = asked(engineer, "/rounds/0/metrics")
    table = page.get_by_role("region", name="Figures of round 0 on test").get_by_role("table")
    for label, figures in metrics["labels"].items():
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=label))
        expect(row.get_by_role("cell").first).to_have_text(str(figures["positives"]))
        if figures["auc"] is not None:
            expect(row).to_contain_text(f"{figures['auc']:.2f}")
    loaded(page)
    engineer.shoot("figures")

    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Export as CSV")).first.click()
    saved = download.value
    rows = list(csv.DictReader(io.StringIO(Path(saved.path()).read_text(encoding="utf-8-sig"))))
    by_label = {row["label"]: row for row in rows}
    for label, figures in metrics["labels"].items():
        assert by_label[label]["round"] == "0"
        assert int(by_label[label]["positives"]) == figures["positives"]
        for name in ("sensitivity", "auc"):
            written = json.loads(by_label[label][name] or "null")
            assert written == pytest.approx(figures[name])
