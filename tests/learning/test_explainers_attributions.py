import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.explainers import (
    DeepLift,
    IntegratedGradients,
    blurred,
    deep_lift,
    explainer,
    explainer_names,
    input_gradient,
    integrated_gradients,
    occlusion,
)
from medebiaser.learning.networks import Network, WrappedNetwork, build_network

SIDE = 16


class Weighted(Network):
    """z_l = Σ over pixels of weight_l times pixel: every attribution is known by hand."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__(len(weights), in_channels=1, stem_channels=1, mean=(0.0,), std=(1.0,))
        self.register_buffer("weights", weights)
        self.output = nn.Linear(len(weights), len(weights), bias=False)
        nn.init.eye_(self.output.weight)

    def trunk(self, normalised: Tensor) -> Tensor:
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        return trunk_out * self.weights * (SIDE * SIDE)

    @property
    def classifier(self) -> nn.Module:
        return self.output

    def last_block_modules(self) -> object:
        yield from ()


def weighted() -> tuple[Network, Tensor]:
    weights = torch.randn(2, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    return Weighted(weights).eval(), weights


def images(n: int = 2, side: int = SIDE) -> Tensor:
    return torch.rand(n, 1, side, side, generator=torch.Generator().manual_seed(1))


LABELS = torch.tensor([1, 0])


def test_the_input_gradient_of_a_linear_network_is_its_weights() -> None:
    network, weights = weighted()

    torch.testing.assert_close(input_gradient(network, images(), LABELS), weights[LABELS])


@pytest.mark.parametrize("explain_by", [integrated_gradients, deep_lift])
def test_against_a_reference_a_pixel_of_a_linear_network_contributes_weight_times_change(
    explain_by: object,
) -> None:
    network, weights = weighted()

    expected = weights[LABELS] * (images() - blurred(images()))[:, 0]
    got = explain_by(network, images(), LABELS)
    torch.testing.assert_close(got, expected, rtol=1e-3, atol=1e-5)


def test_occlusion_finds_the_one_square_that_a_logit_depends_on() -> None:
    weights = torch.zeros(1, SIDE, SIDE)
    weights[0, 4:6, 8:10] = 1.0
    pixels = torch.zeros(1, 1, SIDE, SIDE)
    pixels[0, 0, 4:6, 8:10] = 1.0
    falls = occlusion(Weighted(weights).eval(), pixels, torch.tensor([0]))[0]

    # Windows of 2 px slide by 1 px: 9 of them touch the square, 4 pixels' worth at most.
    assert falls.shape == (SIDE, SIDE)
    assert float(falls[4:6, 8:10].min()) > 0
    outside = falls.clone()
    outside[3:7, 7:11] = 0
    assert float(outside.abs().max()) == 0
    assert falls.argmax().item() // SIDE in {4, 5}


@pytest.mark.parametrize("name", ["small", "densenet121", "resnet18", "resnet50"])
def test_deep_lifts_contributions_sum_to_the_change_of_the_logit(name: str) -> None:
    network = _seen(build_network(name, 3, image_size=64))
    pixels = images(side=64)

    contributions = deep_lift(network, pixels, LABELS)

    with torch.no_grad():
        change = (network(pixels) - network(blurred(pixels))).gather(1, LABELS[:, None])[:, 0]
    assert float(change.abs().min()) > 1e-4
    torch.testing.assert_close(contributions.sum(dim=(1, 2)), change, rtol=1e-2, atol=1e-4)


def _seen(network: Network) -> Network:
    network.train()
    with torch.no_grad():
        for seed in range(3):
            network(torch.rand(8, 1, 64, 64, generator=torch.Generator().manual_seed(seed)))
    return network.eval()


class Reusing(nn.Module):
    """Two ReLU6 calls of one in-place module, and overlapping windows: all that captum trips on."""

    def __init__(self, activation: nn.Module | None = None, functional: bool = False) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.features = _Body(activation or nn.ReLU6(inplace=True), functional)
        self.classifier = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).mean((2, 3)))


class _Body(nn.Module):
    def __init__(self, activation: nn.Module, functional: bool) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        self.one.weight.data *= 12  # so that ReLU6 clips some cells from above
        self.activation, self.pool = activation, nn.MaxPool2d(3, 2, 1)
        self.functional = functional

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.pool(self.activation(self.one(x)))
        out = self.two(hidden)
        return torch.relu(out) if self.functional else self.activation(out)


def wrapped(module: nn.Module) -> WrappedNetwork:
    return WrappedNetwork(
        module, n_labels=3, image_size=SIDE, stem_channels=1, mean=(0.5,), std=(0.5,)
    ).eval()


def test_deep_lift_follows_reused_clipped_activations_and_overlapping_windows() -> None:
    network = wrapped(Reusing())
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with torch.no_grad():
        hidden = network.body.features.one(network.normalise(images()))
        change = network(images()) - network(blurred(images()))

    contributions = deep_lift(network, images(), LABELS)

    assert float(hidden.max()) > 6
    torch.testing.assert_close(
        contributions.sum(dim=(1, 2)), change.gather(1, LABELS[:, None])[:, 0], rtol=1e-3, atol=1e-5
    )
    assert isinstance(network.body.features.activation, nn.ReLU6)  # the network is not the copy
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())


def test_one_relus_rescale_rule_worked_out_by_hand() -> None:
    body = nn.Sequential(nn.Conv2d(1, 1, 1), nn.ReLU())
    body[0].weight.data.fill_(2.0)
    body[0].bias.data.fill_(-1.0)
    module = nn.Module()
    module.features, module.classifier = body, nn.Linear(1, 1)
    module.classifier.weight.data.fill_(3.0)
    module.forward = lambda x: module.classifier(module.features(x).mean((2, 3)))
    network = WrappedNetwork(
        module, n_labels=1, image_size=2, stem_channels=1, mean=(0.0,), std=(1.0,)
    ).eval()
    pixels = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]])
    reference = blurred(pixels, 0.25)

    contributions = DeepLift(sigma_share=0.25)(network, pixels, torch.tensor([0]))[0]

    # z = 3/4·Σ ReLU(2x - 1): each pixel's own change, as cells do not mix.
    expected = 0.75 * ((2 * pixels - 1).relu() - (2 * reference - 1).relu())[0, 0]
    torch.testing.assert_close(contributions, expected)
    assert float(contributions[0, 0]) > 0.1


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: build_network("efficientnet-b0", 3), "MemoryEfficientSwish in EfficientNetBN"),
        (lambda: build_network("vit", 3, image_size=64), "in ViT"),
        (lambda: wrapped(Reusing(nn.GELU())), "GELU in Reusing"),
        (lambda: wrapped(Reusing(nn.ReLU(), functional=True)), "is no module of its own"),
    ],
)
def test_networks_that_deep_lift_cannot_follow_are_refused_by_name(
    build: object, says: str
) -> None:
    network = build()
    side = 64 if network.stem_channels == 3 else SIDE

    with pytest.raises(InvalidInputError, match=says):
        deep_lift(network.eval(), images(side=side), LABELS)


def test_integrated_gradients_sum_to_the_change_of_the_logit() -> None:
    network = wrapped(Reusing(nn.Softplus()))
    shares = IntegratedGradients(steps=64)(network, images(), LABELS)

    with torch.no_grad():
        change = (network(images()) - network(blurred(images()))).gather(1, LABELS[:, None])[:, 0]
    torch.testing.assert_close(shares.sum(dim=(1, 2)), change, rtol=2e-2, atol=1e-4)


@pytest.mark.parametrize("name", explainer_names())
def test_every_explainer_answers_alike_in_training_mode_and_leaves_it_on(name: str) -> None:
    network = _seen(build_network("small", 3))
    pixels = images(side=32)
    expected = explainer(name)(network, pixels, LABELS)

    got = explainer(name)(network.train(), pixels, LABELS)

    assert network.training
    assert not got.requires_grad
    assert all(parameter.grad is None for parameter in network.parameters())
    assert float(expected.abs().max()) > 0
    torch.testing.assert_close(got, expected)


@pytest.mark.parametrize("name", explainer_names())
def test_every_explainer_refuses_labels_that_are_not_one_per_image(name: str) -> None:
    with pytest.raises(ShapeError, match=r"labels are \(1,\) for 2 images"):
        explainer(name)(build_network("small", 3).eval(), images(side=32), torch.tensor([0]))


def test_blurring_keeps_a_constant_image_and_the_sum_of_a_dot_far_from_the_border() -> None:
    dot = torch.zeros(1, 1, 64, 64)
    dot[0, 0, 32, 32] = 1.0
    spread = blurred(dot)

    torch.testing.assert_close(
        blurred(torch.full((1, 2, 16, 16), 0.3)), torch.full((1, 2, 16, 16), 0.3)
    )
    assert float(spread.sum()) == pytest.approx(1.0)
    # A Gaussian of sigma 4 px: its peak is 1 / (2·π·16), and one sigma away exp(-1/2) of it.
    assert float(spread.max()) == pytest.approx(1 / (2 * torch.pi * 16), rel=0.01)
    assert float(spread[0, 0, 32, 36] / spread.max()) == pytest.approx(0.6065, rel=1e-3)
