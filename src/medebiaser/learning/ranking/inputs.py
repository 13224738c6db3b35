"""What rankings are computed from, and which images of a label they rank.

The only masks a ranking can see are those of `Annotated`: regions that a physician has drawn in
images that were reviewed. There is no field for reference regions, so a ranking cannot peek at
what it is meant to find.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from medebiaser.errors import NotFoundError, ShapeError
from medebiaser.learning.label_statistics import Integers
from medebiaser.records import Activation

EDGE = 1e-7
"""Thresholds are kept this far from 0 and 1, where the calibrated probability is undefined."""


@dataclass(frozen=True)
class TrainingCounts:
    """What the rankings know of the training split: counts alone.

    Attributes:
        cooccurrence: (K, K) counts, the diagonal the positives.
        images: how many images the training split has.
    """

    cooccurrence: Integers
    images: int


@dataclass(frozen=True)
class Annotated:
    """The relevant regions that physicians have drawn so far, as masks.

    Attributes:
        rows: (A,) long, permanent row number of the image of each pair.
        labels: (A,) long, index of its label.
        masks: (A, G, G) float area fractions in [0, 1], the mean over physicians; G >= 32 keeps
            the dilation of a sixteenth of the side visible.
    """

    rows: Tensor
    labels: Tensor
    masks: Tensor

    def of_label(self, label: int) -> "Annotated":
        """Only the pairs of one label."""
        chosen = self.labels == label
        return Annotated(self.rows[chosen], self.labels[chosen], self.masks[chosen])


@dataclass(frozen=True)
class RegionSummary:
    """What all regions drawn so far say of each label: no image can be told from it.

    Attributes:
        counts: (K,) long, annotated images of each label.
        places: (K, h, w) float, where each label is seen, see `misplacement.expected_place`;
            0 where it has no region.
        means: (K, G, G) float, the mean mask of each label; 0 where it has no region.
    """

    counts: Tensor
    places: Tensor
    means: Tensor


@dataclass(frozen=True)
class Query:
    """What `similar` searches for: an image, or a region of one.

    Attributes:
        embedding: (D,), the image's, or `region_embedding` of the region.
        name: how the query is called in reasons, for example the image's id.
    """

    embedding: Tensor
    name: str


@dataclass(frozen=True)
class RankingInputs:
    """The images to rank, with everything a ranking may look at.

    Attributes:
        names: the K labels.
        rows: (N,) long, permanent row numbers; they break ties and seed `random`.
        probabilities: (N, K) float in [0, 1].
        truth: (N, K) float of 1, 0 and NaN (unknown).
        thresholds: K operating points; None: .5.
        maps: (N, K, h, w) float, signed, any precision.
        training: counts of the training split.
        embeddings: (N, D) float, for `dual` and `similar`.
        annotated: physicians' regions so far; None before the first.
        summary: what the regions of each label say together, where it was worked out before;
            `annotated` then needs to hold the regions of these images alone.
        paired_labels: names of labels of paired organs, whose regions may be mirrored.
        body: (N, h, w) float area fraction of each cell that shows the body; None: unknown.
        flipped_maps: (N, K, h, w) maps of the same images flipped left-right, as the network gave
            them (not mapped back); for `misalignment` before the first region.
        query: what `similar` searches for.
        wrong_attention: (N, K) float, 1 where a physician corrected the heatmap, 0 where it was
            accepted, NaN without a verdict; for `learned`.
        activation: softmax takes entropy, margin and least-confident over all labels.
        seed: of `random`.
        every_pair: every pair is ranked, displayed or not: in a pool nobody has seen the truth.
    """

    names: Sequence[str]
    rows: Tensor
    probabilities: Tensor
    truth: Tensor
    thresholds: Sequence[float | None]
    maps: Tensor
    training: TrainingCounts
    embeddings: Tensor | None = None
    annotated: Annotated | None = None
    summary: RegionSummary | None = None
    paired_labels: Sequence[str] = ()
    body: Tensor | None = None
    flipped_maps: Tensor | None = None
    query: Query | None = None
    wrong_attention: Tensor | None = None
    activation: Activation = Activation.SIGMOID
    seed: int = 0
    every_pair: bool = False

    def __post_init__(self) -> None:
        """Refuse tensors that do not describe the same images and labels."""
        n, k = len(self.rows), len(self.names)
        cells = tuple(self.maps.shape[2:])
        expected = {
            "probabilities": (self.probabilities, (n, k)),
            "truth": (self.truth, (n, k)),
            "maps": (self.maps, (n, k, *cells)),
            "flipped_maps": (self.flipped_maps, (n, k, *cells)),
            "body": (self.body, (n, *cells)),
            "wrong_attention": (self.wrong_attention, (n, k)),
        }
        for name, (tensor, shape) in expected.items():
            if tensor is not None and tuple(tensor.shape) != shape:
                raise ShapeError(
                    f"{name} is {tuple(tensor.shape)}, expected {shape} for {n} images and {k} "
                    "labels; give every tensor for the same images and labels"
                )
        if self.training.cooccurrence.shape != (k, k) or len(self.thresholds) != k:
            raise ShapeError(
                f"{k} labels, but co-occurrence {self.training.cooccurrence.shape} and "
                f"{len(self.thresholds)} thresholds; give one of each per label"
            )

    @cached_property
    def calibrated(self) -> Tensor:
        """(N, K) float64 calibrated probabilities: .5 is the operating point."""
        return calibrated(self.probabilities, self.thresholds)

    @cached_property
    def presence(self) -> Tensor:
        """(N, K) float64: y where it is known, the calibrated probability where not."""
        truth = self.truth.double()
        return torch.where(truth.isnan(), self.calibrated, truth)

    def displayed(self, label: int) -> Tensor:
        """(N,) bool: the images that are shown, and so ranked, for a label."""
        if self.every_pair:
            return torch.ones(len(self.rows), dtype=torch.bool, device=self.rows.device)
        return displayed(self.truth[:, label], self.calibrated[:, label])

    def regions_of(self, label: int) -> int:
        """How many annotated images the label has."""
        if self.summary is not None:
            return int(self.summary.counts[label])
        return 0 if self.annotated is None else int((self.annotated.labels == label).sum())

    def heatmaps(self, label: int) -> Tensor:
        """(N, h, w) float: H = ReLU(M) of one label."""
        return self.maps[:, label].float().clamp(min=0)

    def at(self, positions: Tensor) -> "RankingInputs":
        """The same inputs for some of the images.

        Args:
            positions: (M,) long or (N,) bool into the images.

        Returns:
            The inputs of those images, in that order.
        """

        def of(tensor: Tensor | None) -> Tensor | None:
            return None if tensor is None else tensor[positions]

        return replace(
            self,
            rows=self.rows[positions],
            probabilities=self.probabilities[positions],
            truth=self.truth[positions],
            maps=self.maps[positions],
            embeddings=of(self.embeddings),
            body=of(self.body),
            flipped_maps=of(self.flipped_maps),
            wrong_attention=of(self.wrong_attention),
        )

    def label_index(self, name: str) -> int:
        """Index of a label by its name.

        Raises:
            NotFoundError: there is no such label.
        """
        if name not in self.names:
            raise NotFoundError(f"no label is called {name}; there are {', '.join(self.names)}")
        return list(self.names).index(name)


def calibrated(probabilities: Tensor, thresholds: Sequence[float | None]) -> Tensor:
    """Calibrated probabilities sigma(z - logit threshold): .5 is the operating point.

    Computed as p (1 - t) / (p (1 - t) + (1 - p) t) in double precision, which is the same number,
    exact at p = t and finite everywhere.

    Args:
        probabilities: (N, K) in [0, 1].
        thresholds: K operating points; None: .5, which changes nothing.

    Returns:
        (N, K) float64 in [0, 1].

    Raises:
        ShapeError: there is not one threshold per label.
    """
    if len(thresholds) != probabilities.shape[1]:
        raise ShapeError(
            f"{len(thresholds)} thresholds for {probabilities.shape[1]} labels; give one for each"
        )
    cuts = [0.5 if threshold is None else threshold for threshold in thresholds]
    t = torch.tensor(cuts, dtype=torch.float64, device=probabilities.device).clamp(EDGE, 1 - EDGE)
    p = probabilities.double()
    yes, no = p * (1 - t), (1 - p) * t
    return yes / (yes + no)


def displayed(truth: Tensor, calibrated_probabilities: Tensor) -> Tensor:
    """Pairs that are shown and ranked: truly positive, or predicted positive.

    Args:
        truth: any shape, of 1, 0 and NaN (unknown).
        calibrated_probabilities: the same shape, in [0, 1].

    Returns:
        bool of the same shape.
    """
    return (truth == 1) | (calibrated_probabilities >= 0.5)
