"""One fine-tuning round in full and on the last block alone: time, AUC and memory, side by side.

DenseNet121 at 224, 100 annotated and 400 rehearsal images, 250 steps of 24 + 24 images with
section 5's default losses, the same precision on both sides, each side in a process of its own
on one thread. The parent is trained from scratch on phantoms whose rare label goes with a marker;
AUC is that label's on shifted phantoms, where the marker goes with nothing.

`last_block` is timed whole: running the trunk over everything, then 250 steps. `full` is timed
on `--full-steps` optimiser steps after two for warming up; its time for 250 steps is 250 times
their median. Its AUC is that of a whole one-cycle schedule of just these steps, on fewer steps
than a round has unless `--full-steps 250` is given; the document says how many.

    python benchmarks/round.py                       a table, about 20 minutes on a quiet machine
    python benchmarks/round.py --json                and then one JSON document
    python benchmarks/round.py --full-steps 250      no extrapolation, about an hour
"""

import argparse
import json
import resource
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from medebiaser.data.masks import rasterised
from medebiaser.data.phantoms import LABEL_NAMES, SHORTCUT_LABEL, Phantoms, draw_phantoms
from medebiaser.learning.debiasing import DebiasObjective, DebiasSettings
from medebiaser.learning.networks import Network, build_network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.precision import chosen_precision
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.step_sources import PixelSource
from medebiaser.learning.training import fit
from medebiaser.learning.trunk_cache import cache_trunk
from medebiaser.records import Progress

RARE = LABEL_NAMES.index(SHORTCUT_LABEL)
ANNOTATED, REHEARSED, SIDE = 100, 400, 224
WARM_UP = 2
TEST_SEED = 1_000_000


@dataclass(frozen=True, slots=True)
class Scene:
    """What both sides start from: pixels, labels, regions and the parent.

    Attributes:
        images: (N, 1, s, s) uint8: the annotated first, then rehearsal, then others.
        labels: (N, K) float.
        masks: (ANNOTATED, s, s) float.
        views: (N,) int64.
        weights: the parent's.
        test_images: (M, 1, s, s) uint8, shifted.
        test_truth: (M,) bool, the rare label.
    """

    images: Tensor
    labels: Tensor
    masks: Tensor
    views: Tensor
    weights: dict[str, Tensor]
    test_images: Tensor
    test_truth: np.ndarray

    def fetch(self, rows: Tensor) -> Tensor:
        """(B, 1, s, s) float in [0, 1]."""
        return self.images[rows].float() / 255

    def parent(self) -> Network:
        """A network with the parent's weights."""
        network = build_network("densenet121", len(LABEL_NAMES))
        network.load_state_dict(self.weights)
        return network.to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload]

    def pools(self) -> tuple[AnnotatedPool, RehearsalPool]:
        """The round's images."""
        annotated = torch.arange(ANNOTATED)
        rehearsal = torch.arange(ANNOTATED, ANNOTATED + REHEARSED)
        return (
            AnnotatedPool(
                rows=annotated,
                labels=torch.full_like(annotated, RARE),
                targets=self.labels[annotated],
                masks=self.masks,
                views=self.views[annotated],
            ),
            RehearsalPool(rehearsal, self.labels[rehearsal], self.views[rehearsal]),
        )


def drawn_scene(options: argparse.Namespace) -> Scene:
    """Draw the phantoms and train the parent on all of them."""
    phantoms = draw_phantoms(options.pool, seed=options.seed, side=SIDE)
    rare = np.flatnonzero(phantoms.labels[:, RARE] == 1)[:ANNOTATED]
    if len(rare) < ANNOTATED:
        raise SystemExit(f"only {len(rare)} phantoms carry {SHORTCUT_LABEL}; raise --pool")
    others = np.setdiff1d(np.arange(options.pool), rare)[: REHEARSED + options.parent_images]
    rows = np.concatenate([rare, others])
    test = draw_phantoms(
        options.test_images, seed=TEST_SEED + options.seed, side=SIDE, shifted=True
    )
    scene = Scene(
        images=torch.from_numpy(phantoms.images[rows])[:, None],
        labels=torch.from_numpy(phantoms.labels[rows]).float(),
        masks=torch.stack([region_mask(phantoms, row) for row in rare]),
        views=torch.tensor([phantoms.views[row] == "AP" for row in rows]).long(),
        weights={},
        test_images=torch.from_numpy(test.images)[:, None],
        test_truth=test.labels[:, RARE] == 1,
    )
    scene.weights.update(trained_parent(scene, options))
    return scene


def region_mask(phantoms: Phantoms, row: int) -> Tensor:
    """(s, s): the rare label's true region, which plays the physician."""
    return torch.from_numpy(rasterised(phantoms.regions[row][SHORTCUT_LABEL], SIDE, SIDE, SIDE))


def trained_parent(scene: Scene, options: argparse.Namespace) -> dict[str, Tensor]:
    """The preliminary training."""
    network = build_network("densenet121", len(LABEL_NAMES), seed=options.seed)
    objective = ClassificationObjective(
        scene.fetch, scene.labels, torch.arange(len(scene.images)), seed=options.seed
    )
    schedule = Schedule(
        epochs=options.epochs,
        steps_per_epoch=objective.steps_per_epoch,
        learning_rate=1e-3,
        policy="one-cycle",
    )
    fitted = fit(network, objective, schedule, precision=options.precision, report=shown)
    return fitted.best_state


