"""Maps of all labels: closed form beside a plain forward pass, captum's and MONAI's Grad-CAM.

Every contender answers the same question about the same images: the signed map of each label.
Runs take turns, so that whatever else the machine does falls on all of them alike; figures are
medians of CPU time on one thread. Ratios are speeds, ours over theirs: above 1 is faster.

    python benchmarks/explain.py [--json] [--repeats 5] [--labels 14] [--side 224] [--images 1]
"""

import argparse
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import torch
from torch import Tensor

from medebiaser.learning.explainers import explain
from medebiaser.learning.networks import Network, build_network

LAYERS = {"densenet121": "body.class_layers.relu", "resnet50": "body.layer4"}
# The two that cost one forward pass run this many times for each run of the others.
QUICK_RUNS = 6
Contender = Callable[[], Tensor]


def contenders(network: Network, images: Tensor, layer: str) -> dict[str, Contender]:
    """Return what is timed: each call gives logits or the maps of all labels."""
    from captum.attr import LayerGradCam
    from monai.visualize import GradCAM

    captum = LayerGradCam(network, network.get_submodule(layer))
    # Without its default post-processing, which inverts and rescales, it gives the same numbers.
    monai = GradCAM(network, target_layers=layer, postprocessing=_as_it_is, upsampler=_small)
    labels = range(network.n_labels)

    def forward() -> Tensor:
        with torch.no_grad():
            return network(images)

    return {
        "forward": forward,
        "closed_form": lambda: explain(network, images).maps,
        "captum": lambda: torch.stack(
            [captum.attribute(images, target=k)[:, 0].detach() for k in labels], dim=1
        ),
        "monai": lambda: torch.cat([monai(images, class_idx=k).detach() for k in labels], dim=1),
    }


def _as_it_is(maps: Tensor) -> Tensor:
    return maps


def _small(_: object) -> Callable[[Tensor], Tensor]:
    return _as_it_is


def cpu_seconds(calls: dict[str, Contender], repeats: int) -> dict[str, float]:
    """Return the median CPU seconds of each, the runs taking turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for repeat in range(repeats + 1):
        order = ["forward", "closed_form"] * QUICK_RUNS + ["captum", "monai"]
        for name in order:
            started = time.process_time()
            calls[name]()
            if repeat:  # the first round warms up
                times[name].append(time.process_time() - started)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def differences(calls: dict[str, Contender]) -> dict[str, float]:
    """Return how far the others' maps are from ours, as a share of the largest value."""
    ours = calls["closed_form"]()
    cells = ours.shape[2] * ours.shape[3]
    captum, monai = calls["captum"]() * cells, calls["monai"]() * cells
    largest = ours.abs().max()
    return {
        "captum": float((ours - captum).abs().max() / largest),
        "monai": float((ours.relu() - monai).abs().max() / largest),  # MONAI's are rectified
    }


def measured(name: str, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return times, ratios and differences of one network."""
    network = build_network(name, options.labels, image_size=options.side).eval()
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(options.images, 1, options.side, options.side, generator=generator)
    with torch.no_grad():
        network.train()(torch.rand(4, 1, options.side, options.side, generator=generator))
    calls = contenders(network.eval(), images, LAYERS[name])
    seconds = cpu_seconds(calls, options.repeats)
    ratios = {
        f"closed_form_over_{other}": seconds[other] / seconds["closed_form"]
        for other in ("forward", "captum", "monai")
    }
    return {"seconds": seconds, "ratios": ratios, "largest_difference": differences(calls)}


def table(networks: dict[str, dict[str, dict[str, float]]], options: argparse.Namespace) -> str:
    """Return the figures as lines of text."""
    lines = [
        f"{options.labels} labels, {options.images} image(s) of {options.side} px, CPU ms, one "
        "thread, medians",
        f"{'network':<14}{'forward':>10}{'maps':>10}{'captum':>10}{'monai':>10}"
        f"{'x forward':>12}{'x captum':>10}{'x monai':>10}{'differs by':>12}",
    ]
    for name, found in networks.items():
        times = "".join(f"{1000 * found['seconds'][c]:>10.1f}" for c in found["seconds"])
        forward, captum, monai = found["ratios"].values()
        differs = max(found["largest_difference"].values())
        lines.append(
            f"{name:<14}{times}{forward:>12.3f}{captum:>10.1f}{monai:>10.1f}{differs:>12.1e}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure both networks and print a table or, with --json, also one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON document on stdout")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--labels", type=int, default=14)
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--images", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # hooks that captum and MONAI announce
    networks = {name: measured(name, options) for name in LAYERS}
    print(table(networks, options), file=sys.stderr if options.json else sys.stdout)
    if options.json:
        # The worst of both networks stands at the top.
        worst = {
            ratio: min(found["ratios"][ratio] for found in networks.values())
            for ratio in next(iter(networks.values()))["ratios"]
        }
        print(json.dumps({"ratios": worst, "networks": networks}))


if __name__ == "__main__":
    main()
