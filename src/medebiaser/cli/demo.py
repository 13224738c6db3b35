"""The demo: the whole loop on phantoms, then the server to look at it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from medebiaser.cli.serving import run_server
from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.cli.tables import print_distribution
from medebiaser.cli.users import say_first_admin
from medebiaser.learning import label_statistics
from medebiaser.rounds.device import chosen_device
from medebiaser.study.demo import DemoSettings, run_demo, summary

_DEFAULTS = DemoSettings()


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    images: Annotated[int, typer.Option(min=200, help="phantoms")] = _DEFAULTS.images,
    shifted: Annotated[int, typer.Option(min=50, help="test phantoms")] = _DEFAULTS.shifted,
    shortcut: Annotated[
        float, typer.Option(min=0, max=1, help="share of the rare label's images with the marker")
    ] = _DEFAULTS.shortcut,
    epochs: Annotated[
        int, typer.Option(min=1, help="of the preliminary training")
    ] = _DEFAULTS.epochs,
    steps: Annotated[int, typer.Option(min=1, help="of fine-tuning")] = _DEFAULTS.steps,
    corrections: Annotated[
        int, typer.Option(min=1, help="heatmaps that are corrected")
    ] = _DEFAULTS.corrections,
    seed: Annotated[int, typer.Option(help="decides every draw")] = 0,
    page: Annotated[Path | None, typer.Option(help="default: WORKSPACE/what-changed.html")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")] = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="end here instead of serving what was made")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="one JSON document on stdout; serves nothing")
    ] = False,
) -> None:
    """Draw phantoms with a shortcut, train, let the true regions correct, compare, and serve."""
    current = session(context)
    settings = DemoSettings(
        images=images,
        shifted=shifted,
        shortcut=shortcut,
        epochs=epochs,
        steps=steps,
        corrections=corrections,
        seed=seed,
    )
    with current.workspace(create=True) as opened, progress_bar() as report:
        done = run_demo(
            opened,
            settings,
            page or opened.root / "what-changed.html",
            device=chosen_device(device or current.settings.device),
            workers=current.settings.workers or 2,
            report=report,
        )
        stores = done.stores
        document = label_statistics.document(
            stores.images.labels(), stores.project.labels, stores.images.patients()
        )
        say(f"workspace {opened.root}, project {stores.project.name}")
        say_first_admin(opened)
    if as_json:
        reply(
            {
                "corrected": done.corrected,
                "before": done.before,
                "after": done.after,
                "receipt": done.changed,
                "page": done.page,
            }
        )
        return
    console = Console()
    print_distribution(console, document)
    console.print()
    console.print(f"{done.corrected} heatmaps were corrected with their true regions; then:")
    for line in summary(done.before, done.after):
        console.print(f"  {line}", soft_wrap=True)
    console.print(f"heatmaps before and after: {done.page}", soft_wrap=True)
    console.print(
        f"look further: medebiaser -w {current.settings.workspace} evaluate", soft_wrap=True
    )
    if not no_serve:
        run_server(current.settings)
