"""MONAI's DenseNet, ResNet and EfficientNet, cut before the pool.

MONAI takes four seconds to import, so each builder imports it when it is called. All have a
three-channel first layer with ImageNet's mean and std, so that ImageNet weights load as they are.
"""

from collections.abc import Iterator

from torch import Tensor, nn

from medebiaser.learning.networks.base import IMAGENET_MEAN, IMAGENET_STD, Network
from medebiaser.learning.networks.weight_names import densenet_name, efficientnet_name


class _MonaiNetwork(Network):
    """MONAI's module as `body`, its own forward pass kept for comparison."""

    def __init__(self, body: nn.Module, n_labels: int, channels: int) -> None:
        super().__init__(
            n_labels,
            in_channels=channels,
            stem_channels=3,
            mean=IMAGENET_MEAN,
            std=IMAGENET_STD,
        )
        self.body = body

    def library_name(self, name: str) -> str:
        """Return the library's name of a weight; networks whose names differ translate it."""
        return name

    def candidate_names(self, name: str) -> tuple[str, ...]:
        """Return the names a foreign weight may have here, the likeliest first."""
        return name, f"body.{self.library_name(name)}"


class DenseNet(_MonaiNetwork):
    """DenseNet; last block: denseblock4, norm5 and the ReLU after it."""

    def __init__(self, depth: int, n_labels: int, *, channels: int = 1) -> None:
        from monai.networks.nets.densenet import DenseNet121, DenseNet169

        build = {121: DenseNet121, 169: DenseNet169}[depth]
        super().__init__(
            build(spatial_dims=2, in_channels=3, out_channels=n_labels), n_labels, channels
        )

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what leaves transition3: (N, C / 2, s / 32, s / 32)."""
        for stage in self._stages()[:-2]:
            normalised = stage(normalised)
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A: the maps after norm5 *and* its ReLU, (N, C, s / 32, s / 32)."""
        for module in self.last_block_modules():
            trunk_out = module(trunk_out)
        return trunk_out

    @property
    def classifier(self) -> nn.Module:
        """The linear head."""
        return self.body.get_submodule("class_layers.out")

    def last_block_modules(self) -> Iterator[nn.Module]:
        """denseblock4, norm5 and the ReLU."""
        yield from self._stages()[-2:]
        yield self.body.get_submodule("class_layers.relu")

    def _stages(self) -> list[nn.Module]:
        return list(self.body.get_submodule("features").children())

    def library_name(self, name: str) -> str:
        """Translate a torchvision weight name to MONAI's."""
        return densenet_name(name)


class ResNet(_MonaiNetwork):
    """ResNet with the standard stride-2 stem and torchvision's weight names; last block: layer4."""

    def __init__(self, depth: int, n_labels: int, *, channels: int = 1) -> None:
        from monai.networks.nets.resnet import resnet18, resnet50

        build = {18: resnet18, 50: resnet50}[depth]
        body = build(
            spatial_dims=2,
            n_input_channels=3,
            num_classes=n_labels,
            conv1_t_stride=2,
            bias_downsample=False,
        )
        super().__init__(body, n_labels, channels)

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what leaves layer3: (N, C / 2, s / 16, s / 16)."""
        for name in ("conv1", "bn1", "act", "maxpool", "layer1", "layer2", "layer3"):
            normalised = self.body.get_submodule(name)(normalised)
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A, what leaves layer4: (N, C, s / 32, s / 32)."""
        out: Tensor = self.body.get_submodule("layer4")(trunk_out)
        return out

    @property
    def classifier(self) -> nn.Module:
        """The linear head."""
        return self.body.get_submodule("fc")

    def last_block_modules(self) -> Iterator[nn.Module]:
        """layer4."""
        yield self.body.get_submodule("layer4")


class EfficientNet(_MonaiNetwork):
    """EfficientNet-B0; last block: the last two stages and the head's convolution."""

    def __init__(self, n_labels: int, *, channels: int = 1) -> None:
        from monai.networks.nets.efficientnet import EfficientNetBN

        body = EfficientNetBN(
            "efficientnet-b0", pretrained=False, in_channels=3, num_classes=n_labels
        )
        super().__init__(body, n_labels, channels)

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what leaves the fifth stage: (N, 112, s / 16, s / 16)."""
        for name in ("_conv_stem_padding", "_conv_stem", "_bn0", "_swish"):
            normalised = self.body.get_submodule(name)(normalised)
        for stage in self._stages()[:-2]:
            normalised = stage(normalised)
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A, what leaves the last SiLU: (N, 1280, s / 32, s / 32)."""
        for module in self.last_block_modules():
            trunk_out = module(trunk_out)
        return trunk_out

    @property
    def classifier(self) -> nn.Module:
        """Dropout and the linear head."""
        return nn.Sequential(self.body.get_submodule("_dropout"), self.body.get_submodule("_fc"))

    def last_block_modules(self) -> Iterator[nn.Module]:
        """The last two stages, the head's convolution, batch norm and SiLU."""
        yield from self._stages()[-2:]
        for name in ("_conv_head_padding", "_conv_head", "_bn1", "_swish"):
            yield self.body.get_submodule(name)

    def _stages(self) -> list[nn.Module]:
        return list(self.body.get_submodule("_blocks").children())

    def library_name(self, name: str) -> str:
        """Translate a torchvision or EfficientNet-PyTorch weight name to MONAI's."""
        return efficientnet_name(name)
