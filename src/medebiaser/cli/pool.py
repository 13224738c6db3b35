"""`pool`: images without labels, asked for in batches, labelled, and drawn as a curve."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from medebiaser.cli.loop import finish, given, workers
from medebiaser.cli.rendering import print_rounds
from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.cli.tables import interval, print_rows
from medebiaser.data.importers.answer_files import read_labels
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.errors import InvalidInputError
from medebiaser.learning.acquisition import ENTROPY_WEIGHT
from medebiaser.records import Split
from medebiaser.rounds import pool
from medebiaser.rounds.chosen import chosen_round
from medebiaser.rounds.continuing import continue_training
from medebiaser.rounds.device import chosen_device

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_DEVICE = Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")]
_ROUND = Annotated[int | None, typer.Option("--round", help="default: the current round")]
pool_app = typer.Typer(help="Images without labels: active learning.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(pool_app, name="pool")


@pool_app.command("add")
def add(
    context: typer.Context,
    images: Annotated[Path | None, typer.Option(help="folder with the images")] = None,
    table: Annotated[Path | None, typer.Option(help="what is known; its labels are hidden")] = None,
    image_column: Annotated[str | None, typer.Option(help="path below the folder")] = None,
    labels_column: Annotated[str | None, typer.Option(help="labels found")] = None,
    separator: Annotated[str, typer.Option(help="between labels")] = "|",
    patient_column: Annotated[str | None, typer.Option(help="patient")] = None,
    hide_share: Annotated[
        float | None, typer.Option(help="instead: hide this share of the training patients")
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="refer to the files")] = False,
    seed: Annotated[int, typer.Option(help="of the share")] = 0,
    as_json: _JSON = False,
) -> None:
    """Put images without labels into the pool, or hide the labels of training images."""
    if (images is None) == (hide_share is None):
        raise InvalidInputError("give either --images, or --hide-share")
    current = session(context)
    with current.stores() as stores:
        if images is None:
            filled = pool.hide_share(stores, hide_share or 0.0, seed=seed)
        else:
            options = TableOptions(
                image_column=image_column,
                labels_column=labels_column,
                separator=separator,
                patient_column=patient_column,
            )
            found = None if table is None else read_table(table, options)
            with progress_bar() as report:
                filled = pool.fill(
                    stores, images, found,
                    in_place=in_place, workers=current.settings.workers, report=report,
                )  # fmt: skip
        document = {**pool.filled_document(filled), **pool.pool_document(stores)}
    if as_json:
        reply(document)
    else:
        say(f"{filled.added} images came into the pool, which now has {document['pool']}")
        _tell_strange(document)


@pool_app.command("next")
def following(
    context: typer.Context,
    batch: Annotated[int, typer.Option(min=1, help="how many images")] = 30,
    by: Annotated[
        str, typer.Option(help="dual, entropy, misalignment, random, triage, or any ranking")
    ] = "dual",
    entropy_weight: Annotated[
        float, typer.Option(min=0, max=1, help="with dual; the rest is misalignment")
    ] = ENTROPY_WEIGHT,
    round_number: _ROUND = None,
    device: _DEVICE = None,
    as_json: _JSON = False,
) -> None:
    """Say which images of the pool are worth labelling next, and why."""
    current = session(context)
    with current.stores() as stores, progress_bar() as report:
        found = pool.next_batch(
            stores,
            chosen_round(stores, round_number),
            count=batch,
            by=by,
            entropy_weight=entropy_weight,
            device=chosen_device(device or current.settings.device),
            report=report,
        )
    if as_json:
        reply(pool.proposed_document(found))
        return
    rows = [
        (each.image_id, f"{each.score:.3f}", each.label, f"{each.probability:.2f}", each.reason)
        for each in found
    ]
    print_rows(Console(), ("image", "score", "predicted", "p", "why"), rows)
    if not rows:
        say("the pool is empty; fill it with `medebiaser pool add`")


@pool_app.command("label")
def label(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help='[{"image_id", "labels", "regions"}]')],
    author: Annotated[str, typer.Option(help="of entries that name nobody")] = "physician",
    as_json: _JSON = False,
) -> None:
    """Give images of the pool their labels and regions; they join train."""
    with session(context).stores() as stores:
        entries = read_labels(file, stores.project.labels)
        joined = pool.label_images(stores, entries, author=author)
        document = {"joined": joined, **pool.pool_document(stores)}
    if as_json:
        reply(document)
    else:
        say(
            f"{joined} of {len(entries)} images joined train; the pool has {document['pool']} "
            "left; go on with `medebiaser pool train`"
        )


@pool_app.command("train")
def train(
    context: typer.Context,
    epochs: Annotated[int | None, typer.Option(help="at most [5]")] = None,
    batch_size: Annotated[int | None, typer.Option(help="images a step [16]")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="[that of round 0]")] = None,
    attention: Annotated[
        str | None, typer.Option(help="dice, energy, map-bce, mse or none, on regions [dice]")
    ] = None,
    weight: Annotated[float | None, typer.Option(help="of the attention loss [by loss]")] = None,
    patience: Annotated[int | None, typer.Option(help="epochs without a better score [3]")] = None,
    augment: Annotated[bool | None, typer.Option(help="small shifts and rotations [yes]")] = None,
    seed: Annotated[int | None, typer.Option(help="[0]")] = None,
    device: _DEVICE = None,
    as_json: _JSON = False,
) -> None:
    """Train the current round on, on all labels and regions so far."""
    options = given(
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        attention=attention,
        attention_weight=weight,
        patience=patience,
        augment=augment,
        seed=seed,
    )
    current = session(context)
    with current.stores() as stores:
        with progress_bar() as report:
            made = continue_training(
                stores,
                options,
                device=chosen_device(device or current.settings.device),
                workers=workers(current),
                report=report,
            )
        if as_json:
            finish(stores, made, None, as_json)
        else:
            print_rounds(Console(), [made], stores.refresh().current_round)


@pool_app.command("curve")
def curve(
    context: typer.Context,
    metric: Annotated[str, typer.Option(help="auc, pr_auc, sensitivity, …")] = "auc",
    label_name: Annotated[
        str | None, typer.Option("--label", help="default: the mean over labels")
    ] = None,
    split: Annotated[Split, typer.Option(help="the test set")] = Split.TEST,
    device: _DEVICE = None,
    as_json: _JSON = False,
) -> None:
    """Show a figure against the number of labelled images, with its 95 % interval."""
    current = session(context)
    with current.stores() as stores, progress_bar() as report:
        points = pool.curve(
            stores,
            metric=metric,
            label=label_name,
            split=split,
            device=chosen_device(device or current.settings.device),
            report=report,
        )
    if as_json:
        reply(points)
    else:
        _print_curve(points)


def _print_curve(points: Sequence[dict[str, Any]]) -> None:
    rows = [
        (
            str(point["training_images"]),
            str(point["round"]),
            interval(point["value"], point["interval"]),
        )
        for point in points
    ]
    title = f"{points[0]['metric']} of {points[0]['label'] or 'all labels'}" if points else ""
    print_rows(Console(), ("labelled images", "round", "figure"), rows, title=title)


def _tell_strange(document: dict[str, Any]) -> None:
    if document["elsewhere"]:
        say(f"note: {document['elsewhere']} joined the split of their patient instead")
    for file, reason in document["refused"][:5]:
        say(f"note: {file} was refused: {reason}")
