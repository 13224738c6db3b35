"""The network of a round: ours or a user's, with imported weights or a round's own."""

import torch
from torch import Tensor

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError
from medebiaser.learning.networks import (
    Network,
    NetworkDefaults,
    build_network,
    load_weights,
    network_defaults,
    network_from_source,
    network_names,
    start_at_prevalence,
)
from medebiaser.records import Round, UserNetwork
from medebiaser.rounds import checkpoints
from medebiaser.rounds.parameters import TrainingParameters
from medebiaser.rounds.pixels import channels
from medebiaser.rounds.states import refuse_outside


def initial_network(
    stores: Stores, parameters: TrainingParameters, n_channels: int, labels: Tensor
) -> Network:
    """Return the network that round 0 starts from.

    A head that no weights fill starts at the labels' prevalence.

    Args:
        labels: (N, K) float targets of the training images, NaN unknown.

    Raises:
        NotFoundError: no such architecture or weights.
        InvalidInputError: weights of another shape, or with NaN.
    """
    network = _built(stores, parameters, n_channels)
    start_at_prevalence(network, labels, stores.project.activation)
    if parameters.weights is not None:
        stored = stores.weights.get(parameters.weights)
        load_weights(network, checkpoints.get(stores.blobs, stored.key)[0])
    return network


def trained_network(stores: Stores, trained: Round) -> Network:
    """Return a round's network with its final weights, in evaluation mode.

    Raises:
        NotFoundError: the round has no weights yet.
        LockedError: its predictions came from outside.
    """
    refuse_outside(trained, "be trained on")
    if trained.checkpoint is None:
        raise NotFoundError(f"round {trained.number} is {trained.state} and has no weights yet")
    network = _built(stores, training_parameters(stores, trained), channels(stores))
    network.load_state_dict(checkpoints.get(stores.blobs, trained.checkpoint)[0])
    return network.eval()


def training_parameters(stores: Stores, trained: Round) -> TrainingParameters:
    """Return the parameters of the round 0 that a round descends from."""
    ancestor = trained
    while ancestor.parent is not None:
        ancestor = stores.rounds.get(ancestor.parent)
    return TrainingParameters.from_json(ancestor.settings)


def defaults(architecture: str) -> NetworkDefaults:
    """Return an architecture's learning rates; a user's network has those of a pretrained one."""
    return network_defaults(architecture) if architecture in network_names() else NetworkDefaults()


def refuse_unknown(stores: Stores, parameters: TrainingParameters) -> None:
    """Refuse a network or weights that are not there, before anything is started with them.

    Raises:
        NotFoundError: no such architecture or weights.
    """
    if parameters.architecture not in network_names():
        _added(stores, parameters.architecture)
    if parameters.weights is not None:
        stores.weights.get(parameters.weights)


def _added(stores: Stores, name: str) -> UserNetwork:
    added = {network.name: network for network in stores.networks.all()}
    if name not in added:
        known = ", ".join((*network_names(), *added))
        raise NotFoundError(f"there is no architecture {name!r}; choose one of {known}")
    return added[name]


def check_user_network(blobs: BlobStore, network: UserNetwork) -> int:
    """Build a user's network once, so that a mistake shows before training.

    Returns:
        The number of its parameters.

    Raises:
        InvalidInputError: the name is one of ours, or the module cannot be cut for maps.
    """
    if network.name in network_names():
        raise InvalidInputError(f"{network.name} is a network of ours; choose another name")
    built = _from_source(blobs, network, n_labels=2, n_channels=1, seed=0)
    return sum(parameter.numel() for parameter in built.parameters())


def _built(stores: Stores, parameters: TrainingParameters, n_channels: int) -> Network:
    n_labels, name = len(stores.project.labels), parameters.architecture
    if name in network_names():
        return build_network(
            name,
            n_labels,
            channels=n_channels,
            image_size=parameters.image_size,
            seed=parameters.seed,
        )
    return _from_source(
        stores.blobs,
        _added(stores, name),
        n_labels=n_labels,
        n_channels=n_channels,
        seed=parameters.seed,
    )


def _from_source(
    blobs: BlobStore, user: UserNetwork, *, n_labels: int, n_channels: int, seed: int
) -> Network:
    last_block: int | str | None = user.last_block
    if isinstance(last_block, str) and last_block.isdigit():
        last_block = int(last_block)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = network_from_source(
            blobs.get(user.source).decode(),
            user.attribute,
            n_labels=n_labels,
            features=user.features,
            classifier=user.classifier,
            channels=n_channels,
            stem_channels=user.in_channels,
            mean=user.mean,
            std=user.std,
            last_block_from=last_block,
            seed=seed,
        )
    if user.weights is not None:
        try:
            load_weights(network, checkpoints.get(blobs, user.weights)[0])
        except MedebiaserError as error:
            raise InvalidInputError(f"weights of {user.name}: {error}") from error
    return network
