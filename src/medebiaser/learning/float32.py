"""Losses are sums of many small numbers: they are computed in float32 whatever the network uses."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, cast

import torch
from torch import Tensor

P = ParamSpec("P")

NARROW = (torch.float16, torch.bfloat16)


def in_float32(loss: Callable[P, Tensor]) -> Callable[P, Tensor]:
    """Make a loss widen its half-precision tensors to float32 and ignore any autocast around it.

    Tensors that are float32 or wider already, and all that is no float tensor, pass as they are.

    Args:
        loss: a function of tensors, at least one of them among its arguments.

    Returns:
        The same function with the same signature.
    """

    @wraps(loss)
    def exact(*args: P.args, **kwargs: P.kwargs) -> Tensor:
        device_type = next(_tensors(args, kwargs)).device.type
        with torch.autocast(device_type=device_type, enabled=False):
            positional = [_widened(argument) for argument in args]
            named = {name: _widened(argument) for name, argument in kwargs.items()}
            return cast(Callable[..., Tensor], loss)(*positional, **named)

    return exact


def _tensors(args: tuple[object, ...], kwargs: dict[str, Any]) -> Iterator[Tensor]:
    return (argument for argument in (*args, *kwargs.values()) if isinstance(argument, Tensor))


def _widened(argument: object) -> object:
    if isinstance(argument, Tensor) and argument.dtype in NARROW:
        return argument.float()
    return argument
