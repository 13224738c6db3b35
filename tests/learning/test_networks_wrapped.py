from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.explainers import explain
from medebiaser.learning.networks import WrappedNetwork, load_weights, network_from_source
from tests.oracles.maps import slow_maps


class Tiny(nn.Module):
    """Two stages, the activation between features and classifier in `forward`."""

    def __init__(self, head: nn.Module | None = None) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(4, 6, 3, stride=2, padding=1),
            nn.Conv2d(6, 6, 3, padding=1),
        )
        self.classifier = head or nn.Linear(6, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(torch.relu(self.features(x)).mean((2, 3)))


class Gated(nn.Module):
    """Its stages are attributes of their own, and it pools by the maximum."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.stem = nn.Conv2d(3, 4, 3, stride=2)
        self.layer1 = nn.Sequential(nn.ReLU(), nn.Conv2d(4, 5, 3))
        self.fc = nn.Linear(5, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.layer1(self.stem(x)).amax((2, 3)))


def grey_images(side: int = 16) -> Tensor:
    return torch.rand(2, 1, side, side, generator=torch.Generator().manual_seed(0))


def wrapped(module: nn.Module, **cut: object) -> WrappedNetwork:
    chosen = {"n_labels": 3, "image_size": 16, "activation": torch.relu} | cut
    return WrappedNetwork(module, **chosen).eval()


def test_mobilenet_with_its_own_weights_gives_its_own_logits_on_repeated_grey(
    shared_weights: Path,
) -> None:
    state = load_file(shared_weights / "mobilenet_v2_imagenet_coral_dequant.safetensors")
    source = (shared_weights / "mobilenet_v2_tf.py").read_text()
    network = network_from_source(
        source, "MobileNetV2", n_labels=1000, mean=(0.5,), std=(0.5,), last_block_from=15
    ).eval()
    loaded = load_weights(network, state)
    theirs = network_from_source(source, "MobileNetV2", n_labels=1000).body.eval()
    theirs.load_state_dict(state)
    pixels = torch.randint(0, 256, (1, 1, 224, 224), generator=torch.Generator().manual_seed(0))

    assert (len(loaded.loaded), loaded.skipped, loaded.missing) == (314, (), ())
    with torch.no_grad():
        expected = theirs(pixels.float().expand(-1, 3, -1, -1) / 127.5 - 1)
        torch.testing.assert_close(network(pixels / 255), expected, rtol=1e-4, atol=1e-4)
    assert len(list(network.last_block_modules())) == 19 - 15
    assert explain(network, pixels / 255).maps.shape == (1, 1000, 7, 7)


def test_a_new_head_has_one_row_per_label_and_the_rest_stays(shared_weights: Path) -> None:
    state = load_file(shared_weights / "mobilenet_v2_imagenet_coral_dequant.safetensors")
    source = (shared_weights / "mobilenet_v2_tf.py").read_text()
    network = network_from_source(
        source, "MobileNetV2", n_labels=14, mean=(0.5,), std=(0.5,), image_size=64
    ).eval()
    loaded = load_weights(network, state)
    explanation = explain(network, grey_images(64))

    assert (len(loaded.loaded), loaded.head_skipped) == (312, True)
    assert explanation.logits.shape == (2, 14)
    # Dropout before the one linear layer does nothing in eval mode: the closed form holds.
    assert network.linear_head is network.final_linear
    torch.testing.assert_close(
        explanation.maps.mean(dim=(2, 3)) + network.linear_head.bias, explanation.logits
    )


def test_the_last_block_begins_where_the_final_grid_does_unless_told_otherwise() -> None:
    assert len(list(wrapped(Tiny()).last_block_modules())) == 2
    assert len(list(wrapped(Tiny(), last_block_from=1).last_block_modules())) == 3
    assert len(list(wrapped(Tiny(), last_block_from="features.3").last_block_modules())) == 1


def test_a_forgotten_activation_is_refused_instead_of_giving_wrong_maps() -> None:
    with pytest.raises(InvalidInputError, match=r"input of classifier .* name the activation"):
        wrapped(Tiny(), activation=None)


def test_with_the_activation_named_the_maps_are_those_of_autograd() -> None:
    network = wrapped(Tiny())

    torch.testing.assert_close(
        explain(network, grey_images()).maps, slow_maps(network, grey_images())
    )


def test_a_pool_of_its_own_and_stages_by_name_take_the_gradient_path() -> None:
    network = wrapped(
        Gated(),
        features=("stem", "layer1"),
        classifier="fc",
        pool=lambda maps: maps.amax(dim=(2, 3)),
        activation=None,
    )

    assert network.linear_head is None
    torch.testing.assert_close(
        explain(network, grey_images()).maps, slow_maps(network, grey_images())
    )


def test_a_pool_other_than_the_mean_is_refused_where_it_is_not_named() -> None:
    with pytest.raises(InvalidInputError, match="is not what follows from layer1"):
        wrapped(Gated(), features=("stem", "layer1"), classifier="fc", activation=None)


def test_a_head_that_writes_in_place_changes_neither_embedding_nor_map() -> None:
    head = nn.Sequential(nn.Hardtanh(0.0, 0.1, inplace=True), nn.Linear(6, 10))
    network = wrapped(Tiny(head))
    explanation = explain(network, grey_images())

    with torch.no_grad():
        pooled = network.features(grey_images()).mean((2, 3))
    assert float(pooled.max()) > 0.1  # so that the head clips
    torch.testing.assert_close(explanation.embeddings, pooled)
    torch.testing.assert_close(explanation.maps, slow_maps(network, grey_images()))


@pytest.mark.parametrize(
    ("cut", "says"),
    [
        ({"features": "backbone"}, "has no module backbone; it has features, classifier"),
        ({"classifier": "head"}, "has no module head"),
        ({"last_block_from": "features.9"}, "no stage features.9; there are 4"),
        ({"last_block_from": 4}, "no stage 4; there are 4"),
    ],
)
def test_a_path_that_is_not_there_is_answered_with_those_that_are(
    cut: dict[str, object], says: str
) -> None:
    with pytest.raises(NotFoundError, match=says):
        wrapped(Tiny(), **cut)


def test_a_classifier_without_a_linear_layer_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no linear layer"):
        wrapped(Tiny(nn.Tanh()))


def test_stages_that_do_not_fit_the_image_are_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match=r"features\.0 cannot be run on \(2, 1, 16, 16\)"):
        wrapped(Tiny(), stem_channels=1, mean=(0.5,), std=(0.5,))


SOURCE = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, width, 3, stride=4), nn.ReLU())
        self.classifier = nn.Linear(width, 2)
    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))
def number():
    return 3
"""


def test_a_users_source_becomes_a_network_with_the_users_arguments() -> None:
    network = network_from_source(SOURCE, "Net", n_labels=5, arguments={"width": 7}, image_size=16)

    assert explain(network, grey_images()).maps.shape == (2, 5, 4, 4)
    assert explain(network, grey_images()).embeddings.shape == (2, 7)


def _broken(source: str, attribute: str = "Net") -> Callable[[], object]:
    return lambda: network_from_source(source, attribute, n_labels=2, image_size=16)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (_broken("x = 1\nclass Net(:\n"), "does not run at line 2: SyntaxError"),
        (_broken("import no_such_package"), "does not run: ModuleNotFoundError"),
        (_broken(SOURCE, "number"), "gave a int, not a torch.nn.Module"),
        (_broken(SOURCE.replace("width=4", "width")), "Net could not be built: TypeError"),
        (_broken(SOURCE, "Network"), "no class or function Network; it has Net, number"),
    ],
)
def test_a_users_mistake_is_told_in_one_line(build: Callable[[], object], says: str) -> None:
    with pytest.raises((InvalidInputError, NotFoundError), match=says) as told:
        build()
    assert "\n" not in str(told.value)
