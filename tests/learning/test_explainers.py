import pytest
import torch
from captum.attr import LayerGradCam
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, NotFoundError, ShapeError
from medebiaser.learning.explainers import (
    closed_form_maps,
    explain,
    explainer,
    explainer_names,
    gradient_maps,
    head_jacobian_maps,
    maps_of_features,
)
from medebiaser.learning.networks import Network, SmallNetwork, build_network
from tests.oracles.maps import slow_maps

HEADS = {
    "mlp": lambda: nn.Sequential(nn.Linear(128, 16), nn.Tanh(), nn.Linear(16, 3)),
    "layer-norm": lambda: nn.Sequential(nn.LayerNorm(128), nn.Linear(128, 3)),
    "batch-norm": lambda: nn.Sequential(nn.BatchNorm1d(128), nn.GELU(), nn.Linear(128, 3)),
}


class Prototypes(nn.Module):
    """Logits are nearness to one prototype per label: a head without a linear layer's form."""

    def __init__(self) -> None:
        super().__init__()
        self.points = nn.Linear(128, 3, bias=False)

    def forward(self, pooled: Tensor) -> Tensor:
        return -((pooled[:, None] - self.points.weight) ** 2).sum(dim=2)


def images(n: int = 2, side: int = 64) -> Tensor:
    return torch.rand(n, 1, side, side, generator=torch.Generator().manual_seed(3))


def with_statistics(network: Network) -> Network:
    """Let batch norm see images first: the signal of fresh statistics dies in deep networks."""
    network.train()
    side = 64
    with torch.no_grad():
        for seed in range(3):
            generator = torch.Generator().manual_seed(seed)
            network(torch.rand(8, 1, side, side, generator=generator))
    return network.eval()


def small(head: nn.Module | None = None, n_labels: int = 3) -> Network:
    network = SmallNetwork(n_labels)
    torch.manual_seed(5)
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.reset_parameters()
    if head is not None:
        network.output = head
    return with_statistics(network)


def test_a_linear_heads_map_is_its_weights_times_the_feature_maps() -> None:
    network = SmallNetwork(2)
    with torch.no_grad():
        network.output.weight.zero_()
        network.output.weight[0, :2] = torch.tensor([2.0, -1.0])
        network.output.weight[1, 1] = 3.0
    features = torch.zeros(1, 128, 1, 2)
    features[0, 0] = torch.tensor([[1.0, 4.0]])
    features[0, 1] = torch.tensor([[5.0, 0.5]])

    with torch.no_grad():
        maps, logits = maps_of_features(network, features), network.logits(features)

    # 2·1 - 5, 2·4 - .5; 3·5, 3·.5
    assert maps.tolist() == [[[[-3.0, 7.5]], [[15.0, 1.5]]]]
    assert logits[0].tolist() == [2.25, 8.25]  # the means; the biases are 0


@pytest.mark.parametrize("name", ["small", "densenet121", "resnet18", "efficientnet-b0", "vit"])
def test_every_networks_maps_are_those_of_the_slow_oracle(name: str) -> None:
    network = with_statistics(build_network(name, 3, image_size=64))
    expected = slow_maps(network, images())

    maps = explain(network, images()).maps

    assert float(expected.std()) > 1e-4
    torch.testing.assert_close(maps, expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max()))


