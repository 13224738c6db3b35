"""Which way of fine-tuning frees a rare label from a planted shortcut? On phantoms, side by side.

For each seed: train the small network on phantoms whose rare label goes with a marker; annotate
up to 100 positives of that label with their true regions; fine-tune from the same weights with
every method for the same number of steps; measure on shifted phantoms, where the marker goes
with nothing. `unbiased` is trained from scratch on as many images without the shortcut.

    python benchmarks/phantoms.py            a table
    python benchmarks/phantoms.py --json     and then one JSON document
"""

import argparse
import copy
import json
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from medebiaser.data.masks import rasterised
from medebiaser.data.phantoms import LABEL_NAMES, SHORTCUT_LABEL, Phantoms, draw_phantoms
from medebiaser.learning.attention_quality import pointing_game
from medebiaser.learning.debiasing import DebiasObjective, DebiasSettings
from medebiaser.learning.explainers import maps_of_features
from medebiaser.learning.heatmaps import rectified, upsampled
from medebiaser.learning.networks import Network, build_network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.step_sources import PixelSource
from medebiaser.learning.training import fit
from medebiaser.study.options import METHODS
from medebiaser.study.summary import compared, summary
from medebiaser.study.tallies import auc_tally

RARE = LABEL_NAMES.index(SHORTCUT_LABEL)
OTHERS = [k for k in range(len(LABEL_NAMES)) if k != RARE]
FIGURES = ("auc", "worst_group_auc", "pointing", "other_labels_auc")
BATCH = 250
TEST_SEED = 1_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One set of phantoms as tensors, with the rare label's regions rasterised."""

    images: Tensor
    labels: Tensor
    marker: np.ndarray
    masks: Tensor
    views: Tensor

    @classmethod
    def of(cls, phantoms: Phantoms) -> "Drawn":
        """Rasterise the regions of the rare label onto the image's own grid."""
        side = phantoms.images.shape[1]
        masks = torch.zeros(phantoms.images.shape)
        for row, regions in enumerate(phantoms.regions):
            if SHORTCUT_LABEL in regions:
                mask = rasterised(regions[SHORTCUT_LABEL], side, side, side)
                masks[row] = torch.from_numpy(mask)
        return cls(
            images=torch.from_numpy(phantoms.images)[:, None],
            labels=torch.from_numpy(phantoms.labels).float(),
            marker=phantoms.marker,
            masks=masks,
            views=torch.tensor([view == "AP" for view in phantoms.views]).long(),
        )

    def fetch(self, rows: Tensor) -> Tensor:
        """(B, 1, s, s) in [0, 1]."""
        return self.images[rows].float() / 255


def preliminary(drawn: Drawn, options: argparse.Namespace, seed: int) -> Network:
    """Train a small network from scratch."""
    network = build_network("small", len(LABEL_NAMES), image_size=options.side, seed=seed)
    objective = ClassificationObjective(
        drawn.fetch,
        drawn.labels,
        torch.arange(len(drawn.labels)),
        batch_size=16,
        seed=seed,
    )
    schedule = Schedule(
        epochs=options.epochs,
        steps_per_epoch=objective.steps_per_epoch,
        learning_rate=3e-3,
        policy="one-cycle",
    )
    fit(network, objective, schedule, seed=seed)
    return network


def pools(drawn: Drawn, polygons: int) -> tuple[AnnotatedPool, RehearsalPool]:
    """Annotate the first positives of the rare label; rehearse all other images."""
    annotated = drawn.labels[:, RARE].nonzero().flatten()[:polygons]
    others = torch.ones(len(drawn.labels), dtype=torch.bool)
    others[annotated] = False
    rehearsal = others.nonzero().flatten()
    return (
        AnnotatedPool(
            rows=annotated,
            labels=torch.full_like(annotated, RARE),
            targets=drawn.labels[annotated],
            masks=drawn.masks[annotated],
            views=drawn.views[annotated],
        ),
        RehearsalPool(rehearsal, drawn.labels[rehearsal], drawn.views[rehearsal]),
    )


def settings_of(options: Mapping[str, Any]) -> DebiasSettings:
    """Return a method's step, as a round would make it of the same options."""
    ours = options.get("swap", True) or options.get("distillation", 3.0) > 0
    given = {name: value for name, value in options.items() if name != "attention_weight"}
    weight = options.get("attention_weight")
    return DebiasSettings(weight=weight, mask_unverified=ours, **given)


def fine_tuned(
    parent: Network, drawn: Drawn, settings: DebiasSettings, options: argparse.Namespace, seed: int
) -> Network:
    """Fine-tune a copy of the parent with one method."""
    network = copy.deepcopy(parent)
    annotated, rehearsal = pools(drawn, options.polygons)
    source = PixelSource(
        annotated,
        rehearsal,
        drawn.fetch,
        parent=copy.deepcopy(parent),
        parent_probabilities=torch.sigmoid(measured(parent, drawn)[0]),
        seed=seed,
    )
    positives = drawn.labels.sum(dim=0)
    objective = DebiasObjective(
        annotated, rehearsal, settings, seed, source=source, positives=positives
    )
    schedule = Schedule(
        epochs=1,
        steps_per_epoch=options.steps,
        learning_rate=1e-3,
        policy="one-cycle",
        freeze_batch_norm=True,
    )
    fit(network, objective, schedule, seed=seed, verify_attention=settings.attention != "none")
    return network


