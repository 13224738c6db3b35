"""The loop: rank, fine-tune, evaluate, and the rounds so far."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from medebiaser.cli.importing import names
from medebiaser.cli.rendering import print_evaluation, print_ranked, print_round, print_rounds
from medebiaser.cli.session import Session, progress_bar, reply, say, session
from medebiaser.data.stores import Stores
from medebiaser.learning.ranking import DEFAULT_RANKING
from medebiaser.records import Round, Split
from medebiaser.rounds import plotting, pools, snapshot
from medebiaser.rounds.chosen import chosen_round
from medebiaser.rounds.device import chosen_device
from medebiaser.rounds.documents import round_document
from medebiaser.rounds.evaluate import evaluate as evaluate_round
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.rank import ranked
from medebiaser.rounds.remove import remove_round
from medebiaser.rounds.states import is_finished

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_DEVICE = Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")]
_ROUND = Annotated[int | None, typer.Option("--round", help="default: the current round")]
_NAMED = 5
rounds_app = typer.Typer(help="The rounds so far.", invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("rank")(rank)
    app.command("finetune")(finetune)
    app.command("evaluate")(evaluate)
    app.add_typer(rounds_app, name="rounds")


def finetune(
    context: typer.Context,
    attention: Annotated[
        str | None,
        typer.Option(help="dice, energy, map-bce, mse, input-gradient or none [dice]"),
    ] = None,
    weight: Annotated[float | None, typer.Option(help="of the attention loss [by loss]")] = None,
    swap: Annotated[bool | None, typer.Option(help="region swap [yes]")] = None,
    blend: Annotated[str | None, typer.Option(help="feather or membrane [feather]")] = None,
    distillation: Annotated[float | None, typer.Option(help="[3]")] = None,
    scope: Annotated[
        str | None, typer.Option(help="full (a preview first), or last-block alone [full]")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview/--no-preview", help="before a full round [yes]")
    ] = True,
    focus: Annotated[str, typer.Option(help="labels to work on, by commas [all annotated]")] = "",
    steps: Annotated[int | None, typer.Option(help="[250]")] = None,
    annotated_per_step: Annotated[int | None, typer.Option(help="[24]")] = None,
    rehearsal_per_step: Annotated[int | None, typer.Option(help="[24]")] = None,
    accumulate: Annotated[
        int | None, typer.Option(help="parts of a step, where memory is short [1]")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="[by architecture]")] = None,
    augment: Annotated[bool | None, typer.Option(help="small shifts and rotations [yes]")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, 32 or bf16 [auto]")] = None,
    parent: Annotated[int | None, typer.Option(help="round to start from [current]")] = None,
    seed: Annotated[int | None, typer.Option(help="[0]")] = None,
    device: _DEVICE = None,
    plot: Annotated[Path | None, typer.Option(help="training curves, .png or .svg")] = None,
    as_json: _JSON = False,
) -> None:
    """Fine-tune on the annotations so far; an unfinished round goes on."""
    options = given(
        attention=attention,
        attention_weight=weight,
        swap=swap,
        blend=blend,
        distillation=distillation,
        scope=scope,
        focus=names(focus) or None,
        steps=steps,
        annotated_per_step=annotated_per_step,
        rehearsal_per_step=rehearsal_per_step,
        accumulate=accumulate,
        learning_rate=learning_rate,
        augment=augment,
        precision=precision,
        seed=seed,
    )
    current = session(context)
    plotting.refuse_unwritable(plot)
    with current.stores() as stores:
        _tell_annotations(stores)
        finished = {r.number for r in stores.rounds.all() if is_finished(r)}
        with progress_bar() as report:
            tuned = fine_tune(
                stores,
                options,
                parent=parent,
                preview=preview,
                device=chosen_device(device or current.settings.device),
                workers=workers(current),
                report=report,
            )
        if tuned.number in finished:
            say(
                f"nothing to do: round {tuned.number} was made from these annotations and "
                "parameters; annotate more, or change a parameter"
            )
        finish(stores, tuned, plot, as_json)


def rank(
    context: typer.Context,
    label: Annotated[str, typer.Option(help="whose images")],
    by: Annotated[str, typer.Option(help="a ranking's name")] = DEFAULT_RANKING,
    round_number: _ROUND = None,
    split: Annotated[Split, typer.Option(help="review, or train")] = Split.REVIEW,
    limit: Annotated[int | None, typer.Option(min=1, help="at most so many")] = None,
    like: Annotated[str | None, typer.Option(help="with --by similar: an image's id")] = None,
    plot: Annotated[Path | None, typer.Option(help="the images with heatmaps, .png/.svg")] = None,
    device: _DEVICE = None,
    as_json: _JSON = False,
) -> None:
    """Order a label's images so that those that deserve a minute come first, and say why."""
    current = session(context)
    plotting.refuse_unwritable(plot)
    with current.stores() as stores, progress_bar() as report:
        shown = chosen_round(stores, round_number)
        found = ranked(
            stores,
            shown,
            label,
            by,
            split=split,
            limit=limit,
            similar_to=like,
            device=chosen_device(device or current.settings.device),
            report=report,
        )
        if plot is not None:
            plotting.plot_ranked(stores, shown, found, plot)
            say(f"wrote {plot}")
    if as_json:
        reply([asdict(image) for image in found])
    else:
        print_ranked(Console(), found)


