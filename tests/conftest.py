"""Shared by all tests: one thread, so that figures repeat; real data where it is present."""

import os
from pathlib import Path

import pytest
import torch

pytest_plugins = ("tests.loop", "tests.servers")
"""The small phantom project and the servers on loopback that many tests share."""

SHARED = Path(__file__).parents[2] / "shared"


os.environ["OMP_NUM_THREADS"] = "1"
"""For the processes that tests start: sums over several threads differ in the last bit."""


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data beside the repository."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def shared_weights() -> Path:
    """Return the folder of pretrained weights beside the repository."""
    folder = SHARED / "weights"
    if not folder.is_dir():
        pytest.skip("the pretrained weights are not beside this checkout (../shared/weights)")
    return folder
