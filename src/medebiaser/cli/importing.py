"""Images, labels and regions into a project; splits; subsets."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.cli.tables import print_rows
from medebiaser.data.importers.images import ImportReport
from medebiaser.data.importers.label_table import LabelTable, enough_positives, first_names
from medebiaser.data.importers.label_values import Meaning
from medebiaser.data.importers.layouts import read_chexpert, read_folder, read_isic, read_vindr
from medebiaser.data.importers.layouts.vindr import Agreement
from medebiaser.data.importers.region_files.reading import RegionFormat
from medebiaser.data.importers.regions import LabelConflicts, RegionsReport, import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split
from medebiaser.rounds import importing

_SHOWN = 10
_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_IN_PLACE = Annotated[
    bool, typer.Option("--in-place", help="refer to the originals instead of copying them")
]
_MIN_POSITIVES = Annotated[int, typer.Option(min=0, help="drop labels with fewer positives")]
_COLUMN = Annotated[str | None, typer.Option(help="name of the table's column")]
_LIST = Annotated[str, typer.Option(help="names, separated by commas")]
import_app = typer.Typer(help="Images, labels and regions.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(import_app, name="import")
    app.command("split")(split)
    app.command("subset")(subset)


@import_app.command("table")
def table(
    context: typer.Context,
    images: Annotated[Path, typer.Option(help="folder of the images")],
    table: Annotated[Path, typer.Option(help="CSV or TSV, plain or gzip")],
    image_column: _COLUMN = None,
    labels_column: _COLUMN = None,
    separator: Annotated[str, typer.Option(help="between the labels of one cell")] = "|",
    label_columns: _LIST = "",
    patient_column: _COLUMN = None,
    age_column: _COLUMN = None,
    sex_column: _COLUMN = None,
    view_column: _COLUMN = None,
    split_column: _COLUMN = None,
    split_map: Annotated[str, typer.Option(help="train_val=train,test=test")] = "",
    cue_column: Annotated[list[str] | None, typer.Option(help="may be repeated")] = None,
    min_positives: _MIN_POSITIVES = 0,
    in_place: _IN_PLACE = False,
    as_json: _JSON = False,
) -> None:
    """Import images and labels that any table names; NIH's own columns need no options."""
    options = TableOptions(
        image_column=image_column,
        labels_column=labels_column,
        separator=separator,
        label_columns=names(label_columns),
        patient_column=patient_column,
        age_column=age_column,
        sex_column=sex_column,
        view_column=view_column,
        split_column=split_column,
        split_map=parsed_split_map(split_map),
        cue_columns=tuple(cue_column or ()),
        min_positives=min_positives,
    )
    read = read_table(table, options)
    _import(context, read, images, in_place, as_json, tuple(cue_column or ()))


@import_app.command("chexpert")
def chexpert(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="with train.csv and valid.csv")],
    uncertain: Annotated[
        Meaning, typer.Option(help="what -1 stands for: unknown, positive or negative")
    ] = Meaning.UNKNOWN,
    blank: Annotated[
        Meaning, typer.Option(help="what a finding not mentioned stands for")
    ] = Meaning.NEGATIVE,
    min_positives: _MIN_POSITIVES = 0,
    in_place: _IN_PLACE = False,
    as_json: _JSON = False,
) -> None:
    """Import CheXpert's own layout; uncertain labels are unknown."""
    read = enough_positives(read_chexpert(folder, blank=blank, uncertain=uncertain), min_positives)
    _import(context, read, folder, in_place, as_json)


@import_app.command("vindr")
def vindr(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="VinDr-CXR's own folder")],
    agreement: Annotated[
        Agreement, typer.Option(help="how many readers make a label: majority or any")
    ] = Agreement.MAJORITY,
    min_positives: _MIN_POSITIVES = 0,
    in_place: _IN_PLACE = False,
    as_json: _JSON = False,
) -> None:
    """Import VinDr-CXR; the readers' boxes become reference regions."""
    read = enough_positives(read_vindr(folder, agreement=agreement), min_positives)
    _import(context, read, folder, in_place, as_json)


