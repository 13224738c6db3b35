"""Which device a step runs on."""

import torch

from medebiaser.errors import InvalidInputError


def chosen_device(name: str) -> str:
    """Return the device that a person named; `auto` takes the fastest there is.

    Raises:
        InvalidInputError: this machine has no such device.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, index = name.partition(":")
    available = {
        "cpu": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    wanted = int(index) if index.isdigit() else 0
    if kind not in available or wanted >= available[kind]:
        raise InvalidInputError(
            f"this machine has no device {name}; it has "
            f"{', '.join(k for k, count in available.items() if count)}"
        )
    return name
