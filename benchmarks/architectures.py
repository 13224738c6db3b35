"""What each of our networks costs: seconds for 1,000 images and memory, one thread, 224 pixels.

    python benchmarks/architectures.py [--json] [--only NAME …]

Every network is measured in a process of its own. Seconds are those that the processor spent on it
(not the clock on the wall), so that other programs on the machine weigh little. Training is one
step of Adam on the prediction loss for a batch of 16, in 32 bits; prediction is what a round does
with an image: probabilities, maps and embeddings. Memory is the process's peak while training,
less what it had before the network was built.
"""

import argparse
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import torch

from medebiaser.learning.explainers import explain
from medebiaser.learning.losses import binary_cross_entropy
from medebiaser.learning.networks import Network, build_network, network_names

LABELS, SIDE, BATCH, STEPS = 14, 224, 16, 2
_KIB_IN_MIB = 1024


def measured(name: str) -> dict[str, float | str]:
    """Measure one network in this process."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    images, targets = torch.rand(BATCH, 1, SIDE, SIDE), torch.rand(BATCH, LABELS).round()
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    network = build_network(name, n_labels=LABELS, channels=1)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    training_s = _training_s(network, images, targets)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "name": name,
        "training_s": round(training_s, 1),
        "prediction_s": round(_prediction_s(network, images), 1),
        "memory_mib": round((peak_kib - before_kib) / _KIB_IN_MIB),
    }


def _training_s(network: Network, images: torch.Tensor, targets: torch.Tensor) -> float:
    """Return seconds of the processor for 1,000 images."""
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-4)
    began = 0.0
    for step in range(STEPS + 1):
        if step == 1:  # the first one warms up
            began = time.process_time()
        optimiser.zero_grad()
        binary_cross_entropy(network(images), targets).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return (time.process_time() - began) / (STEPS * BATCH) * 1_000


def _prediction_s(network: Network, images: torch.Tensor) -> float:
    explain(network, images[:2])
    began = time.process_time()
    for _ in range(STEPS):
        explain(network, images)
    return (time.process_time() - began) / (STEPS * BATCH) * 1_000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", nargs="+", default=list(network_names()))
    options = parser.parse_args()
    found = []
    for name in options.only:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            found.append(process.submit(measured, name).result())
        print(found[-1], file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps({"side": SIDE, "batch": BATCH, "networks": found}))
        return 0
    print(f"{'network':18}{'training':>12}{'prediction':>12}{'memory':>10}")
    for each in found:
        print(
            f"{each['name']:18}{each['training_s']:>10} s{each['prediction_s']:>10} s"
            f"{each['memory_mib']:>6} MiB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
