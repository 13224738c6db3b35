"""What a round was made with: versions, processor, and the code's own hash."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

import medebiaser

_PACKAGES = ("torch", "monai", "lightning-fabric", "kornia", "numpy", "opencv-python-headless")


def environment(device: str) -> dict[str, Any]:
    """Return versions and hardware, for the record of a round."""
    return {
        "medebiaser": medebiaser.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": torch.backends.cpu.get_cpu_capability(),
        "device": device,
        "threads": torch.get_num_threads(),
        **{name: version(name) for name in _PACKAGES},
    }


@cache
def code_hash() -> str:
    """Return the hash of the package's Python sources."""
    folder = Path(medebiaser.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