def one_side(name: str, scene: Scene, options: argparse.Namespace) -> dict[str, float]:
    """Run one side; return its CPU times, AUC and peak memory."""
    torch.set_num_threads(1)
    full = name == "full"
    network, (annotated, rehearsal) = scene.parent(), scene.pools()
    answers = torch.sigmoid(logits(network, scene.images, options.precision))
    begun = time.process_time()
    if full:
        source: Any = PixelSource(
            annotated, rehearsal, scene.fetch, parent=scene.parent(), parent_probabilities=answers
        )
    else:
        source = cache_trunk(
            network,
            annotated,
            rehearsal,
            scene.fetch,
            parent_probabilities=answers,
            donors_per_pair=options.donors,
            precision=options.precision,
        )
    prepared_s = time.process_time() - begun
    sizes = {"annotated_per_step": options.images, "rehearsal_per_step": options.images}
    objective = DebiasObjective(
        annotated,
        rehearsal,
        DebiasSettings(**sizes),
        options.seed,
        source=source,
        positives=scene.labels.sum(dim=0),
    )
    steps = options.full_steps if full else options.steps
    ticks: list[float] = [time.process_time()]
    schedule = Schedule(
        epochs=1,
        steps_per_epoch=steps,
        learning_rate=3e-4,
        policy="one-cycle",
        freeze_batch_norm=True,
        trainable="full" if full else "last-block",
    )

    def tick(progress: Progress) -> None:
        ticks.append(time.process_time())
        shown(progress)

    fit(network, objective, schedule, precision=options.precision, report=tick, phase=name)
    spent = np.diff(ticks)
    step_s = statistics.median(spent[WARM_UP:] if len(spent) > WARM_UP else spent)
    whole_s = float(spent.sum()) if steps == options.steps else step_s * options.steps
    return {
        "prepared_s": prepared_s,
        "step_s": step_s,
        "whole_s": prepared_s + whole_s,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "auc": auc(network, scene, options.precision),
    }


@torch.no_grad()
def logits(network: Network, images: Tensor, precision: str) -> Tensor:
    """(N, K) logits of uint8 images, in the precision of training."""
    bf16 = chosen_precision(network, "cpu", precision) == "bf16"
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        batches = [network(batch.float() / 255).float() for batch in images.split(16)]
    return torch.cat(batches)


def auc(network: Network, scene: Scene, precision: str) -> float:
    """AUC of the rare label on the shifted phantoms."""
    scores = logits(network.eval(), scene.test_images, precision)[:, RARE]
    return float(roc_auc_score(scene.test_truth, scores.numpy()))


def in_own_process(name: str, scene: Scene, options: argparse.Namespace) -> dict[str, float]:
    """Run one side where nothing else counts towards its peak memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(one_side, name, scene, options).result()


def shown(progress: Progress) -> None:
    """Show a line on stderr every ten steps."""
    if progress.done % 10 == 0:
        loss = progress.metrics.get("loss", float("nan"))
        line = f"{progress.phase} {progress.done}/{progress.total} loss {loss:.3f}"
        print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--full-steps", type=int, default=40)
    parser.add_argument("--images", type=int, default=24, help="annotated, and as many rehearsal")
    parser.add_argument("--epochs", type=int, default=4, help="of the parent")
    parser.add_argument("--parent-images", type=int, default=700, help="only the parent sees")
    parser.add_argument("--donors", type=int, default=4, help="per pair in the cache")
    parser.add_argument("--pool", type=int, default=4000, help="phantoms to choose from")
    parser.add_argument("--test-images", type=int, default=1000)
    parser.add_argument("--precision", default="auto", choices=("auto", "32", "bf16"))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    torch.set_num_threads(1)
    scene = drawn_scene(options)
    parent_auc = auc(scene.parent(), scene, options.precision)
    sides = {name: in_own_process(name, scene, options) for name in ("last_block", "full")}
    ratio = sides["full"]["whole_s"] / sides["last_block"]["whole_s"]
    for name, side in sides.items():
        print(name, "  ".join(f"{key} {value:.3f}" for key, value in side.items()))
    print(f"full over last block: {ratio:.1f}; parent's AUC {parent_auc:.3f}")
    if options.json:
        print(
            json.dumps(
                {
                    "ratios": {"full_over_last_block": ratio},
                    "seconds": {
                        **{name: side["whole_s"] for name, side in sides.items()},
                        **{f"{name}_step": side["step_s"] for name, side in sides.items()},
                        "last_block_cache": sides["last_block"]["prepared_s"],
                    },
                    "auc": {
                        "parent": parent_auc,
                        **{name: side["auc"] for name, side in sides.items()},
                    },
                    "peak_gib": {name: side["peak_gib"] for name, side in sides.items()},
                    "steps": {
                        "round": options.steps,
                        "full_run_and_timed": options.full_steps,
                        "full_extrapolated": options.full_steps != options.steps,
                    },
                }
            )
        )


if __name__ == "__main__":
    main()
