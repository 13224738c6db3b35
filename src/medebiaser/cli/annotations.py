"""Physicians' annotations to and from files."""

from pathlib import Path
from typing import Annotated

import typer

from medebiaser.cli.session import reply, say, session
from medebiaser.data.exporters.annotations import AnnotationFormat, export_annotations
from medebiaser.rounds.annotations_file import import_annotations

_FORMAT = Annotated[
    AnnotationFormat | None,
    typer.Option("--format", help="medebiaser, coco or labelme; told by the content"),
]
_SHOWN = 10
annotations_app = typer.Typer(help="Physicians' annotations.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(annotations_app, name="annotations")


@annotations_app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="the file; with labelme a folder")],
    annotation_format: Annotated[
        AnnotationFormat,
        typer.Option("--format", help="medebiaser keeps everything; coco and labelme keep regions"),
    ] = AnnotationFormat.OWN,
) -> None:
    """Write all annotations; our own format comes back exactly."""
    with session(context).stores() as stores:
        done = export_annotations(stores, file, annotation_format)
    say(f"{done.annotations} annotations written to {file}")
    for note in done.notes:
        say(f"note: {note}")


@annotations_app.command("accept")
def accept_heatmaps(
    context: typer.Context,
    images: Annotated[list[str], typer.Argument(help="ids of one or more images")],
    label: Annotated[str, typer.Option(help="whose heatmap is right")],
    author: Annotated[str, typer.Option(help="who says so")] = "physician",
    round_number: Annotated[
        int | None, typer.Option("--round", help="whose heatmap; default: the current round")
    ] = None,
) -> None:
    """Accept heatmaps as they are: their outlines become regions."""
    from medebiaser.rounds.accept import accept
    from medebiaser.rounds.chosen import chosen_round

    with session(context).stores() as stores:
        shown = chosen_round(stores, round_number)
        with stores.transaction():
            for image_id in images:
                accept(stores, shown, image_id, label, author=author)
    say(f"{len(images)} heatmaps of {label} accepted; the next round learns from them")


@annotations_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="our own JSON, COCO, LabelMe or a folder of it")],
    author: Annotated[str, typer.Option(help="whoever drew what names no author")] = "physician",
    annotation_format: _FORMAT = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Save annotations drawn elsewhere; what the rules forbid is listed, the rest is saved."""
    with session(context).stores() as stores:
        done = import_annotations(stores, file, author=author, annotation_format=annotation_format)
    say(f"{done.saved} annotations saved, {done.unchanged} were there already")
    for note in done.notes:
        say(f"note: {note}")
    for image_id, label, reason in done.refused[:_SHOWN]:
        say(f"refused: {image_id} {label}: {reason}")
    if len(done.refused) > _SHOWN:
        say(f"… and {len(done.refused) - _SHOWN} more refused; --json lists all")
    if as_json:
        reply(
            {
                "saved": done.saved,
                "unchanged": done.unchanged,
                "refused": [
                    {"image_id": image_id, "label": label, "reason": reason}
                    for image_id, label, reason in done.refused
                ],
                "notes": done.notes,
            }
        )
