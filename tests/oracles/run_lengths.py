"""COCO's run lengths, written pixel by pixel from the format's description."""

import numpy as np


def runs_of(mask: np.ndarray) -> list[int]:
    """Lengths of alternating runs down the columns, the first of zeros (it may be 0)."""
    runs, value = [0], 0
    for pixel in mask.T.flatten().tolist():
        if pixel != value:
            runs.append(0)
            value = pixel
        runs[-1] += 1
    return runs


def packed_runs(runs: list[int]) -> str:
    """Runs as COCO's string: from the fourth on the difference to the one before the last."""
    text = ""
    for position, run in enumerate(runs):
        number = run - runs[position - 2] if position > 2 else run
        more = True
        while more:
            bits = number & 0x1F
            number >>= 5
            more = number != -1 if bits & 0x10 else number != 0
            text += chr((bits | (0x20 if more else 0)) + 48)
    return text
