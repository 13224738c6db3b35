"""DenseNet121 and ResNet50 from their papers, with the weight names of torchvision's files.

DenseNet: Huang et al. 2017, arXiv:1608.06993. ResNet (stride in the 3x3 convolution): He et al.
2016, arXiv:1512.03385.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, relu


class _DenseLayer(nn.Module):
    def __init__(self, before: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(before), nn.Conv2d(before, 128, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(128), nn.Conv2d(128, 32, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        new = self.conv2(relu(self.norm2(self.conv1(relu(self.norm1(x))))))
        return torch.cat([x, new], 1)


class _Transition(nn.Module):
    def __init__(self, before: int) -> None:
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(before), nn.Conv2d(before, before // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.avg_pool2d(self.conv(relu(self.norm(x))), 2)


class DenseNet121(nn.Module):
    def __init__(self, n_labels: int) -> None:
        super().__init__()
        self.features = nn.Sequential()
        self.features.add_module("conv0", nn.Conv2d(3, 64, 7, 2, 3, bias=False))
        self.features.add_module("norm0", nn.BatchNorm2d(64))
        width = 64
        for number, layers in enumerate((6, 12, 24, 16), start=1):
            block = nn.Sequential()
            for layer in range(layers):
                block.add_module(f"denselayer{layer + 1}", _DenseLayer(width + 32 * layer))
            width += 32 * layers
            self.features.add_module(f"denseblock{number}", block)
            if number < 4:
                self.features.add_module(f"transition{number}", _Transition(width))
                width //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, n_labels)

    def forward(self, x: Tensor) -> Tensor:
        x = self.features.conv0(x)
        x = max_pool2d(relu(self.features.norm0(x)), 3, 2, 1)
        for name, stage in self.features.named_children():
            if name not in {"conv0", "norm0"}:
                x = stage(x)
        return self.classifier(relu(x).mean((2, 3)))


class _Bottleneck(nn.Module):
    def __init__(self, before: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride > 1 or before != 4 * width:
            shrink = nn.Conv2d(before, 4 * width, 1, stride, bias=False)
            self.downsample = nn.Sequential(shrink, nn.BatchNorm2d(4 * width))

    def forward(self, x: Tensor) -> Tensor:
        out = relu(self.bn1(self.conv1(x)))
        out = self.bn3(self.conv3(relu(self.bn2(self.conv2(out)))))
        return relu(out + (x if self.downsample is None else self.downsample(x)))


class ResNet50(nn.Module):
    def __init__(self, n_labels: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        before = 64
        for number, blocks in enumerate((3, 4, 6, 3), start=1):
            width, layer = 32 * 2**number, nn.Sequential()
            for block in range(blocks):
                stride = 2 if block == 0 and number > 1 else 1
                layer.append(_Bottleneck(before, width, stride))
                before = 4 * width
            self.add_module(f"layer{number}", layer)
        self.fc = nn.Linear(before, n_labels)

    def forward(self, x: Tensor) -> Tensor:
        x = max_pool2d(relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for number in range(1, 5):
            x = self.get_submodule(f"layer{number}")(x)
        return self.fc(x.mean((2, 3)))


def with_random_statistics(network: nn.Module) -> nn.Module:
    """Give every batch norm statistics of its own, so that a swapped name changes the logits."""
    generator = torch.Generator().manual_seed(0)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for values in (module.weight.data, module.running_var):
                values.copy_(torch.rand(len(values), generator=generator) * 0.4 + 0.8)
            for values in (module.bias.data, module.running_mean):
                values.copy_(torch.randn(len(values), generator=generator) * 0.1)
    return network.eval()
