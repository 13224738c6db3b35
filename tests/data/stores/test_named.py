"""User networks and weights are found by their name."""

from dataclasses import replace
from pathlib import Path

import pytest

from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import NamedWeights, UserNetwork
from tests.data.workspaces import A_MOMENT, a_workspace

A_NETWORK = UserNetwork(
    name="mobilenet",
    source="a" * 64,
    attribute="build",
    features="features",
    classifier="classifier.1",
    last_block="features.18",
    mean=(0.485, 0.456, 0.406),
    std=(0.229, 0.224, 0.225),
    in_channels=3,
    weights="b" * 64,
)
SOME_WEIGHTS = NamedWeights("imagenet", "c" * 64, "weights.pt", "densenet121")


def test_a_network_comes_back_as_it_was_registered(tmp_path: Path) -> None:
    networks = a_workspace(tmp_path).networks
    stored = networks.add(A_NETWORK)

    assert stored == replace(A_NETWORK, created_at=A_MOMENT)
    assert networks.add(A_NETWORK) == stored
    assert networks.get("mobilenet") == stored
    assert networks.all() == [stored]


def test_weights_come_back_as_they_were_imported(tmp_path: Path) -> None:
    weights = a_workspace(tmp_path).weights
    weights.add(SOME_WEIGHTS)
    weights.add(replace(SOME_WEIGHTS, name="biased", architecture=None))

    assert weights.get("imagenet") == replace(SOME_WEIGHTS, created_at=A_MOMENT)
    assert [known.name for known in weights.all()] == ["biased", "imagenet"]
    weights.remove("imagenet")
    weights.remove("imagenet")
    with pytest.raises(NotFoundError, match=r"'imagenet' \(known here: biased\); import them"):
        weights.get("imagenet")


def test_a_name_means_one_thing(tmp_path: Path) -> None:
    networks = a_workspace(tmp_path).networks
    networks.add(A_NETWORK)

    with pytest.raises(ConflictError, match="'mobilenet' is taken"):
        networks.add(replace(A_NETWORK, weights=None))
    with pytest.raises(InvalidInputError, match="'' is no name"):
        networks.add(replace(A_NETWORK, name=""))
