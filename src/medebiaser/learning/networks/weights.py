"""Weights from a file into a network: names translated, shapes and numbers checked, then loaded."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.networks.base import Network

_WRAPPERS = ("module.", "_orig_mod.", "state_dict.", "model.", "network.", "net.", "backbone.")


@dataclass(frozen=True, slots=True)
class LoadedWeights:
    """What became of a file's weights.

    Attributes:
        loaded: names in the network that were filled.
        skipped: names in the file that the network has no place for.
        missing: names in the network that the file did not fill: the head at most.
        head_skipped: the file's head has other labels, so the network keeps its own.
    """

    loaded: tuple[str, ...]
    skipped: tuple[str, ...]
    missing: tuple[str, ...]
    head_skipped: bool


def load_weights(
    network: Network, state: Mapping[str, Tensor], *, allow_head_mismatch: bool = True
) -> LoadedWeights:
    """Fill a network with weights, all or nothing.

    Understood are our own names, the library's (MONAI, or the user's module), torchvision's for
    DenseNet, ResNet and EfficientNet, and any of them behind the prefixes that wrappers leave
    ("module.", …). A first layer for RGB fits a grey network and the other way round.

    Args:
        network: it is changed, in place.
        state: name to tensor, as a safetensors file gives it.
        allow_head_mismatch: keep the network's own head where the file's has another shape;
            or it has none; otherwise that is refused like any other weight.

    Raises:
        ShapeError: a tensor has another shape; names the first with both shapes.
        InvalidInputError: NaN or infinity, something that is no tensor, or weights that are
            missing: it is a file for another network.
    """
    own = dict(network.state_dict())
    head = _head_names(network)
    placed, skipped = _placed(network, _unwrapped(state), own)
    head_skipped = False
    for name, (file_name, tensor) in list(placed.items()):
        fitted = _fitted(tensor, own[name])
        if fitted is not None:
            placed[name] = (file_name, fitted)
        elif name in head and allow_head_mismatch:
            head_skipped = True
        else:
            raise ShapeError(
                f"{file_name} is {tuple(tensor.shape)} in the file and {tuple(own[name].shape)} "
                "in the network; choose the network that the file was made for"
            )
    if head_skipped:
        skipped += [placed.pop(name)[0] for name in head if name in placed]
    missing = [name for name in own if name not in placed]
    excused = head if allow_head_mismatch else set()
    _refuse_missing([name for name in missing if name not in excused], own, state)
    network.load_state_dict({name: tensor for name, (_, tensor) in placed.items()}, strict=False)
    return LoadedWeights(tuple(placed), tuple(skipped), tuple(missing), head_skipped)


def _unwrapped(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    tensors = dict(state)
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise InvalidInputError(
                f"{name} is a {type(tensor).__name__}, not a tensor; give the weights alone"
            )
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise InvalidInputError(
                f"{name} has NaN or infinite weights; the file is damaged or its training diverged"
            )
    prefix = _common_wrapper(tensors)
    while prefix:
        tensors = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
        prefix = _common_wrapper(tensors)
    return tensors


def _common_wrapper(tensors: Mapping[str, Tensor]) -> str:
    for prefix in _WRAPPERS:
        if tensors and all(name.startswith(prefix) for name in tensors):
            return prefix
    return ""


def _placed(
    network: Network, tensors: Mapping[str, Tensor], own: Mapping[str, Tensor]
) -> tuple[dict[str, tuple[str, Tensor]], list[str]]:
    placed: dict[str, tuple[str, Tensor]] = {}
    skipped = []
    for file_name, tensor in tensors.items():
        name = next((n for n in network.candidate_names(file_name) if n in own), None)
        if name is None:
            skipped.append(file_name)
        else:
            placed[name] = (file_name, tensor)
    return placed, skipped


def _fitted(tensor: Tensor, place: Tensor) -> Tensor | None:
    """Return the tensor in the place's shape and dtype, or None where it does not fit."""
    if tensor.shape != place.shape and tensor.ndim == place.ndim == 4:
        rows, *kernel = tensor.shape[0], *tensor.shape[2:]
        if [rows, *kernel] == [place.shape[0], *place.shape[2:]]:
            tensor = _other_channels(tensor, place.shape[1])
    return tensor.to(place.dtype) if tensor.shape == place.shape else None


def _other_channels(tensor: Tensor, channels: int) -> Tensor:
    # The response to a grey image repeated three times stays what it was.
    if tensor.shape[1] == 3 and channels == 1:
        return tensor.sum(dim=1, keepdim=True)
    if tensor.shape[1] == 1 and channels == 3:
        return tensor.expand(-1, 3, -1, -1) / 3
    return tensor


def _head_names(network: Network) -> set[str]:
    final: nn.Module = network.final_linear
    path = next(name for name, module in network.named_modules() if module is final)
    return {f"{path}.{name}" for name, _ in final.named_parameters()}


def _refuse_missing(
    missing: list[str], own: Mapping[str, Tensor], state: Mapping[str, Tensor]
) -> None:
    # Counters of batches seen, which older files do not carry, change nothing in eval mode.
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing:
        raise InvalidInputError(
            f"the file lacks {len(missing)} of {len(own)} weights, the first {missing[0]} (its "
            f"own first name is {next(iter(state), 'none: it is empty')}); choose the network "
            "that the file was made for"
        )
