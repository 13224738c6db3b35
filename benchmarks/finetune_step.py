"""What does a fine-tuning step cost, by what it is made of? DenseNet121 at 224, on random images.

Four kinds of step take turns on one thread; the median of their CPU times counts. `plain` is
the prediction loss on the annotated and the rehearsal images; `attention` adds soft Dice on the
same batch; `swap` adds the composites, so twice the images; `input-gradient` is seed 003's loss
on the same batch. `whole` is section 5's default: swap, Dice and distillation.

    python benchmarks/finetune_step.py            a table
    python benchmarks/finetune_step.py --json     and then one JSON document
"""

import argparse
import json
import statistics
import time
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from medebiaser.learning.debiasing import DebiasObjective, DebiasSettings
from medebiaser.learning.networks import Network, build_network
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.precision import chosen_precision
from medebiaser.learning.step_sources import PixelSource

LABELS, SIDE = 14, 224
PLAIN: dict[str, Any] = {"swap": False, "distillation": 0.0}
KINDS: dict[str, DebiasSettings] = {
    "plain": DebiasSettings(attention="none", **PLAIN),
    "attention": DebiasSettings(attention="dice", **PLAIN),
    "swap": DebiasSettings(attention="none", swap=True, distillation=0.0),
    "input-gradient": DebiasSettings(attention="input-gradient", **PLAIN),
    "whole": DebiasSettings(),
}
RATIOS = {
    "attention_over_plain": "attention",
    "swap_over_plain": "swap",
    "input_gradient_over_plain": "input-gradient",
}


def pools(count: int) -> tuple[AnnotatedPool, RehearsalPool]:
    """Annotated and rehearsal images, `count` of each; every pair has a region of 50 x 50 px."""
    masks = torch.zeros(count, SIDE, SIDE)
    masks[:, 60:110, 90:140] = 1.0
    targets = torch.zeros(count, LABELS)
    positives = targets.clone()
    positives[:, 0] = 1.0
    rows = torch.arange(count)
    labels = torch.zeros(count, dtype=torch.int64)
    return (
        AnnotatedPool(rows=rows, labels=labels, targets=positives, masks=masks),
        RehearsalPool(rows + count, targets),
    )


def objective(settings: DebiasSettings, images: Tensor) -> DebiasObjective:
    """A step of one kind over the images (2 count, 1, 224, 224) uint8."""
    count = len(images) // 2
    annotated, rehearsal = pools(count)
    source = PixelSource(
        annotated,
        rehearsal,
        lambda rows: images[rows].float() / 255,
        parent=prepared(build_network("densenet121", LABELS)),
        parent_probabilities=torch.full((len(images), LABELS), 0.1),
    )
    return DebiasObjective(
        annotated, rehearsal, settings, 0, source=source, positives=torch.full((LABELS,), count)
    )


def prepared(network: Network) -> Network:
    """Frozen statistics and channels last, as the training loop has it."""
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval()


def step_s(
    network: Network, optimiser: torch.optim.Optimizer, kind: DebiasObjective, bf16: bool, draw: int
) -> float:
    """CPU seconds of one whole optimiser step."""
    begun = time.process_time()
    optimiser.zero_grad()
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        total = kind(network, draw).total
    total.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    optimiser.step()
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--images", type=int, default=24, help="annotated, and as many rehearsal")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--precision", default="auto", choices=("auto", "32", "bf16"))
    options = parser.parse_args()

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    shape = (2 * options.images, 1, SIDE, SIDE)
    images = torch.randint(256, shape, generator=generator, dtype=torch.uint8)
    network = prepared(build_network("densenet121", LABELS))
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-5)
    bf16 = chosen_precision(network, "cpu", options.precision) == "bf16"
    sizes = {"annotated_per_step": options.images, "rehearsal_per_step": options.images}
    kinds = {name: objective(replace(chosen, **sizes), images) for name, chosen in KINDS.items()}
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(options.repeats + 1):  # the first turn warms up
        for name, kind in kinds.items():
            spent = step_s(network, optimiser, kind, bf16, turn)
            if turn:
                times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    for name, seconds in medians.items():
        shown = " ".join(f"{each:.2f}" for each in times[name])
        print(f"{name:15s} {seconds:6.2f} s  {seconds / medians['plain']:5.3f}   ({shown})")
    if options.json:
        ratios = {name: medians[kind] / medians["plain"] for name, kind in RATIOS.items()}
        facts = {"images": len(images), "repeats": options.repeats, "bf16": bf16}
        print(json.dumps({"ratios": ratios, "seconds": medians, **facts}))


if __name__ == "__main__":
    main()
