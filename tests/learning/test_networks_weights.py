import pytest
import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.networks import build_network, load_weights
from tests.oracles.torchvision_networks import DenseNet121, ResNet50, with_random_statistics


def colour_images() -> Tensor:
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("name", "build"), [("densenet121", DenseNet121), ("resnet50", ResNet50)])
def test_weights_under_torchvisions_names_give_torchvisions_logits(name: str, build: type) -> None:
    torch.manual_seed(0)
    theirs = with_random_statistics(build(5))
    ours = build_network(name, 5, channels=3).eval()

    loaded = load_weights(ours, theirs.state_dict())

    assert (loaded.skipped, loaded.missing, loaded.head_skipped) == ((), (), False)
    with torch.no_grad():
        expected = theirs(ours.normalise(colour_images()))
        torch.testing.assert_close(ours(colour_images()), expected, rtol=1e-4, atol=1e-4)
        assert float(expected.std()) > 1e-3


def test_older_densenet_files_with_a_dot_in_the_layer_names_load_too() -> None:
    theirs = with_random_statistics(DenseNet121(5)).state_dict()
    older = {
        name.replace("norm1.", "norm.1.").replace("conv2.", "conv.2.")
        if "denselayer" in name
        else name: t
        for name, t in theirs.items()
    }
    ours = build_network("densenet121", 5)

    assert load_weights(ours, older).missing == ()
    key = "features.denseblock2.denselayer3.{}1.weight"
    got = ours.state_dict()["body." + key.format("layers.norm")]
    assert torch.equal(got, theirs[key.format("norm")])


def test_torchvisions_efficientnet_names_find_their_blocks() -> None:
    ours = build_network("efficientnet-b0", 1000)
    own = {name.removeprefix("body."): tensor for name, tensor in ours.state_dict().items()}
    theirs = {name: own[target] + 1 for name, target in efficientnet_names().items()}

    loaded = load_weights(ours, theirs)

    assert len(theirs) == len(own) == 360
    assert (loaded.skipped, loaded.missing) == ((), ())
    now = ours.state_dict()
    for name, target in efficientnet_names().items():
        assert torch.equal(now["body." + target], theirs[name]), name


def efficientnet_names() -> dict[str, str]:
    """torchvision's names to MONAI's, spelled out from the two libraries' layouts."""
    of_norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    names: dict[str, str] = {"classifier.1.weight": "_fc.weight", "classifier.1.bias": "_fc.bias"}

    def convolution(theirs: str, ours: str, norm: str) -> None:
        names[f"{theirs}.0.weight"] = f"{ours}.weight"
        for kind in of_norm:
            names[f"{theirs}.1.{kind}"] = f"{norm}.{kind}"

    convolution("features.0", "_conv_stem", "_bn0")
    convolution("features.8", "_conv_head", "_bn1")
    running = 0
    for stage, repeats in enumerate((1, 2, 2, 3, 3, 4, 1)):
        for block in range(repeats):
            theirs, ours = f"features.{stage + 1}.{block}.block", f"_blocks.{stage}.{running}"
            part = 0
            if stage > 0:
                convolution(f"{theirs}.0", f"{ours}._expand_conv", f"{ours}._bn0")
                part = 1
            convolution(f"{theirs}.{part}", f"{ours}._depthwise_conv", f"{ours}._bn1")
            for fc, squeeze in (("fc1", "_se_reduce"), ("fc2", "_se_expand")):
                for kind in ("weight", "bias"):
                    names[f"{theirs}.{part + 1}.{fc}.{kind}"] = f"{ours}.{squeeze}.{kind}"
            convolution(f"{theirs}.{part + 2}", f"{ours}._project_conv", f"{ours}._bn2")
            running += 1
    return names


def test_flat_efficientnet_blocks_find_their_stage() -> None:
    ours = build_network("efficientnet-b0", 3)
    flat = {}
    for name, tensor in ours.state_dict().items():
        first, *rest = name.removeprefix("body.").split(".")
        flat[".".join([first, *(rest[1:] if first == "_blocks" else rest)])] = tensor

    loaded = load_weights(ours, flat)

    assert "_blocks.15._bn1.weight" in flat
    assert (loaded.skipped, loaded.missing) == ((), ())


@pytest.mark.parametrize("prefix", ["module.", "model.", "module.model.", "body."])
def test_the_prefixes_of_wrappers_are_taken_off(prefix: str) -> None:
    source, target = (build_network("resnet18", 3, seed=seed) for seed in (1, 2))
    state = {
        prefix + name.removeprefix("body."): tensor for name, tensor in source.state_dict().items()
    }

    load_weights(target, state)

    for name, tensor in source.state_dict().items():
        assert torch.equal(target.state_dict()[name], tensor)


def test_a_head_of_other_labels_is_left_out_and_reported() -> None:
    source, target = build_network("small", 1000), build_network("small", 3, seed=1)
    head = target.output.weight.clone()

    loaded = load_weights(target, source.state_dict())

    assert loaded.head_skipped
    assert set(loaded.skipped) == set(loaded.missing) == {"output.weight", "output.bias"}
    assert torch.equal(target.output.weight, head)
    assert torch.equal(target.tail.body[0].weight, source.tail.body[0].weight)


def test_a_head_of_other_labels_is_refused_where_it_must_fit() -> None:
    source, target = build_network("small", 1000), build_network("small", 3)

    with pytest.raises(ShapeError, match=r"output.weight is \(1000, 128\) .* \(3, 128\)"):
        load_weights(target, source.state_dict(), allow_head_mismatch=False)


def test_another_shape_is_refused_with_both_shapes_and_nothing_is_loaded() -> None:
    target = build_network("small", 3)
    state = build_network("small", 3, seed=1).state_dict()
    state["tail.body.0.weight"] = torch.zeros(64, 128, 3, 3)
    before = {name: tensor.clone() for name, tensor in target.state_dict().items()}

    with pytest.raises(
        ShapeError,
        match=r"tail.body.0.weight is \(64, 128, 3, 3\) in the file and \(128, 128, 3, 3\)",
    ):
        load_weights(target, state)
    assert all(torch.equal(before[name], now) for name, now in target.state_dict().items())


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused_by_name(bad: float) -> None:
    state = build_network("small", 3).state_dict()
    state["tail.body.1.bias"][5] = bad

    with pytest.raises(InvalidInputError, match=r"tail\.body\.1\.bias has NaN or infinite weights"):
        load_weights(build_network("small", 3), state)


def test_a_file_for_another_network_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"lacks \d+ of \d+ weights, the first body.conv1"):
        load_weights(build_network("resnet18", 3), build_network("small", 3).state_dict())


def test_a_value_that_is_no_tensor_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match="epoch is a int, not a tensor"):
        load_weights(build_network("small", 3), {"epoch": 3})


def test_a_colour_stem_gives_a_grey_network_the_response_to_repeated_grey() -> None:
    colour, grey = build_network("small", 3, channels=3).eval(), build_network("small", 3).eval()

    load_weights(grey, colour.state_dict())

    images = torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(grey(images), colour(images), rtol=1e-4, atol=1e-6)