@pytest.mark.parametrize("path", [closed_form_maps, head_jacobian_maps, gradient_maps])
def test_all_three_paths_agree_on_a_linear_head(path: object) -> None:
    network = small()
    with torch.no_grad():
        maps = path(network, network.features(images()))

    torch.testing.assert_close(maps, slow_maps(network, images()), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("head", [*HEADS.values(), Prototypes], ids=[*HEADS, "prototypes"])
def test_other_heads_of_the_pooled_features_are_explained_by_the_heads_jacobian(
    head: object,
) -> None:
    network = small(head())

    assert network.linear_head is None
    torch.testing.assert_close(
        explain(network, images()).maps, slow_maps(network, images()), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("name", ["small", "densenet121", "resnet18", "efficientnet-b0"])
def test_the_mean_of_a_map_plus_the_bias_is_the_logit(name: str) -> None:
    network = with_statistics(build_network(name, 4, image_size=64))
    with torch.no_grad():
        network.final_linear.bias.copy_(torch.tensor([1.0, -2.0, 0.5, 3.0]))

    explanation = explain(network, images())

    means = explanation.maps.mean(dim=(2, 3)) + network.final_linear.bias
    torch.testing.assert_close(means, explanation.logits)
    with torch.no_grad():
        torch.testing.assert_close(explanation.logits, network(images()))


@pytest.mark.parametrize(
    ("name", "layer"), [("small", "tail"), ("densenet121", "body.class_layers.relu")]
)
def test_maps_are_captums_layer_gradcam_times_the_number_of_cells(name: str, layer: str) -> None:
    network = with_statistics(build_network(name, 3, image_size=64))
    maps = explain(network, images()).maps
    captum = LayerGradCam(network, network.get_submodule(layer))

    for label in range(3):
        expected = captum.attribute(images(), target=label)[:, 0] * maps[0, 0].numel()
        torch.testing.assert_close(maps[:, label], expected.detach(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("path", [closed_form_maps, head_jacobian_maps, gradient_maps])
def test_maps_of_one_label_per_image_are_those_of_all_labels(path: object) -> None:
    network = small()
    labels = torch.tensor([2, 0])
    with torch.no_grad():
        features = network.features(images())
        every, one = path(network, features), path(network, features, labels)

    torch.testing.assert_close(one, torch.stack([every[0, 2], every[1, 0]]))


class Minute(Network):
    """Few enough weights for finite differences; the head is given."""

    def __init__(self, head: nn.Module) -> None:
        super().__init__(2, in_channels=1, stem_channels=1, mean=(0.5,), std=(0.5,))
        torch.manual_seed(2)
        self.convolution = nn.Conv2d(1, 3, 3, stride=2)
        self.output = head

    def trunk(self, normalised: Tensor) -> Tensor:
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        return torch.sigmoid(self.convolution(trunk_out))

    @property
    def classifier(self) -> nn.Module:
        return self.output

    def last_block_modules(self) -> object:
        yield self.convolution


@pytest.mark.parametrize("path", [closed_form_maps, head_jacobian_maps, gradient_maps])
@pytest.mark.parametrize("labels", [None, torch.tensor([1, 0])], ids=["all", "one"])
def test_the_gradient_of_the_maps_on_the_weights_is_that_of_finite_differences(
    path: object, labels: Tensor | None
) -> None:
    curved = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 2))
    head = nn.Linear(3, 2) if path is closed_form_maps else curved
    network = Minute(head).double()
    pixels = torch.rand(2, 1, 5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    names, weights = zip(*network.named_parameters(), strict=True)

    def maps(*values: Tensor) -> Tensor:
        def call(images: Tensor) -> Tensor:
            return path(network, network.features(images), labels)

        return _with_weights(network, dict(zip(names, values, strict=True)), call, pixels)

    assert torch.autograd.gradcheck(maps, tuple(w.detach().requires_grad_() for w in weights))


def _with_weights(
    network: nn.Module, values: dict[str, Tensor], call: object, pixels: Tensor
) -> Tensor:
    class Calling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: Tensor) -> Tensor:
            return call(pixels)

    named = {f"network.{name}": value for name, value in values.items()}
    return torch.func.functional_call(Calling(), named, (pixels,))


def test_maps_teach_the_head_alone_where_the_features_are_frozen() -> None:
    network = small(HEADS["mlp"]())
    with torch.no_grad():
        features = network.features(images())

    for path in (head_jacobian_maps, gradient_maps):
        network.zero_grad()
        path(network, features).square().sum().backward()
        assert float(network.output[0].weight.grad.abs().sum()) > 0
        assert all(p.grad is None for p in network.stem.parameters())


@pytest.mark.parametrize("head", [None, HEADS["mlp"]], ids=["linear", "mlp"])
def test_under_bf16_autocast_the_maps_are_single_precision_and_their_mean_still_the_logit(
    head: object,
) -> None:
    network = small(head() if head else None)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        explanation = explain(network, images())

    assert explanation.maps.dtype == torch.float32
    assert explanation.logits.dtype == torch.float32
    exact = explain(network, images())
    torch.testing.assert_close(explanation.maps, exact.maps, rtol=0.1, atol=0.05)
    if head is None:
        means = explanation.maps.mean(dim=(2, 3)) + network.output.bias
        torch.testing.assert_close(means, explanation.logits)


@pytest.mark.parametrize("name", ["small", "vit"])
def test_maps_can_be_read_in_inference_mode_too(name: str) -> None:
    network = with_statistics(build_network(name, 3, image_size=64))
    with torch.inference_mode():
        maps = explain(network, images()).maps

    torch.testing.assert_close(maps, explain(network, images()).maps)


def test_explaining_leaves_the_mode_and_the_statistics_of_a_network_as_they_were() -> None:
    network = small().train()
    before = {name: value.clone() for name, value in network.state_dict().items()}

    explanation = explain(network, images())

    assert network.training
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
    assert not any(t.requires_grad for t in (explanation.maps, explanation.logits))
    torch.testing.assert_close(explanation.maps, explain(network.eval(), images()).maps)


def test_maps_of_an_image_do_not_depend_on_the_images_beside_it() -> None:
    for network in (small(), small(HEADS["layer-norm"]())):
        alone = explain(network, images()[1:]).maps
        torch.testing.assert_close(explain(network, images()).maps[1:], alone)


def test_a_path_that_would_be_wrong_for_the_network_is_refused() -> None:
    transformer = build_network("vit", 3, image_size=64)
    features = torch.zeros(1, 17, 384)
    with pytest.raises(InvalidInputError, match="VisionTransformer has no linear head"):
        closed_form_maps(transformer, features)
    with pytest.raises(InvalidInputError, match="does not pool by the global average"):
        head_jacobian_maps(transformer, features)


@pytest.mark.parametrize("path", [closed_form_maps, head_jacobian_maps, gradient_maps])
def test_labels_that_are_not_one_per_image_are_refused(path: object) -> None:
    network = small()
    with pytest.raises(ShapeError, match=r"labels are \(3,\) for 2 images"):
        path(network, torch.zeros(2, 128, 4, 4), torch.tensor([0, 1, 2]))


@pytest.mark.parametrize("name", ["grad-cam", "closed-form", "head-jacobian", "gradient"])
def test_a_map_explainer_gives_the_default_maps_of_the_labels_asked_for(name: str) -> None:
    network = small()
    attribution = explainer(name)(network, images(), torch.tensor([2, 1]))

    every = explain(network, images()).maps
    torch.testing.assert_close(attribution, torch.stack([every[0, 2], every[1, 1]]))
    assert explainer(name).name == name


def test_an_unknown_explainer_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="called lime; there are grad-cam, closed-form"):
        explainer("lime")
    assert len(explainer_names()) == 8
