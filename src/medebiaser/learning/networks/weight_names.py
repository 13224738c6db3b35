"""How other libraries name the weights of the networks that MONAI builds.

| from | to MONAI's |
|---|---|
| torchvision densenet `…denselayerN.norm1.weight` | `…denselayerN.layers.norm1.weight` |
| its older files `…denselayerN.norm.1.weight` | the same |
| `classifier.weight` | `class_layers.out.weight` |
| torchvision resnet | the same names |
| torchvision efficientnet `features.S.J.block.…` | `_blocks.(S-1).(running block).…` |
| EfficientNet-PyTorch `_blocks.J.…` | `_blocks.(stage of J).J.…` |

torchvision's EfficientNet pads symmetrically and has another batch-norm epsilon: its weights load
and are a good start, but the logits are not those of torchvision. EfficientNet-PyTorch's are.
"""

import re
from itertools import accumulate

_DENSE_LAYER = re.compile(r"^(.*denselayer\d+)\.(norm|conv)\.?([12]\..+)$")
_BLOCK = re.compile(r"^features\.([1-7])\.(\d+)\.block\.(\d)\.(.+)$")
_FLAT_BLOCK = re.compile(r"^_blocks\.(\d+)\.(_.+)$")

_B0_REPEATS = (1, 2, 2, 3, 3, 4, 1)
_B0_STARTS = tuple(accumulate(_B0_REPEATS, initial=0))
_B0_ENDS = {
    "features.0.0": "_conv_stem",
    "features.0.1": "_bn0",
    "features.8.0": "_conv_head",
    "features.8.1": "_bn1",
    "classifier.1": "_fc",
}
_BLOCK_PARTS = {
    (0, "0"): "_expand_conv",
    (0, "1"): "_bn0",
    (1, "0"): "_depthwise_conv",
    (1, "1"): "_bn1",
    (2, "fc1"): "_se_reduce",
    (2, "fc2"): "_se_expand",
    (3, "0"): "_project_conv",
    (3, "1"): "_bn2",
}


def densenet_name(name: str) -> str:
    """Translate a torchvision DenseNet weight name to MONAI's; others are returned as they are."""
    dense = _DENSE_LAYER.match(name)
    if dense:
        layer, kind, rest = dense.groups()
        return f"{layer}.layers.{kind}{rest}"
    if name.startswith("classifier."):
        return "class_layers.out." + name.removeprefix("classifier.")
    return name


def efficientnet_name(name: str) -> str:
    """Translate a torchvision or EfficientNet-PyTorch B0 weight name to MONAI's."""
    flat = _FLAT_BLOCK.match(name)
    if flat:
        number = int(flat[1])
        stage = max(s for s in range(len(_B0_REPEATS)) if _B0_STARTS[s] <= number)
        return f"_blocks.{stage}.{number}.{flat[2]}"
    block = _BLOCK.match(name)
    if block:
        return _efficientnet_block_name(name, block)
    module, _, last = name.rpartition(".")
    return f"{_B0_ENDS[module]}.{last}" if module in _B0_ENDS else name


def _efficientnet_block_name(name: str, block: re.Match[str]) -> str:
    stage = int(block[1]) - 1
    # The first stage expands nothing, so that its parts are counted from the depthwise one.
    part = int(block[3]) + (1 if stage == 0 else 0)
    inner, _, last = block[4].partition(".")
    target = _BLOCK_PARTS.get((part, inner))
    return (
        f"_blocks.{stage}.{_B0_STARTS[stage] + int(block[2])}.{target}.{last}" if target else name
    )
