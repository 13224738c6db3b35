"""What questions during training are chosen by: the network as it is now, nothing stored."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.learning.explainers import explain
from medebiaser.learning.label_statistics import cooccurrence
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits
from medebiaser.learning.ranking import RankingInputs, TrainingCounts, summarised
from medebiaser.records import Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.pixels import Pixels
from medebiaser.rounds.ranking_inputs import annotated_regions
from medebiaser.rounds.targets import float_targets

_BATCH = 32


def inputs_now(
    stores: Stores,
    network: Network,
    pixels: Pixels,
    rows: NDArray[np.int64],
    labels: NDArray[np.int8],
    *,
    device: str,
    mirrored: bool,
    seed: int,
) -> RankingInputs:
    """Run a network over some images and return what samplings look at.

    Args:
        rows: n images.
        labels: (N, K) int8 of all images, -1 unknown.
        mirrored: also explain the images flipped left-right, for misalignment.
        seed: of `random`.
    """
    found = [_seen(stores, network, pixels, rows[at], device, mirrored) for at in _batches(rows)]
    probabilities, maps, embeddings, flipped = (
        torch.cat([each[part] for each in found]) for part in range(4)
    )
    names, paired = stores.project.labels, stores.project.paired_labels
    annotated = annotated_regions(stores, snapshot.take(stores), labels)
    train = stores.images.splits() == Split.TRAIN
    return RankingInputs(
        names=names,
        rows=torch.from_numpy(rows),
        probabilities=probabilities,
        truth=float_targets(labels[rows]),
        thresholds=(None,) * len(names),
        maps=maps,
        training=TrainingCounts(cooccurrence(labels[train]), int(train.sum())),
        embeddings=embeddings,
        annotated=annotated,
        summary=summarised(annotated, names, paired, (maps.shape[-2], maps.shape[-1])),
        paired_labels=paired,
        flipped_maps=flipped if mirrored else None,
        activation=stores.project.activation,
        seed=seed,
    )


def _batches(rows: NDArray[np.int64]) -> list[slice]:
    return [slice(start, start + _BATCH) for start in range(0, len(rows), _BATCH)]


def _seen(
    stores: Stores,
    network: Network,
    pixels: Pixels,
    rows: NDArray[np.int64],
    device: str,
    mirrored: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Probabilities, maps, embeddings and maps of the flipped images of one batch."""
    images = pixels.fetch(rows).to(device)
    explanation = explain(network, images)
    logits = binary_logits(explanation.logits.float(), stores.project.activation)
    maps = explanation.maps.half().cpu()
    flipped = explain(network, images.flip(-1)).maps.half().cpu() if mirrored else maps
    return torch.sigmoid(logits).cpu(), maps, explanation.embeddings.float().cpu(), flipped
