import subprocess
import sys

import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError, ShapeError
from medebiaser.learning.networks import (
    NetworkDefaults,
    SmallNetwork,
    build_network,
    evaluating,
    network_defaults,
    network_names,
    register_network,
)

OF_MONAI = ("densenet121", "densenet169", "resnet18", "resnet50", "efficientnet-b0", "vit")
SIDE = 64


def images(n: int = 2, channels: int = 1, side: int = SIDE, seed: int = 0) -> Tensor:
    return torch.rand(n, channels, side, side, generator=torch.Generator().manual_seed(seed))


def warmed(name: str, n_labels: int = 5) -> nn.Module:
    """A network whose batch-norm statistics are not those of a fresh one."""
    network = build_network(name, n_labels, image_size=SIDE).train()
    with torch.no_grad():
        for seed in range(3):
            network(images(8, seed=seed))
    return network.eval()


@pytest.mark.parametrize("name", OF_MONAI)
@torch.no_grad()
def test_the_parts_of_a_network_give_the_logits_of_the_librarys_own_forward_pass(name: str) -> None:
    network = warmed(name)
    own = network.body(network.normalise(images()))
    own = own[0] if isinstance(own, tuple) else own

    logits = network.logits(network.features(images()))

    torch.testing.assert_close(logits, own, rtol=1e-6, atol=1e-6)
    assert float(own.std()) > 0


@torch.no_grad()
def test_densenets_feature_maps_are_those_after_the_relu_that_follows_norm5() -> None:
    network = warmed("densenet121")
    before = network.body.features(network.normalise(images())).clone()

    features = network.features(images())

    assert float(before.min()) < 0
    torch.testing.assert_close(features, before.clamp(min=0))


@pytest.mark.parametrize("name", ["small", *OF_MONAI])
def test_a_step_on_the_last_blocks_weights_moves_the_logits_and_not_what_is_cached(
    name: str,
) -> None:
    network = warmed(name)
    with torch.no_grad():
        cached = network.trunk(network.normalise(images()))
        logits = network.logits(network.last_block(cached))
    network.logits(network.last_block(cached)).square().sum().backward()
    learning = list(network.last_block_parameters())

    assert all(p.grad is not None for p in learning)
    assert sum(p.grad is not None for p in network.parameters()) == len(learning)
    assert len({id(p) for p in learning}) == len(learning)
    with torch.no_grad():
        for parameter in learning:
            parameter -= 0.1 * parameter.grad.sign()
        assert torch.equal(network.trunk(network.normalise(images())), cached)
        assert not torch.allclose(network(images()), logits)


def test_the_small_network_has_under_a_million_weights_and_eight_by_eight_cells_at_128_px() -> None:
    network = build_network("small", 14)

    assert sum(p.numel() for p in network.parameters()) < 1_000_000
    assert network.eval().features(images(1, side=128)).shape == (1, 128, 8, 8)


def test_the_small_network_learns_to_find_a_four_pixel_dot_in_fifty_steps() -> None:
    generator = torch.Generator().manual_seed(0)

    def batch(n: int) -> tuple[Tensor, Tensor]:
        """Return noise, with a bright square of 4 x 4 pixels in every second image."""
        pixels = torch.rand(n, 1, 64, 64, generator=generator) * 0.5
        for image, (y, x) in zip(
            pixels[1::2],
            torch.randint(0, 60, (n // 2, 2), generator=generator).tolist(),
            strict=True,
        ):
            image[0, y : y + 4, x : x + 4] = 1.0
        return pixels, torch.arange(n) % 2

    network = build_network("small", 1).train()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(50):
        pixels, truth = batch(16)
        loss = nn.functional.binary_cross_entropy_with_logits(network(pixels)[:, 0], truth.float())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    pixels, truth = batch(64)
    with evaluating(network), torch.no_grad():
        logits = network(pixels)[:, 0]

    ahead = logits[truth == 1][:, None] > logits[truth == 0][None]
    assert float(ahead.float().mean()) > 0.95  # the area under the ROC curve


def test_one_seed_gives_one_network_and_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    first, again, other = (build_network("small", 2, seed=seed) for seed in (1, 1, 2))

    assert torch.equal(torch.rand(1), expected)
    assert torch.equal(first(images()), again(images()))
    assert not torch.equal(first(images()), other(images()))


def test_grey_images_are_repeated_and_normalised_per_channel() -> None:
    network = build_network("resnet18", 2)
    normalised = network.normalise(torch.full((1, 1, 2, 2), 0.5))

    assert normalised[0, :, 0, 0].tolist() == pytest.approx(
        [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225]
    )


def test_colour_images_do_not_enter_a_grey_network() -> None:
    with pytest.raises(ShapeError, match=r"\(2, 3, 64, 64\)"):
        build_network("small", 2)(images(channels=3))


def test_logits_stay_single_precision_under_autocast() -> None:
    network = build_network("small", 2).eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        features = network.features(images())
        logits = network.logits(features)

    assert (features.dtype, logits.dtype) == (torch.bfloat16, torch.float32)


def test_the_vision_transformer_lays_its_patches_out_row_by_row_without_the_class_token() -> None:
    network = build_network("vit", 2, image_size=64)
    tokens = torch.arange(17.0).reshape(1, 17, 1)

    assert network.cells(tokens)[0, 0].tolist() == [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10, 11, 12],
        [13, 14, 15, 16],
    ]


def test_the_vision_transformer_says_which_side_it_can_take() -> None:
    with pytest.raises(InvalidInputError, match="multiple of 16 px, not 100; choose 96"):
        build_network("vit", 2, image_size=100)


def test_monai_is_imported_when_a_network_of_it_is_built_and_not_before() -> None:
    code = (
        "import sys, medebiaser.learning.networks as n, medebiaser.learning.explainers;"
        "n.build_network('small', 2); print(sorted({'monai', 'captum'} & set(sys.modules)))"
    )
    reply = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert reply.stdout.strip() == "[]"


def test_a_users_builder_gets_a_name_of_its_own() -> None:
    def builder(n_labels: int, *, channels: int, image_size: int) -> SmallNetwork:
        return SmallNetwork(n_labels, channels=channels)

    register_network("of-a-test", builder, defaults=NetworkDefaults(learning_rate=0.5))

    assert "of-a-test" in network_names()
    assert network_defaults("of-a-test").learning_rate == 0.5
    assert build_network("of-a-test", 3, channels=3)(images(channels=3)).shape == (2, 3)
    with pytest.raises(ConflictError, match="already called small"):
        register_network("small", builder)


def test_an_unknown_network_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match=r"called vgg; there are small, densenet121"):
        build_network("vgg", 2)


@pytest.mark.parametrize(("n_labels", "channels"), [(0, 1), (2, 2)])
def test_no_labels_or_two_channels_are_refused(n_labels: int, channels: int) -> None:
    with pytest.raises(InvalidInputError):
        build_network("small", n_labels, channels=channels)


def test_evaluating_puts_every_module_back_into_its_own_mode() -> None:
    network = build_network("small", 2).train()
    network.tail.eval()  # as frozen batch norm leaves it
    with evaluating(network):
        assert not any(module.training for module in network.modules())

    assert network.training
    assert not network.tail.training
