"""The state of a training run as tensors and JSON: nothing that would need a pickle."""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from medebiaser.errors import InvalidInputError
from medebiaser.learning.schedules import Schedule

_NETWORK, _BEST, _OPTIMISER = "network.", "best.", "optimiser."

State = dict[str, Tensor]
Facts = dict[str, Any]


def copied_state(network: nn.Module) -> State:
    """Return copies of all weights and buffers, in main memory, contiguous."""
    return {name: _copied(tensor) for name, tensor in network.state_dict().items()}


def run_tensors(network: nn.Module, optimiser: Optimizer, best: State | None) -> State:
    """Return everything a run needs to go on: weights, buffers, Adam's moments, best weights."""
    tensors = {_NETWORK + name: tensor for name, tensor in copied_state(network).items()}
    for name, parameter in network.named_parameters():
        for moment, tensor in optimiser.state.get(parameter, {}).items():
            tensors[f"{_OPTIMISER}{moment}.{name}"] = _copied(tensor)
    for name, tensor in (best or {}).items():
        tensors[_BEST + name] = tensor
    return tensors


def restore(tensors: Mapping[str, Tensor], network: nn.Module, optimiser: Optimizer) -> None:
    """Put weights, buffers and Adam's moments back, on the network's own device.

    Raises:
        InvalidInputError: the tensors belong to another network.
    """
    try:
        network.load_state_dict(_under(_NETWORK, tensors))
    except RuntimeError as error:
        raise InvalidInputError(
            "the checkpoint belongs to another network; train from the start "
            f"({str(error).splitlines()[-1].strip()})"
        ) from error
    parameters = dict(network.named_parameters())
    for key, tensor in _under(_OPTIMISER, tensors).items():
        moment, name = key.split(".", 1)
        parameter = parameters[name]
        optimiser.state[parameter][moment] = _placed(tensor, moment, parameter)


def best_state(tensors: Mapping[str, Tensor]) -> State | None:
    """Return the best weights among a run's tensors; None where none were kept."""
    return _under(_BEST, tensors) or None


def check_same_run(facts: Mapping[str, Any], schedule: Schedule, seed: int, world: int) -> None:
    """Refuse to go on with a run under other settings than it began with.

    Raises:
        InvalidInputError: naming the setting, what the checkpoint has and what was asked.
    """
    now = {**schedule.as_json(), "seed": seed, "world": world}
    then = {**facts["schedule"], "seed": facts["seed"], "world": facts["world"]}
    for name, value in now.items():
        if then.get(name) != value:
            raise InvalidInputError(
                f"the checkpoint was trained with {name} {then.get(name)}, now {name} is {value}; "
                "resume with the same settings or train from the start"
            )


def finite_or_none(value: float | None) -> float | None:
    """Return the value, or None for NaN and infinity, which JSON cannot carry."""
    return value if value is not None and math.isfinite(value) else None


def _copied(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu", copy=True).contiguous()


def _placed(tensor: Tensor, moment: str, parameter: Tensor) -> Tensor:
    """Return a moment laid out in memory like its parameter, as Adam makes it."""
    if moment == "step":  # Adam counts steps on the CPU
        return tensor.clone()
    return torch.empty_like(parameter, requires_grad=False).copy_(tensor)


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> State:
    return {name[len(prefix) :]: t for name, t in tensors.items() if name.startswith(prefix)}
