"""How exactly a network calculates: 32-bit, or bf16 where the device has it."""

import torch
from torch import nn

from medebiaser.errors import InvalidInputError

_SMALL_PARAMETERS = 1_000_000


def chosen_precision(network: nn.Module, device: str | torch.device, precision: str) -> str:
    """Return `32` or `bf16`: what training uses.

    `auto` is bf16 where the device computes in it (on a CPU: AVX512_BF16 or AMX), except for
    networks below a million parameters: they are fast enough, and phantoms and tests then give
    the same figures with and without it. Weights, moments and losses stay 32-bit.

    Raises:
        InvalidInputError: no such precision.
    """
    if precision not in ("auto", "32", "bf16"):
        raise InvalidInputError(f"precision is {precision!r}; choose auto, 32 or bf16")
    if precision != "auto":
        return precision
    small = sum(p.numel() for p in network.parameters()) < _SMALL_PARAMETERS
    return "bf16" if not small and computes_bf16(device) else "32"


def computes_bf16(device: str | torch.device) -> bool:
    """Whether a device multiplies bf16 in hardware."""
    kind = torch.device(device).type
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    flags = torch.cpu.get_capabilities() if kind == "cpu" else {}
    return bool(flags.get("avx512_bf16") or flags.get("amx_bf16"))