@import_app.command("isic")
def isic(
    context: typer.Context,
    images: Annotated[Path, typer.Option(help="folder of the images")],
    table: Annotated[Path, typer.Option(help="the ground truth: image and one column a diagnosis")],
    metadata: Annotated[Path | None, typer.Option(help="with lesion_id, age, sex")] = None,
    min_positives: _MIN_POSITIVES = 0,
    in_place: _IN_PLACE = False,
    as_json: _JSON = False,
) -> None:
    """Import an ISIC challenge; exactly one diagnosis an image becomes a softmax project."""
    read = enough_positives(read_isic(table, metadata), min_positives)
    _import(context, read, images, in_place, as_json)


@import_app.command("folder")
def folder(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="one folder per label")],
    min_positives: _MIN_POSITIVES = 0,
    in_place: _IN_PLACE = False,
    as_json: _JSON = False,
) -> None:
    """Import images sorted into one folder per label."""
    _import(
        context, enough_positives(read_folder(folder), min_positives), folder, in_place, as_json
    )


@import_app.command("predictions")
def predictions(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="table: image ids, and a column for each label")],
    model: Annotated[str, typer.Option(help="what the model is called")],
    image_column: Annotated[str | None, typer.Option(help="[image, image_id, file, …]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Make round 0 of another program's predictions, to rank, measure and annotate them."""
    from medebiaser.data.importers.predictions import read_predictions
    from medebiaser.rounds.outside import import_predictions

    with session(context).stores() as stores, progress_bar() as report:
        table = read_predictions(file, stores.project.labels, image_column=image_column)
        done = import_predictions(stores, table, model, report=report)
    for note in table.notes:
        say(note)
    if done.unknown:
        say(f"the project does not have {len(done.unknown)} images: {first_names(done.unknown)}")
    if as_json:
        counts = {"round": 0, "predicted": done.predicted, "missing": done.missing}
        reply({**counts, "unknown": list(done.unknown)})
    else:
        say(f"{done.predicted} images have a prediction of {model}, {done.missing} have none")


@import_app.command("regions")
def regions(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="file, or folder of LabelMe files or masks")],
    region_format: Annotated[
        RegionFormat | None,
        typer.Option(
            "--format", help="coco, labelme, nih-boxes, table or masks; told by the content"
        ),
    ] = None,
    label_conflicts: Annotated[
        LabelConflicts,
        typer.Option(help="regions for a label the image does not carry: skip, refuse or keep"),
    ] = LabelConflicts.SKIP,
    origin: Annotated[str | None, typer.Option(help="where they come from")] = None,
    as_json: _JSON = False,
) -> None:
    """Import experts' reference regions: they measure attention and train nothing."""
    with session(context).stores() as stores:
        done = import_regions(
            stores,
            file,
            region_format=region_format,
            label_conflicts=label_conflicts,
            origin=origin,
        )
    _say_regions(done)
    if as_json:
        reply(asdict(done))


def split(
    context: typer.Context,
    fractions: Annotated[
        str, typer.Option(help="train=.7,review=.1,tune=.1,test=.1; default by size")
    ] = "",
    regions_in_test: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="share of the images with reference regions for test"),
    ] = None,
    seed: Annotated[int, typer.Option(help="decides every draw")] = 0,
    as_json: _JSON = False,
) -> None:
    """Assign splits by patient, stratified by label; `train` does it too. They never change."""
    with session(context).stores() as stores:
        done = importing.assign_splits(
            stores,
            fractions=parsed_fractions(fractions) if fractions else None,
            region_test_share=regions_in_test,
            seed=seed,
        )
    if as_json:
        reply({**asdict(done), "near_duplicates": _duplicates_document(done)})
        return
    say(
        f"{done.assigned} images got a split"
        if done.assigned
        else "every image has its split already; splits never change, so nothing was assigned"
    )
    rows = [
        (
            name or "none yet",
            f"{done.counts[name]:,}",
            f"{done.patients[name]:,}",
            f"{done.with_regions.get(name, 0)}",
        )
        for name in ("", *(s.value for s in Split))
        if done.counts.get(name)
    ]
    print_rows(Console(), ("split", "images", "patients", "with reference regions"), rows)
    say_without_positives(done)
    _say_duplicates(done)


