"""`study`: the experiments that compare ways of fine-tuning on data whose truth is known."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from medebiaser.cli.importing import names
from medebiaser.cli.session import Session, progress_bar, reply, say, session
from medebiaser.data.stores import Stores, Workspace
from medebiaser.rounds.device import chosen_device
from medebiaser.study.bench import Place
from medebiaser.study.experiments import EXPERIMENTS
from medebiaser.study.hands import HANDS
from medebiaser.study.options import StudyOptions
from medebiaser.study.planting_step import PLANT, plant
from medebiaser.study.reporting import study_document, write_report
from medebiaser.study.running import StudyOutcome, run_study
from medebiaser.study.sources import KINDS, SHORTCUTS, DataOptions

_DATA, _STUDY = DataOptions(), StudyOptions()
_HANDS = ", ".join(HANDS)
_CHOICES = ", ".join((*EXPERIMENTS, PLANT))


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("study")(study)


def study(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=f"one of {_CHOICES}")],
    seeds: Annotated[int, typer.Option(min=1, help="how many")] = 5,
    first_seed: Annotated[int, typer.Option(min=0, help="they count up from here")] = 1,
    methods: Annotated[str, typer.Option(help="only these, by commas [all]")] = "",
    data: Annotated[str, typer.Option(help=", ".join(KINDS))] = _DATA.kind,
    shortcut: Annotated[str, typer.Option(help=", ".join(SHORTCUTS))] = _DATA.shortcut,
    label: Annotated[str | None, typer.Option(help="label in focus [the phantoms' own]")] = None,
    marker: Annotated[str, typer.Option(help="corner, or inside the chest")] = _DATA.marker,
    lesions: Annotated[
        bool, typer.Option("--lesions", help="draw phantom findings onto a project's images")
    ] = False,
    copies: Annotated[
        int, typer.Option(min=1, help="images that each background gives, with --lesions")
    ] = _DATA.copies,
    contrast: Annotated[
        float, typer.Option(help="of the label in focus's drawn findings; below 1 fainter")
    ] = _DATA.contrast,
    folds: Annotated[int, typer.Option(min=2, help="a project's patients")] = _DATA.folds,
    images: Annotated[int, typer.Option(min=1, help="to train on, at most")] = _DATA.images,
    test_images: Annotated[int, typer.Option(min=1, help="phantoms")] = _DATA.test_images,
    side: Annotated[int, typer.Option(min=32, help="of the images in px")] = _DATA.side,
    architecture: Annotated[str, typer.Option(help="a network's name")] = _STUDY.architecture,
    weights: Annotated[str | None, typer.Option(help="name of imported weights")] = None,
    epochs: Annotated[int, typer.Option(min=1, help="of the preliminary training")] = _STUDY.epochs,
    steps: Annotated[int, typer.Option(min=1, help="of every fine-tuning")] = _STUDY.steps,
    precision: Annotated[str, typer.Option(help="auto, 32 or bf16")] = _STUDY.precision,
    annotations: Annotated[
        int, typer.Option(min=1, help="at most, for every fine-tuning")
    ] = _STUDY.annotations,
    hand: Annotated[str, typer.Option(help=f"the simulated physician's: {_HANDS}")] = _STUDY.hand,
    slip: Annotated[
        float, typer.Option(min=0, help="how far the hand errs, as a share of the side")
    ] = _STUDY.slip,
    budget_s: Annotated[
        float | None, typer.Option(min=1, help="seconds after which the physician gives up")
    ] = None,
    into: Annotated[str, typer.Option(help="plant: name of the new project")] = "planted",
    folder: Annotated[Path | None, typer.Option(help="where it is kept [WORKSPACE/study]")] = None,
    report: Annotated[Path | None, typer.Option(help="folder for the HTML page")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Compare ways of fine-tuning on data whose truth is known; goes on where it was stopped.

    `plant` only makes the data: a new project whose images carry a marker.
    """
    given = locals()
    current = session(context)
    options = _options(given)
    with current.workspace(create=True) as opened, progress_bar() as shown:
        place = Place(
            folder=(folder or opened.root / "study").absolute(),
            workspace=opened,
            source=_source(current, opened, options.data, planting=name == PLANT),
            device=chosen_device(device or current.settings.device),
            workers=current.settings.workers or 2,
            report=shown,
        )
        if name == PLANT:
            _say_planted(plant(place, options.data, into, seed=first_seed), into, as_json=as_json)
            return
        outcome = run_study(
            name,
            options,
            place,
            seeds=range(first_seed, first_seed + seeds),
            methods=names(methods),
        )
        if report is not None:
            say(f"wrote {write_report(outcome, report, _command())}")
    if as_json:
        reply(study_document(outcome))
    else:
        _print(Console(), outcome)


def _options(given: Mapping[str, Any]) -> StudyOptions:
    """Gather the options by their names; `plant` and a project's own images imply their data."""
    kind = "planted" if given["name"] == PLANT else given["data"]
    of_data = {each.name: given[each.name] for each in fields(DataOptions) if each.name != "kind"}
    of_study = {each.name: given[each.name] for each in fields(StudyOptions) if each.name != "data"}
    return StudyOptions(data=DataOptions(kind=kind, **of_data), **of_study)


def _source(
    current: Session, opened: Workspace, data: DataOptions, *, planting: bool
) -> Stores | None:
    """The project whose images are used; phantoms need none."""
    return current.stores_in(opened) if planting or data.kind != "phantoms" else None


def _command() -> str:
    return "medebiaser " + " ".join(shlex.quote(word) for word in sys.argv[1:])


def _say_planted(counts: Mapping[str, Any], into: str, *, as_json: bool) -> None:
    if as_json:
        reply(counts)
        return
    say(
        f"project {into}: {counts['images']} images, the marker on {counts['marked']}; "
        f"{counts['test_pairs']} test images stand there with and without it"
    )


def _print(console: Console, outcome: StudyOutcome) -> None:
    document = study_document(outcome)
    shown = [
        name
        for name in outcome.experiment.shown
        if any(name in figures for figures in document["summary"].values())
    ]
    table = Table(title=f"{outcome.experiment.name}: means over {len(outcome.seeds)} seeds")
    table.add_column("method")
    for name in shown:
        table.add_column(outcome.experiment.shown[name], justify="right")
    for method, figures in document["summary"].items():
        cells = [_cell(figures.get(name)) for name in shown]
        table.add_row(method, *cells)
    console.print(table)
    for limit in document["limits"]:
        console.print(f"Limit of this evidence: {limit}", soft_wrap=True)


def _cell(spread: Mapping[str, Any] | None) -> str:
    if spread is None:
        return "–"
    return f"{spread['mean']:.3f}" + (f" ± {spread['sd']:.3f}" if spread["sd"] is not None else "")
