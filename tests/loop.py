"""A small phantom project at every stage of the loop, made once and copied for each test."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from medebiaser.cli.app import run
from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import Image, Region, Split, Verdict
from medebiaser.rounds.annotate import annotate

FOCUS = "Blunted angle"
PHANTOM_OPTIONS = (
    *("--image-column", "image", "--labels-column", "labels", "--patient-column", "patient"),
    *("--age-column", "age", "--sex-column", "sex", "--view-column", "view"),
    *("--split-column", "split", "--cue-column", "marker"),
)
TRAIN_OPTIONS = (
    *("--architecture", "small", "--image-size", "64", "--epochs", "3", "--batch-size", "16"),
    *("--seed", "5", "--device", "cpu"),
)
FINETUNE_OPTIONS = ("--steps", "30", "--annotated-per-step", "4", "--rehearsal-per-step", "4")


@dataclass(frozen=True)
class Reply:
    """What one command line did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout; fails where there is anything else."""
        return json.loads(self.out)


Terminal = Callable[..., Reply]


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a callable that runs `medebiaser -w WORKSPACE …` in this process."""

    def command(workspace: Path, *arguments: str | Path) -> Reply:
        capsys.readouterr()
        status = run(["-w", str(workspace), *map(str, arguments)])
        found = capsys.readouterr()
        return Reply(status, found.out, found.err)

    return command


def quietly(workspace: Path, *arguments: str | Path) -> None:
    """Run a command that must succeed: for fixtures."""
    status = run(["-w", str(workspace), *map(str, arguments)])
    assert status == 0, f"{arguments} ended with {status}"


@contextmanager
def opened(workspace: Path) -> Iterator[Stores]:
    """Open the one project of a workspace."""
    with_projects = open_workspace(workspace)
    try:
        yield with_projects.stores(with_projects.projects.all()[0].name)
    finally:
        with_projects.close()


def import_phantoms(workspace: Path, folder: Path) -> None:
    """Import a folder of phantoms with its reference regions."""
    table = ("--images", folder / "images", "--table", folder / "table.csv")
    quietly(workspace, "import", "table", *table, *PHANTOM_OPTIONS)
    quietly(workspace, "import", "regions", folder / "regions.json")


def positives(stores: Stores, label: str, splits: Sequence[Split]) -> list[Image]:
    """Images that carry a label and have a reference region for it, by row."""
    k = stores.project.labels.index(label)
    drawn = {r.image_id for r in stores.references.all() if r.label == label}
    images = [image for split in splits for image in stores.images.all(split)]
    return [image for image in images if image.labels[k] == 1 and image.id in drawn]


def regions_of(stores: Stores, image_id: str, label: str) -> list[Region]:
    """The reference regions of one image and label."""
    return [r.region for r in stores.references.of(image_id) if r.label == label]


def correct(stores: Stores, label: str = FOCUS, limit: int = 8) -> list[str]:
    """Let the reference regions correct some heatmaps of review, then of train."""
    chosen = positives(stores, label, (Split.REVIEW, Split.TRAIN))[:limit]
    for image in chosen:
        regions = regions_of(stores, image.id, label)
        annotate(
            stores, image.id, label, regions, Verdict.CORRECTED, version=0, author="dr-a"
        )  # fmt: skip
    return [image.id for image in chosen]


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 140 ordinary and 60 shifted phantoms of 64 px."""
    folder = tmp_path_factory.mktemp("phantoms")
    write_phantoms(folder, 140, seed=3, side=64, n_shifted=60)
    return folder


@pytest.fixture(scope="session")
def imported_once(tmp_path_factory: pytest.TempPathFactory, phantoms: Path) -> Path:
    """Return a workspace with the phantoms imported; not to be written to."""
    workspace = tmp_path_factory.mktemp("imported") / "workspace"
    import_phantoms(workspace, phantoms)
    return workspace


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory, imported_once: Path) -> Path:
    """Return a workspace with round 0; not to be written to."""
    workspace = tmp_path_factory.mktemp("trained") / "workspace"
    shutil.copytree(imported_once, workspace)
    quietly(workspace, "train", *TRAIN_OPTIONS)
    return workspace


@pytest.fixture(scope="session")
def tuned_once(tmp_path_factory: pytest.TempPathFactory, trained_once: Path) -> Path:
    """Return a workspace with rounds 0 and 1, and the annotations of round 1; as it is."""
    workspace = tmp_path_factory.mktemp("tuned") / "workspace"
    shutil.copytree(trained_once, workspace)
    with opened(workspace) as stores:
        correct(stores)
    quietly(workspace, "finetune", *FINETUNE_OPTIONS)
    return workspace


@pytest.fixture
def imported(tmp_path: Path, imported_once: Path) -> Path:
    """Return a test's own copy of the imported workspace."""
    return shutil.copytree(imported_once, tmp_path / "workspace")


@pytest.fixture
def trained(tmp_path: Path, trained_once: Path) -> Path:
    """Return a test's own copy of the trained workspace."""
    return shutil.copytree(trained_once, tmp_path / "workspace")


@pytest.fixture
def tuned(tmp_path: Path, tuned_once: Path) -> Path:
    """Return a test's own copy of the fine-tuned workspace."""
    return shutil.copytree(tuned_once, tmp_path / "workspace")