@torch.no_grad()
def measured(network: Network, drawn: Drawn) -> tuple[Tensor, Tensor]:
    """Return all logits (N, K) and the rare label's maps (N, h, w)."""
    logits, maps = [], []
    network.eval()
    for rows in torch.split(torch.arange(len(drawn.labels)), BATCH):
        features = network.features(drawn.fetch(rows))
        logits.append(network.logits(features))
        maps.append(maps_of_features(network, features, torch.full_like(rows, RARE)))
    return torch.cat(logits), torch.cat(maps)


def figures(network: Network, test: Drawn) -> dict[str, float]:
    """Return what the benchmark reports of one network."""
    logits, maps = measured(network, test)
    truth, scores = test.labels.numpy(), logits.numpy()
    rare = truth[:, RARE] == 1
    worst = rare ^ test.marker  # positives without the marker, negatives with it
    heatmaps = upsampled(rectified(maps[rare]), test.masks.shape[-1])
    hits = pointing_game(heatmaps, test.masks[rare])
    return {
        "auc": auc(scores[:, RARE], rare),
        "worst_group_auc": auc(scores[worst, RARE], rare[worst]),
        "pointing": float(hits.nan_to_num(0.0).mean()),  # no evidence at all points nowhere
        "other_labels_auc": float(np.mean([auc(scores[:, k], truth[:, k] == 1) for k in OTHERS])),
    }


def auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Share of the pairs that are ordered rightly; NaN without any."""
    ordered, pairs = auc_tally(scores, positive)
    return ordered / pairs if pairs else float("nan")


def one_seed(seed: int, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return the figures of every method for one seed."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    side = options.side
    train = Drawn.of(draw_phantoms(options.images, seed=seed, side=side, shortcut=options.shortcut))
    test = Drawn.of(
        draw_phantoms(options.test_images, seed=TEST_SEED + seed, side=side, shifted=True)
    )
    start = time.perf_counter()
    of_method: dict[str, dict[str, float]] = {}

    def note(name: str, network: Network) -> None:
        of_method[name] = figures(network, test)
        shown = "  ".join(f"{key} {value:.3f}" for key, value in of_method[name].items())
        spent = time.perf_counter() - start
        print(f"seed {seed}  {name:16s} {shown}  {spent:5.0f} s", file=sys.stderr, flush=True)

    if "unbiased" in options.methods:
        unbiased = draw_phantoms(
            options.images, seed=seed, side=side, shortcut=0.5, marker_rate=0.5
        )
        note("unbiased", preliminary(Drawn.of(unbiased), options, seed))
    parent = preliminary(train, options, seed)
    note("preliminary", parent)
    for name in options.methods:
        if name in METHODS:
            note(name, fine_tuned(parent, train, settings_of(METHODS[name]), options, seed))
    return of_method


def rows_of(of_seed: list[dict[str, dict[str, float]]], first_seed: int) -> list[dict[str, Any]]:
    """Return a row for each method and seed."""
    return [
        {"method": name, "seed": seed, **found}
        for seed, methods in enumerate(of_seed, start=first_seed)
        for name, found in methods.items()
    ]


def table(methods: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the means in lines, with their standard deviations over seeds."""
    titles = ("AUC", "worst group", "pointing", "other labels")
    lines = ["".join(f"{title:>18s}" for title in ("", *titles))]
    for name, row in methods.items():
        cells = [
            f"{row[key]['mean']:.3f}" + (f" ± {row[key]['sd']:.3f}" if row[key]["sd"] else "")
            for key in FIGURES
        ]
        lines.append("".join(f"{cell:>18s}" for cell in (name, *cells)))
    return "\n".join(lines)


def ahead_in_every_seed(rows: list[dict[str, Any]], ours: str, rivals: Sequence[str]) -> bool:
    """Whether one method has the higher AUC and worst-group AUC in each seed."""
    return all(
        figure["ahead"] == figure["seeds"]
        for rival in rivals
        for figure in compared(rows, ours, rival, ("auc", "worst_group_auc")).values()
    )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON document")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument(
        "--first-seed", type=int, default=1, help="seed 0 chose the phantoms' contrast"
    )
    parser.add_argument("--images", type=int, default=3000, help="to train on")
    parser.add_argument("--test-images", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=5, help="of the preliminary training")
    parser.add_argument("--steps", type=int, default=250, help="of each fine-tuning")
    parser.add_argument("--polygons", type=int, default=100, help="annotated positives at most")
    parser.add_argument("--shortcut", type=float, default=0.95, help="P(marker | rare label)")
    parser.add_argument("--side", type=int, default=128, help="of the images, in pixels")
    parser.add_argument("--workers", type=int, default=3, help="seeds at the same time")
    parser.add_argument(
        "--methods",
        nargs="+",
        default=["unbiased", "prediction-only", "mse-20", "dice", "swap+dice", "swap+energy"],
        choices=["unbiased", *METHODS],
    )
    return parser.parse_args()


def main() -> None:
    """Run all seeds, print the table, and with --json the document."""
    options = arguments()
    context = get_context("spawn")
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    with ProcessPoolExecutor(min(options.workers, options.seeds), mp_context=context) as pool:
        of_seed = list(pool.map(one_seed, seeds, [options] * options.seeds))
    rows = rows_of(of_seed, options.first_seed)
    methods = summary(rows)
    print(table(methods))
    rivals = [name for name in ("mse-20", "dice") if name in methods]
    for ours in ("swap+dice", "swap+energy"):
        if ours in methods and rivals:
            verdict = "ahead" if ahead_in_every_seed(rows, ours, rivals) else "not ahead"
            print(f"{ours}: {verdict} of {' and '.join(rivals)} in every seed")
    if options.json:
        print(json.dumps({"rows": rows, "methods": methods, "options": vars(options)}))


if __name__ == "__main__":
    main()
