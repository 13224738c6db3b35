"""A network from a user's own Python source, which is run; nothing is unpickled."""

import hashlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from torch import nn

from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.networks.wrapped import WrappedNetwork


def network_from_source(
    source_text: str,
    attribute: str,
    *,
    n_labels: int,
    arguments: Mapping[str, Any] | None = None,
    **cut: Any,
) -> WrappedNetwork:
    """Build a user's module from its source and cut it for maps.

    Args:
        source_text: a Python module that needs nothing beside it but installed packages.
        attribute: the name in it of a `torch.nn.Module` class, or of a function that returns one.
        n_labels: K.
        arguments: passed to the class or function.
        cut: what `WrappedNetwork` takes: features, classifier, mean, std, last_block_from, …

    Raises:
        InvalidInputError: the source does not run, or gives no `torch.nn.Module`.
        NotFoundError: the source has no such name, or the module no such path.
    """
    namespace = _module_from(source_text)
    builder = getattr(namespace, attribute, None)
    if not callable(builder):
        raise NotFoundError(
            f"the source has no class or function {attribute}; it has "
            f"{', '.join(_public_names(namespace)) or 'none'}"
        )
    try:
        module = builder(**(arguments or {}))
    except Exception as error:
        raise InvalidInputError(_because(f"{attribute} could not be built", error)) from error
    if not isinstance(module, nn.Module):
        raise InvalidInputError(
            f"{attribute} gave a {type(module).__name__}, not a torch.nn.Module"
        )
    return WrappedNetwork(module, n_labels=n_labels, **cut)


def _module_from(source_text: str) -> ModuleType:
    digest = hashlib.sha256(source_text.encode()).hexdigest()[:16]
    name = f"medebiaser_user_network_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    namespace = ModuleType(name)
    # Registered first: dataclasses and type hints look their own module up.
    sys.modules[name] = namespace
    try:
        exec(compile(source_text, f"<{name}>", "exec"), namespace.__dict__)
    except Exception as error:
        del sys.modules[name]
        raise InvalidInputError(_because("the network's source does not run", error)) from error
    return namespace


def _public_names(namespace: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(namespace).items()
        if callable(value) and getattr(value, "__module__", None) == namespace.__name__
    ]


def _because(what: str, error: Exception) -> str:
    line = getattr(error, "lineno", None)
    where = f" at line {line}" if line else ""
    return (
        f"{what}{where}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    )
