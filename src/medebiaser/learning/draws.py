"""Random draws that are pure functions of a seed and a step: what makes a resumed run exact."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
from torch import Tensor

_SEEDS = 2**63


def seed_of(*parts: int | str) -> int:
    """Return one seed in [0, 2^63) for a purpose; different parts give unrelated seeds."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") % _SEEDS


def generator_of(*parts: int | str) -> torch.Generator:
    """Return a fresh CPU generator for a purpose; the global one is never touched."""
    return torch.Generator().manual_seed(seed_of(*parts))


def epoch_draw(count: int, size: int, draw: int, *parts: int | str) -> Tensor:
    """Return the positions of one batch of endless, reshuffled passes over `count` things.

    Laid end to end, the batches 0, 1, 2, … visit every position once before any
    position comes a second time; a batch may span the end of one pass and the
    start of the next, so that all batches are full.

    Args:
        count: how many there are, >= 1.
        size: positions in a batch, >= 0.
        draw: which batch, from 0.
        parts: seed and purpose; another purpose gives another order.

    Returns:
        (size,) int64 in [0, count).
    """
    first = draw * size
    positions = range(first, first + size)
    return torch.tensor(
        [int(_shuffled(count, p // count, parts)[p % count]) for p in positions], dtype=torch.int64
    )


def repeated_draw(count: int, size: int, generator: torch.Generator) -> Tensor:
    """Return `size` positions below `count`: each at most once where there are enough.

    Where there are fewer than `size`, the draw is with replacement.
    """
    if count >= size:
        return torch.randperm(count, generator=generator)[:size]
    return torch.randint(count, (size,), generator=generator)


@contextmanager
def private_random_state(device: torch.device, seed: int) -> Iterator[None]:
    """Seed what dropout draws from, and put the global random state back afterwards."""
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        torch.default_generator.manual_seed(seed)
        if cuda:
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        yield


@lru_cache(maxsize=8)
def _shuffled(count: int, epoch: int, parts: tuple[int | str, ...]) -> Tensor:
    return torch.randperm(count, generator=generator_of(*parts, epoch))