def evaluate(
    context: typer.Context,
    round_number: _ROUND = None,
    split: Annotated[Split, typer.Option(help="test, tune or review")] = Split.TEST,
    plot: Annotated[Path | None, typer.Option(help="calibration, .png or .svg")] = None,
    device: _DEVICE = None,
    as_json: _JSON = False,
) -> None:
    """Show a round's figures with 95 % intervals, its reliance, and its groups."""
    current = session(context)
    plotting.refuse_unwritable(plot)
    with current.stores() as stores, progress_bar() as report:
        shown = chosen_round(stores, round_number)
        document = evaluate_round(
            stores,
            shown.number,
            split=split,
            device=chosen_device(device or current.settings.device),
            report=report,
        )
        if plot is not None:
            plotting.plot_calibration(stores, shown, split, plot)
            say(f"wrote {plot}")
    if as_json:
        reply(document)
    else:
        print_evaluation(Console(), document)


@rounds_app.callback()
def rounds(context: typer.Context, as_json: _JSON = False) -> None:
    """List the rounds; `rounds show N`, `rounds remove N`."""
    if context.invoked_subcommand is not None:
        return
    with session(context).stores() as stores:
        found, current = stores.rounds.all(), stores.project.current_round
    if as_json:
        reply([round_document(each, current) for each in found])
    else:
        print_rounds(Console(), found, current)


@rounds_app.command("show")
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument()],
    plot: Annotated[Path | None, typer.Option(help="training curves, .png or .svg")] = None,
    as_json: _JSON = False,
) -> None:
    """Show one round and what it changed."""
    with session(context).stores() as stores:
        finish(stores, stores.rounds.get(number), plot, as_json)


@rounds_app.command("remove")
def remove(context: typer.Context, number: Annotated[int, typer.Argument()]) -> None:
    """Remove a round with its weights and arrays; annotations stay."""
    with session(context).stores() as stores:
        remove_round(stores, number)
    say(f"round {number} is removed")


def given(**options: Any) -> dict[str, Any]:
    """Return the options that a person named."""
    return {name: value for name, value in options.items() if value is not None}


def workers(current: Session) -> int:
    """Return how many threads decode images."""
    return current.settings.workers or 2


def finish(stores: Stores, done: Round, plot: Path | None, as_json: bool) -> None:
    """Tell what became of a round: its curves, what is odd about its masks, what it changed."""
    if plot is not None:
        plotting.plot_history(done, plot)
        say(f"wrote {plot}")
    changed = done.receipt
    warnings = mask_warnings_of(stores, done)
    for warning in warnings:
        say(f"note: {warning}")
    document = {
        **round_document(done, stores.refresh().current_round),
        "receipt": changed,
        "mask_warnings": warnings,
    }
    if as_json:
        reply(document)
    else:
        print_round(Console(), done, document)


def mask_warnings_of(stores: Stores, done: Round) -> list[str]:
    """Return what is odd about the masks that a round was fine-tuned on."""
    if done.parent is None or done.snapshot is None:
        return []
    return pools.mask_warnings(stores, snapshot.load(stores, done.snapshot))


def _tell_annotations(stores: Stores) -> None:
    taken = snapshot.take(stores)
    verdicts = [annotation.verdict.value for annotation in taken.annotations]
    images = len({annotation.image_id for annotation in taken.annotations})
    counts = ", ".join(f"{verdicts.count(v)} {v}" for v in dict.fromkeys(sorted(verdicts)))
    say(f"annotations: {counts or 'none'}, on {images} images")
    usable = snapshot.pairs(stores, taken, snapshot.effective_labels(stores, taken))
    if usable.adjudicate:
        first = ", ".join(f"{label} on {image}" for image, label in usable.adjudicate[:_NAMED])
        rest = len(usable.adjudicate) - _NAMED
        say(
            f"note: {len(usable.adjudicate)} pairs wait for adjudication (agreement below IoU .3) "
            f"and train no attention: {first}" + (f" and {rest} more" if rest > 0 else "")
        )