def subset(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="the new project's name")],
    fraction: Annotated[float, typer.Option(help="of the patients")] = 0.1,
    seed: Annotated[int, typer.Option(help="decides every draw")] = 0,
    as_json: _JSON = False,
) -> None:
    """Create a project with a fraction of the patients, distribution and company preserved."""
    current = session(context)
    with current.workspace() as opened:
        quality = importing.make_subset(
            opened, current.stores_in(opened), name, fraction=fraction, seed=seed
        )
    if as_json:
        reply({"project": name, **asdict(quality)})
        return
    say(
        f"project {name}: {quality.images:,} images of {quality.patients:,} patients; the largest "
        f"change of a label's share is {quality.share_difference:.2%}, co-occurrence counts "
        f"correlate at {quality.cooccurrence_correlation:.3f}"
    )


def say_without_positives(done: importing.Splitting) -> None:
    """Say which labels a split cannot train, tune or measure."""
    for split, labels in done.without_positives.items():
        consequence = "; no threshold can be chosen for them" if split == Split.TUNE else ""
        say(f"note: {split} has no positive image of {', '.join(labels)}{consequence}")


def names(text: str) -> tuple[str, ...]:
    """Return the names in a comma-separated list."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def parsed_split_map(text: str) -> dict[str, Split]:
    """Return the table's words for splits to ours, from `train_val=train,test=test`.

    Raises:
        InvalidInputError: an entry without `=`, or a split that is not one of ours.
    """
    return {word: _split(name) for word, name in _pairs(text)}


def parsed_fractions(text: str) -> dict[Split, float]:
    """Return shares by split, from `train=.7,review=.1,…`.

    Raises:
        InvalidInputError: an entry without `=`, a split that is not one of ours, no number.
    """
    try:
        return {_split(name): float(share) for name, share in _pairs(text)}
    except ValueError as error:
        raise InvalidInputError(f"{text!r} holds something that is no number") from error


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for entry in names(text):
        left, equals, right = entry.partition("=")
        if not equals:
            raise InvalidInputError(f"{entry!r} has no '='; write train_val=train,test=test")
        yield left.strip(), right.strip()


def _split(name: str) -> Split:
    try:
        return Split(name)
    except ValueError as error:
        raise InvalidInputError(
            f"{name!r} is no split; choose one of {', '.join(s.value for s in Split)}"
        ) from error


def _import(
    context: typer.Context,
    read: LabelTable,
    images: Path,
    in_place: bool,
    as_json: bool,
    cue_columns: tuple[str, ...] = (),
) -> None:
    current = session(context)
    with current.workspace(create=True) as opened, progress_bar() as report:
        stores, done = importing.import_table(
            opened,
            current.project,
            read,
            images,
            cue_columns=cue_columns,
            in_place=in_place,
            workers=current.settings.workers,
            report=report,
        )
        project, total = stores.project, stores.images.count()
    _say_import(done)
    say(
        f"project {project.name}: {total:,} images, {len(project.labels)} labels "
        f"({project.activation}); next: medebiaser labels, medebiaser train"
    )
    if as_json:
        reply({"project": project.name, "images": total, **asdict(done)})


def _say_import(done: ImportReport) -> None:
    already = f", {done.already:,} were there already" if done.already else ""
    say(f"{done.imported:,} images imported{already}")
    for warning in done.warnings:
        say(f"note: {warning}")
    for file, reason in done.refused[:_SHOWN]:
        say(f"refused: {file}: {reason}")
    if len(done.refused) > _SHOWN:
        say(f"… and {len(done.refused) - _SHOWN} more files refused; --json lists all")
    if done.regions is not None:
        _say_regions(done.regions)


def _say_regions(done: RegionsReport) -> None:
    already = f", {done.already} were there already" if done.already else ""
    say(f"{done.added} reference regions imported on {done.images} images{already}")
    for note in done.notes:
        say(f"note: {note}")


def _say_duplicates(done: importing.Splitting) -> None:
    found = done.near_duplicates
    if found.count:
        pairs = ", ".join(f"{a}–{b}: {n}" for (a, b), n in found.by_splits.items())
        say(f"note: {found.count} pairs of images in different splits look alike ({pairs})")


def _duplicates_document(done: importing.Splitting) -> dict[str, object]:
    found = done.near_duplicates
    return {
        "count": found.count,
        "by_splits": {f"{a}–{b}": n for (a, b), n in found.by_splits.items()},
        "pairs": [asdict(pair) for pair in found.pairs],
    }
