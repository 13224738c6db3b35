"""The whole loop on phantoms, with the true regions playing the physician."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from medebiaser.data.importers.regions import import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.phantoms import SHORTCUT_LABEL, write_phantoms
from medebiaser.data.stores import Stores, Workspace
from medebiaser.plots.overlays import Tile
from medebiaser.plots.report import Comparison, Table, report_page
from medebiaser.records import Report, Round, Split
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.importing import import_table
from medebiaser.rounds.plotting import tiles_of
from medebiaser.rounds.train import train
from medebiaser.study.physician import correct

PROJECT = "phantoms"
AUTHOR = "true regions"
_CUE = "marker"
_SHOWN = 12
_CHANGED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSettings:
    """How large the demo is.

    Attributes:
        images: ordinary phantoms, in which the marker goes with the rare label.
        shifted: phantoms of the test set, in which it goes with nothing.
        shortcut: P(marker | rare label) in the ordinary phantoms.
        side: of the phantoms and of the network's input, in px.
        corrections: heatmaps that the true regions correct.
    """

    images: int = 2400
    shifted: int = 600
    shortcut: float = 0.95
    side: int = 128
    epochs: int = 5
    steps: int = 250
    corrections: int = 60
    seed: int = 0


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """What the demo did.

    Attributes:
        before, after: documents of `evaluate` on the shifted test set.
        changed: the receipt of round 1.
        page: the HTML page with the heatmaps before and after.
    """

    stores: Stores
    corrected: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changed: Mapping[str, Any]
    page: Path


def run_demo(
    workspace: Workspace,
    settings: DemoSettings,
    page: Path,
    *,
    device: str,
    workers: int,
    report: Report,
) -> DemoOutcome:
    """Draw, import, train, correct, fine-tune and compare; a second run does what is missing."""
    stores = _phantom_project(workspace, settings, workers, report)
    first = train(
        stores,
        {
            "architecture": "small",
            "image_size": settings.side,
            "epochs": settings.epochs,
            "patience": settings.epochs,
            "seed": settings.seed,
        },
        device=device,
        workers=workers,
        report=report,
    )
    corrected = _corrections(stores, first, settings)
    second = fine_tune(
        stores,
        {"focus": (SHORTCUT_LABEL,), "steps": settings.steps, "seed": settings.seed},
        parent=first.number,
        device=device,
        workers=workers,
        report=report,
    )
    before, after = first.metrics["test"], second.metrics["test"]
    changed = second.receipt or {}
    page.write_text(_page(stores, first, second, before, after, changed), encoding="utf-8")
    return DemoOutcome(stores, corrected, before, after, changed, page)


def _phantom_project(
    workspace: Workspace, settings: DemoSettings, workers: int, report: Report
) -> Stores:
    names = [project.name for project in workspace.projects.all()]
    folder = workspace.root / "phantoms"
    if not (folder / "regions.json").exists():
        write_phantoms(
            folder,
            settings.images,
            seed=settings.seed,
            side=settings.side,
            shortcut=settings.shortcut,
            n_shifted=settings.shifted,
        )
    if PROJECT in names and workspace.stores(PROJECT).rounds.all():
        return workspace.stores(PROJECT)
    table = read_table(folder / "table.csv", PHANTOM_TABLE)
    stores, _ = import_table(
        workspace,
        PROJECT,
        table,
        folder / "images",
        cue_columns=(_CUE,),
        workers=workers,
        report=report,
    )
    import_regions(stores, folder / "regions.json")
    return stores


PHANTOM_TABLE = TableOptions(
    image_column="image",
    labels_column="labels",
    patient_column="patient",
    age_column="age",
    sex_column="sex",
    view_column="view",
    split_column="split",
    cue_columns=(_CUE,),
)


def _corrections(stores: Stores, first: Round, settings: DemoSettings) -> int:
    """Let the true regions correct the rare label's positives of review, then of train."""
    done = [annotation for annotation in stores.annotations.all() if annotation.author == AUTHOR]
    if done:
        return len(done)
    return correct(
        stores,
        first,
        SHORTCUT_LABEL,
        splits=(Split.REVIEW, Split.TRAIN),
        limit=settings.corrections,
        author=AUTHOR,
        seed=settings.seed,
    )


