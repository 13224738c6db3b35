"""Networks, cut where their maps are read; by name, or a user's own."""

from medebiaser.learning.networks.base import Network, evaluating
from medebiaser.learning.networks.prior import start_at_prevalence
from medebiaser.learning.networks.registry import (
    Builder,
    NetworkDefaults,
    build_network,
    network_defaults,
    network_names,
    register_network,
)
from medebiaser.learning.networks.small import SmallNetwork
from medebiaser.learning.networks.user import network_from_source
from medebiaser.learning.networks.weights import LoadedWeights, load_weights
from medebiaser.learning.networks.wrapped import WrappedNetwork

__all__ = [
    "Builder",
    "LoadedWeights",
    "Network",
    "NetworkDefaults",
    "SmallNetwork",
    "WrappedNetwork",
    "build_network",
    "evaluating",
    "load_weights",
    "network_defaults",
    "network_from_source",
    "network_names",
    "register_network",
    "start_at_prevalence",
]
