"""Projects, weights, networks and the health of the workspace."""

from pathlib import Path
from typing import Annotated

import typer

from medebiaser.cli.importing import names
from medebiaser.cli.session import reply, say, session
from medebiaser.cli.tables import print_rows
from medebiaser.cli.users import say_first_admin
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Activation, NamedWeights, UserNetwork
from medebiaser.rounds import checkpoints
from medebiaser.rounds.doctor import examine
from medebiaser.rounds.networks import check_user_network
from medebiaser.rounds.tidy import tidy as tidied

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
weights_app = typer.Typer(help="Pretrained weights in this workspace.", no_args_is_help=True)
networks_app = typer.Typer(help="Networks of your own.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("init")(init)
    app.command("doctor")(doctor)
    app.add_typer(weights_app, name="weights")
    app.add_typer(networks_app, name="networks")


def init(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="the new project's name")],
    labels: Annotated[str, typer.Option(help="labels, separated by commas")] = "",
    activation: Annotated[
        Activation, typer.Option(help="sigmoid: several labels an image; softmax: exactly one")
    ] = Activation.SIGMOID,
    paired: Annotated[str, typer.Option(help="labels of paired organs, by commas")] = "",
) -> None:
    """Create a project; without --labels its labels come with the first import."""
    with session(context).workspace(create=True) as opened:
        project = opened.projects.create(
            name,
            names(labels),
            activation=activation,
            paired_labels=names(paired),
        )
        known = f" with {len(project.labels)} labels" if project.labels else ""
        say(f"project {project.name}{known} is ready; next: medebiaser import table …")
        say_first_admin(opened)


def doctor(
    context: typer.Context,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="also read the whole database and every blob")
    ] = False,
    tidy: Annotated[
        bool, typer.Option("--tidy", help="before that, delete what nothing needs for a day")
    ] = False,
    as_json: _JSON = False,
) -> None:
    """Examine disk, database, blobs, arrays, audit logs, jobs, weights and processor."""
    with session(context).workspace() as opened:
        if tidy:
            say(f"{tidied(opened):,} files deleted that nothing needed any more")
        findings = examine(opened, thorough=thorough)
    if as_json:
        reply({"findings": [f.as_json() for f in findings]})
    else:
        from rich.console import Console

        rows = [(f.subject, "ok" if f.healthy else "LOOK", f.found) for f in findings]
        print_rows(Console(), ("subject", "state", "found"), rows)
    if not all(f.healthy for f in findings):
        raise typer.Exit(1)


@weights_app.command("import")
def import_weights(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=".safetensors, or .pt with tensors alone")],
    name: Annotated[str | None, typer.Option(help="default: the file's name")] = None,
) -> None:
    """Copy weights into the workspace; `train --weights NAME` starts from them."""
    payload = read_file(file)
    state = checkpoints.read_weights_file(payload, file.name)
    chosen = name or file.stem
    with session(context).workspace(create=True) as opened:
        key = checkpoints.put(opened.blobs, state, {"origin": file.name})
        opened.weights.add(NamedWeights(chosen, key, origin=file.name))
    parameters = sum(tensor.numel() for tensor in state.values())
    say(f"weights {chosen}: {len(state)} tensors, {parameters:,} numbers; train --weights {chosen}")


@weights_app.command("list")
def list_weights(context: typer.Context, as_json: _JSON = False) -> None:
    """List the weights of this workspace."""
    with session(context).workspace() as opened:
        stored = opened.weights.all()
    if as_json:
        reply([{"name": w.name, "origin": w.origin} for w in stored])
        return
    for weights in stored:
        typer.echo(f"{weights.name}\t{weights.origin}")


@networks_app.command("add")
def add_network(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="what --architecture will call it")],
    module: Annotated[str, typer.Argument(help="FILE.py:CLASS, a torch.nn.Module")],
    weights: Annotated[Path | None, typer.Option(help="its .safetensors")] = None,
    features: Annotated[str, typer.Option(help="path of the layers before the pool")] = "features",
    classifier: Annotated[str, typer.Option(help="path of the last layers")] = "classifier",
    last_block: Annotated[
        str | None, typer.Option(help="where the last block starts: an index or a path")
    ] = None,
    mean: Annotated[str, typer.Option(help="per channel, of pixels in [0, 1]")] = "0,0,0",
    std: Annotated[str, typer.Option(help="per channel, of pixels in [0, 1]")] = "1,1,1",
) -> None:
    """Add a network of your own, so that `train --architecture NAME` finds it.

    The file's text and the weights are copied into the workspace. The module is your
    code and runs as such; weights are never unpickled.
    """
    path, _, attribute = module.rpartition(":")
    if not path or not attribute:
        raise InvalidInputError(f"{module} names no class; write FILE.py:CLASS")
    source = read_file(Path(path))
    means, deviations = numbers(mean), numbers(std)
    state = None
    if weights is not None:
        state = checkpoints.read_weights_file(read_file(weights), weights.name)
    with session(context).workspace(create=True) as opened:
        network = UserNetwork(
            name=name,
            source=opened.blobs.put(source),
            attribute=attribute,
            features=features,
            classifier=classifier,
            last_block=last_block,
            mean=means,
            std=deviations,
            in_channels=len(means),
            weights=checkpoints.put(opened.blobs, state, {"origin": name}) if state else None,
        )
        size = check_user_network(opened.blobs, network)
        opened.networks.add(network)
    say(f"network {name}: {size:,} parameters; train --architecture {name}")


@networks_app.command("list")
def list_networks(context: typer.Context) -> None:
    """List every architecture that `train` knows."""
    from medebiaser.learning.networks import network_names

    for built_in in network_names():
        typer.echo(built_in)
    with session(context).workspace() as opened:
        for network in opened.networks.all():
            typer.echo(f"{network.name}\tadded to this workspace")


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        NotFoundError: there is no such file.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}; check the path")
    return path.read_bytes()


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers in a comma-separated list.

    Raises:
        InvalidInputError: something in it is no number.
    """
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise InvalidInputError(f"{text!r} is no list of numbers; write 0.5,0.5,0.5") from error