def worst_group(document: Mapping[str, Any]) -> float | None:
    """AUC of the rare label's positives without the marker against negatives with it."""
    figures = document["groups"].get(_CUE, {}).get(SHORTCUT_LABEL)
    return None if figures is None else figures["worst_group_auc"]


def _page(
    stores: Stores,
    first: Round,
    second: Round,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    changed: Mapping[str, Any],
) -> str:
    return report_page(
        "What one round of corrections changed",
        summary(before, after),
        [_figures(before, after)],
        [
            *_comparisons(stores, first, second, _test_pairs(stores), annotated=False),
            *_comparisons(
                stores,
                first,
                second,
                [(c["image_id"], c["label"]) for c in changed["corrections"][:_CHANGED]],
                annotated=True,
            ),
        ],
    )


def summary(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Say in words what changed for the rare label and for the others."""
    rare = [document["labels"][SHORTCUT_LABEL]["auc"] for document in (before, after)]
    worst = [worst_group(document) for document in (before, after)]
    pointing = [_pointing(document) for document in (before, after)]
    others = [other_labels_auc(document) for document in (before, after)]
    return [
        f"In training a marker goes with the rare label {SHORTCUT_LABEL}; in the test set it "
        "goes with nothing, so a network that reads the marker fails there.",
        f"AUC of {SHORTCUT_LABEL} on the shifted test set: {_arrow(rare)}.",
        f"Positives without the marker against negatives with it: AUC {_arrow(worst)}.",
        f"Where {SHORTCUT_LABEL}'s heatmap has evidence, its peak lies inside the true region: "
        f"{_arrow(pointing)}.",
        f"Mean AUC of the labels nobody worked on: {_arrow(others)}.",
    ]


def _pointing(document: Mapping[str, Any]) -> float | None:
    by_label = document["reliance"].get("attention", {}).get("labels", {})
    pointing: float | None = by_label.get(SHORTCUT_LABEL, {}).get("pointing")
    return pointing


def other_labels_auc(document: Mapping[str, Any]) -> float | None:
    """Mean AUC of the labels that were not worked on."""
    known = [
        label["auc"]
        for name, label in document["labels"].items()
        if name != SHORTCUT_LABEL and label["auc"] is not None
    ]
    return sum(known) / len(known) if known else None


def _arrow(values: list[float | None]) -> str:
    return " → ".join("not enough cases" if v is None else f"{v:.3f}" for v in values)


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Table:
    rows = [
        (
            name,
            str(label["positives"]),
            _with_interval(before["labels"][name]),
            _with_interval(label),
        )
        for name, label in after["labels"].items()
    ]
    return Table(
        "Figures on the shifted test set",
        "ROC AUC with 95 % intervals from a bootstrap over patients.",
        ("label", "positives", "before", "after"),
        tuple(rows),
    )


def _with_interval(label: Mapping[str, Any]) -> str:
    if label["auc"] is None:
        return "not enough cases"
    low, high = label["auc_ci"]
    return f"{label['auc']:.3f} ({low:.3f}–{high:.3f})"


def _test_pairs(stores: Stores) -> list[tuple[str, str]]:
    """Test images of the rare label with a true region: nobody drew on these."""
    regions = {r.image_id for r in stores.references.all() if r.label == SHORTCUT_LABEL}
    images = [image.id for image in stores.images.all(Split.TEST) if image.id in regions]
    return [(image_id, SHORTCUT_LABEL) for image_id in images[:_SHOWN]]


def _comparisons(
    stores: Stores,
    first: Round,
    second: Round,
    pairs: list[tuple[str, str]],
    *,
    annotated: bool,
) -> list[Comparison]:
    if not pairs:
        return []
    regions = [
        [r.region for r in stores.references.of(image_id) if r.label == label]
        for image_id, label in pairs
    ]
    before = tiles_of(stores, first, pairs, regions)
    after = tiles_of(stores, second, pairs, regions)
    return [
        Comparison(
            f"{image_id} · {label}",
            _with_probability_alone(old),
            _with_probability_alone(new),
            "blue outline: the true region",
            annotated=annotated,
        )
        for (image_id, label), old, new in zip(pairs, before, after, strict=True)
    ]


def _with_probability_alone(tile: Tile) -> Tile:
    return replace(tile, caption=tile.caption.rpartition("  ")[2])
