"""How much a prediction rests on the region, and how much on everything else.

Reliance is measured on regions that no round trained on. Replacing the region by a donor's pixels
should make the probability fall; replacing everything but the region should hardly move it. It
shows what AUC on data with the training data's shortcuts cannot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics import MIN_CASES, Patients, mean_interval
from medebiaser.learning.swaps import compose, dilated_feathered
from medebiaser.records import Activation

BATCH = 32


@dataclass(frozen=True, slots=True)
class Reliance:
    """Probabilities of one label per image, before and after replacement, averaged over donors.

    Attributes:
        probability: (A,) of the image as it is.
        without_region: (A,) with the region replaced by donors' pixels.
        without_context: (A,) with everything but the region replaced.
    """

    probability: Tensor
    without_region: Tensor
    without_context: Tensor

    @property
    def region_change(self) -> Tensor:
        """(A,) in [-1, 1]: should fall, that is be well below 0 for a positive image."""
        return self.without_region - self.probability

    @property
    def context_change(self) -> Tensor:
        """(A,) in [-1, 1]: should hardly move."""
        return self.without_context - self.probability


@torch.no_grad()
def region_reliance(
    network: nn.Module,
    images: Tensor,
    masks: Tensor,
    donors: Tensor,
    labels: Tensor,
    *,
    activation: Activation = Activation.SIGMOID,
    batch_size: int = BATCH,
) -> Reliance:
    """What happens to a label's probability when its region, or all the rest, is replaced.

    The regions are dilated and feathered as in the region swap that trains. The network is used in
    evaluation mode and left as it was.

    Args:
        network: the round's network, images to (A, K) logits.
        images: (A, channels, s, s) float in [0, 1].
        masks: (A, s, s) float area fractions in [0, 1].
        donors: (A, J, channels, s, s) float in [0, 1], J images known to be negative for the
            label, of the same view.
        labels: (A,) long, index of the label of each pair.
        activation: how the network's logits become probabilities.
        batch_size: images passed through the network at a time.

    Returns:
        The three probabilities of each pair, on the images' device.

    Raises:
        ShapeError: the arrays do not describe the same pairs.
    """
    count = len(images)
    if donors.ndim != 5 or len(donors) != count or donors.shape[2:] != images.shape[1:]:
        raise ShapeError(
            f"donors are {tuple(donors.shape)}, images {tuple(images.shape)}; give the same number "
            "of donors of the same size for every image"
        )
    if len(masks) != count or len(labels) != count:
        raise ShapeError(
            f"{count} images, {len(masks)} masks and {len(labels)} labels; "
            "give one of each per pair"
        )
    was_training = network.training
    network.eval()
    try:
        predict = _Predict(network, activation, batch_size)
        plain = predict(images, labels)
        removed, added = torch.zeros_like(plain), torch.zeros_like(plain)
        alpha = dilated_feathered(masks)
        for donor in donors.unbind(dim=1):
            without_region, without_context = compose(images, donor, alpha)
            removed += predict(without_region, labels) / donors.shape[1]
            added += predict(without_context, labels) / donors.shape[1]
    finally:
        network.train(was_training)
    return Reliance(plain, removed, added)


def reliance_figures(
    reliance: Reliance,
    labels: npt.NDArray[np.int64],
    patients: Patients,
    *,
    names: Sequence[str],
    seed: int = 0,
) -> dict[str, Any]:
    """Mean reliance of every label, and over all labels, with intervals over patients.

    Args:
        reliance: of A pairs.
        labels: (A,) index of each pair's label.
        patients: A patient ids.
        names: the K names of the labels.
        seed: of the bootstrap.

    Returns:
        {"labels": {name: figures}, "all": figures} for the labels that have pairs, figures being
        {"regions", "patients", "probability", "region_change", "region_change_ci",
        "context_change", "context_change_ci", "reason"}; numbers are None, with a reason, below
        MIN_CASES regions.
    """
    owners = np.asarray(patients)
    columns = {
        "probability": reliance.probability.double().cpu().numpy(),
        "region_change": reliance.region_change.double().cpu().numpy(),
        "context_change": reliance.context_change.double().cpu().numpy(),
    }

    def of(chosen: npt.NDArray[np.bool_]) -> dict[str, Any]:
        kept = {name: values[chosen] for name, values in columns.items()}
        return _means(kept, owners[chosen], seed)

    return {
        "labels": {name: of(labels == k) for k, name in enumerate(names) if (labels == k).any()},
        "all": of(np.ones(len(labels), dtype=bool)),
    }


@dataclass(frozen=True, slots=True)
class _Predict:
    network: nn.Module
    activation: Activation
    batch_size: int

    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        if len(images) == 0:
            return images.new_zeros(0)
        logits = [self.network(batch).float() for batch in torch.split(images, self.batch_size)]
        together = torch.cat(logits)
        softmax = self.activation is Activation.SOFTMAX
        probabilities = together.softmax(dim=1) if softmax else together.sigmoid()
        return probabilities.gather(1, labels.to(together.device)[:, None])[:, 0]


def _means(
    columns: Mapping[str, npt.NDArray[np.float64]], patients: npt.NDArray[Any], seed: int
) -> dict[str, Any]:
    count = len(patients)
    enough = count >= MIN_CASES
    figures: dict[str, Any] = {"regions": count, "patients": len(set(patients.tolist()))}
    for name, values in columns.items():
        figures[name] = float(values.mean()) if enough else None
        if name != "probability":
            bounds = mean_interval(values, patients, seed=seed) if enough else None
            figures[f"{name}_ci"] = None if bounds is None else list(bounds)
    figures["reason"] = None if enough else f"not enough cases: {count} of {MIN_CASES} regions"
    return figures
