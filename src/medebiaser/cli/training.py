"""`train`: round 0, and the live session in which it asks physicians."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from medebiaser.cli.importing import say_without_positives
from medebiaser.cli.live import follow, tell_open_list, workers_there
from medebiaser.cli.loop import finish, given, workers
from medebiaser.cli.session import Session, progress_bar, say, session
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, WaitingError
from medebiaser.learning.networks import network_names
from medebiaser.records import Round
from medebiaser.rounds import plotting
from medebiaser.rounds.device import chosen_device
from medebiaser.rounds.importing import assign_splits
from medebiaser.rounds.live_files import answers_of
from medebiaser.rounds.live_parameters import LIVE
from medebiaser.rounds.starting import start_training
from medebiaser.rounds.train import replace_all
from medebiaser.rounds.train import train as train_round

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_DEVICE = Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("train")(train)


def train(
    context: typer.Context,
    architecture: Annotated[
        str | None, typer.Option(help="small, densenet121, … or one of your own [densenet121]")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="name of imported weights")] = None,
    epochs: Annotated[int | None, typer.Option(help="at most [10]")] = None,
    batch_size: Annotated[int | None, typer.Option(help="images a step [16]")] = None,
    image_size: Annotated[int | None, typer.Option(help="side of the input in px [224]")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="[by architecture]")] = None,
    loss: Annotated[str | None, typer.Option(help="bce or asymmetric [bce]")] = None,
    patience: Annotated[int | None, typer.Option(help="epochs without a better score [3]")] = None,
    augment: Annotated[bool | None, typer.Option(help="small shifts and rotations [yes]")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, 32 or bf16 [auto]")] = None,
    seed: Annotated[int | None, typer.Option(help="[0]")] = None,
    device: _DEVICE = None,
    live: Annotated[bool, typer.Option("--live", help="ask physicians after some epochs")] = False,
    answers: Annotated[
        Path | None, typer.Option(help="with --live: answer every list from this file")
    ] = None,
    author: Annotated[
        str, typer.Option(help="who answers where the file names nobody")
    ] = "physician",
    warm_up: Annotated[int | None, typer.Option(help="epochs before the first list [10]")] = None,
    queries: Annotated[int | None, typer.Option(help="how many lists [10]")] = None,
    interval: Annotated[int | None, typer.Option(help="epochs between lists [1]")] = None,
    images: Annotated[int | None, typer.Option(help="images in a list [20]")] = None,
    grid: Annotated[int | None, typer.Option(help="cells on a side [8]")] = None,
    marked: Annotated[int | None, typer.Option(help="highest cells that are marked [10]")] = None,
    sampling: Annotated[
        str | None,
        typer.Option(
            help="entropy, margin, least-confident, wrong-and-confident, dual, … [entropy]"
        ),
    ] = None,
    among: Annotated[
        int | None, typer.Option(help="training images that a list is chosen from [2000]")
    ] = None,
    explainer: Annotated[
        str | None, typer.Option(help="grad-cam, deep-lift, … of the grids [grad-cam]")
    ] = None,
    ask_about: Annotated[
        str | None, typer.Option(help="one label [each image's predicted label]")
    ] = None,
    live_weight: Annotated[float | None, typer.Option(help="λ of the answers [1]")] = None,
    physicians: Annotated[int | None, typer.Option(help="who have to hand a list in [1]")] = None,
    timeout_s: Annotated[
        float | None, typer.Option(help="seconds until training goes on without answers [86400]")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="remove all rounds and train again")
    ] = False,
    plot: Annotated[Path | None, typer.Option(help="training curves, .png or .svg")] = None,
    as_json: _JSON = False,
) -> None:
    """Train round 0; an unfinished training goes on from its last epoch.

    With --live training pauses after some epochs and asks physicians which places should not
    matter. Answers come through the server where one runs (its worker then trains), from a file
    with --answers, or from `live answer FILE`: the command ends, and given again it goes on.
    """
    options = given(
        architecture=architecture,
        weights=weights,
        epochs=epochs,
        batch_size=batch_size,
        image_size=image_size,
        learning_rate=learning_rate,
        loss=loss,
        patience=patience,
        augment=augment,
        precision=precision,
        seed=seed,
    )
    asking = given(
        warm_up=warm_up,
        queries=queries,
        interval=interval,
        images=images,
        grid=grid,
        marked=marked,
        sampling=sampling,
        among=among,
        explainer=explainer,
        label=ask_about,
        weight=live_weight,
        physicians=physicians,
        timeout_s=timeout_s,
    )
    _refuse_without_live(live, asking, answers)
    if live:
        options[LIVE] = asking
    current = session(context)
    plotting.refuse_unwritable(plot)
    with current.workspace() as opened:
        stores = current.stores_in(opened)
        if replace:
            replace_all(stores)
        _assign_missing_splits(stores, seed or 0)
        if live and answers is None and workers_there(opened):
            trained: Round | None = follow(opened, stores, start_training(opened, stores, options))
        else:
            trained = _train_here(current, stores, options, device, answers, author, as_json)
        if trained is not None:
            _tell_scratch(trained)
            finish(stores, trained, plot, as_json)


def _refuse_without_live(live: bool, asking: Mapping[str, Any], answers: Path | None) -> None:
    if not live and (asking or answers is not None):
        named = [*asking, *(["answers"] if answers is not None else [])]
        raise InvalidInputError(
            f"{', '.join(named)} belong to a live session; add --live, or leave them out"
        )


def _assign_missing_splits(stores: Stores, seed: int) -> None:
    if any(image.split is None for image in stores.images.all()):
        done = assign_splits(stores, seed=seed)
        say(f"{done.assigned} images got a split; `medebiaser split` shows them")
        say_without_positives(done)


def _train_here(
    current: Session,
    stores: Stores,
    options: Mapping[str, Any],
    device: str | None,
    answers: Path | None,
    author: str,
    as_json: bool,
) -> Round | None:
    """Train in this process; None where it stopped to ask."""
    try:
        with progress_bar() as report:
            return train_round(
                stores,
                options,
                device=chosen_device(device or current.settings.device),
                workers=workers(current),
                report=report,
                answer=None if answers is None else answers_of(stores, answers, author=author),
            )
    except WaitingError as waiting:
        say(f"{waiting}: look with `medebiaser live show --json`, say what should not matter with")
        say("`medebiaser live answer FILE`, and go on with `medebiaser train`")
        tell_open_list(stores, 0, as_json=as_json)
        return None


def _tell_scratch(trained: Round) -> None:
    built_in = trained.settings["architecture"] in network_names()
    if built_in and trained.settings["architecture"] != "small" and not trained.settings["weights"]:
        say(
            "note: no pretrained weights were named; with few images a large network from random "
            "numbers learns little (`medebiaser weights import FILE`)"
        )
