"""Where a fine-tuning step's feature maps come from: pixels, or (see `trunk_cache`) a cache."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.draws import seed_of
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import Augment, Fetch, binary_logits
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.step_plans import StepPlan
from medebiaser.learning.swaps import compose, dilated_feathered, membrane_blend
from medebiaser.records import Activation

Blend = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True, slots=True)
class StepImages:
    """What one step computes its losses from; rows in the order of the plan.

    Attributes:
        features: feature maps of all B images, with their graph.
        masks: (A, s, s) float, the pairs' relevant regions as they lie on the images shown.
        irrelevant: (A, s, s) float, their irrelevant regions; zeros where there are none.
        parent: (B, K) float in [0, 1], the parent's probabilities; NaN where unknown.
        pixels: (A, channels, s, s) the annotated images; None from a cache.
    """

    features: Tensor
    masks: Tensor
    irrelevant: Tensor
    parent: Tensor
    pixels: Tensor | None


class Source(Protocol):
    """Turns a plan into feature maps and all that goes with them."""

    @property
    def bank(self) -> Tensor | None:
        """Positions in the rehearsal pool of each pair's donors; None: any may be drawn."""

    def images(self, network: Network, plan: StepPlan, *, with_parent: bool) -> StepImages:
        """Return a step's images; without `with_parent` the parent's probabilities are NaN."""


def blend(name: str) -> Blend:
    """Return how a swapped region joins its surroundings.

    Args:
        name: `feather`, or `membrane` (no seam; better where a marker lies inside the body).

    Raises:
        InvalidInputError: there is no such blend.
    """
    blends: dict[str, Blend] = {"feather": compose, "membrane": membrane_blend}
    if name not in blends:
        raise InvalidInputError(f"there is no blend {name!r}; choose one of {', '.join(blends)}")
    return blends[name]


class PixelSource:
    """Fetches, augments and composes images, and runs them through the network in one pass.

    Args:
        annotated: the annotated pairs.
        rehearsal: the rehearsal images.
        fetch: returns images by row numbers.
        parent: the parent round's network, a separate copy; it is run, without gradients, on
            composites alone.
        parent_probabilities: (N, K) float, its probabilities by row number.
        activation: of the project.
        augmentation: moves images and regions together; None leaves them.
        blending: see `blend`.
        seed: of the augmentation.
    """

    bank: Tensor | None = None

    def __init__(
        self,
        annotated: AnnotatedPool,
        rehearsal: RehearsalPool,
        fetch: Fetch,
        *,
        parent: Network,
        parent_probabilities: Tensor,
        activation: Activation = Activation.SIGMOID,
        augmentation: Augment | None = None,
        blending: str = "feather",
        seed: int = 0,
    ) -> None:
        self.annotated, self.rehearsal, self.fetch = annotated, rehearsal, fetch
        self.parent, self.parent_probabilities = parent.eval(), parent_probabilities
        self.activation, self.augmentation, self.seed = activation, augmentation, seed
        self.blend = blend(blending)

    def images(self, network: Network, plan: StepPlan, *, with_parent: bool) -> StepImages:
        """Return the plan's images through the network; the trunk keeps its graph."""
        device = next(network.parameters()).device
        pairs, masks, irrelevant = self._annotated(plan, device)
        others = self._rehearsal(plan, device)
        composites = torch.cat(
            [
                *swapped_pair(pairs, others, masks, plan, self.blend),
                replaced_region(pairs, others, irrelevant, plan, self.blend),
            ]
        )
        every = torch.cat([pairs, others, composites])
        return StepImages(
            features=network.features(every),
            masks=masks,
            irrelevant=irrelevant,
            parent=self._parent_of(plan, composites, with_parent).to(device),
            pixels=pairs,
        )

    def _annotated(self, plan: StepPlan, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
        pool = self.annotated
        images = self.fetch(pool.rows[plan.pairs]).to(device)
        masks = pool.masks[plan.pairs].to(device, torch.float32)
        irrelevant = torch.zeros_like(masks)
        if pool.irrelevant is not None:
            irrelevant = pool.irrelevant[plan.pairs].to(device, torch.float32)
        if self.augmentation is None:
            return images, masks, irrelevant
        both = torch.stack([masks, irrelevant], dim=1)
        seed = seed_of("annotated", self.seed, plan.draw)
        images, both = self.augmentation(images, both, seed=seed)
        return images, both[:, 0], both[:, 1]

    def _rehearsal(self, plan: StepPlan, device: torch.device) -> Tensor:
        images = self.fetch(self.rehearsal.rows[plan.rehearsal]).to(device)
        if self.augmentation is None:
            return images
        seed = seed_of("rehearsal", self.seed, plan.draw)
        return self.augmentation(images, images[:, :1], seed=seed)[0]

    def _parent_of(self, plan: StepPlan, composites: Tensor, with_parent: bool) -> Tensor:
        rows = torch.cat([self.annotated.rows[plan.pairs], self.rehearsal.rows[plan.rehearsal]])
        originals = self.parent_probabilities[rows].float()
        if not with_parent or len(composites) == 0:
            unknown = originals.new_full((len(composites), originals.shape[1]), torch.nan)
            return torch.cat([originals, unknown])
        probabilities = parent_probabilities(self.parent, composites, self.activation)
        return torch.cat([originals.to(probabilities.device), probabilities])


def parent_probabilities(parent: Network, images: Tensor, activation: Activation) -> Tensor:
    """Return the parent's probabilities (B, K) of images, without gradients."""
    parent.to(images.device)
    with torch.no_grad():
        return torch.sigmoid(binary_logits(parent(images), activation))


def swapped_pair(
    pairs: Tensor, others: Tensor, masks: Tensor, plan: StepPlan, blending: Blend
) -> tuple[Tensor, Tensor]:
    """Return the removed and the added composites (S, channels, s, s) of a step."""
    donors = others[plan.donors[plan.swapped]]
    return blending(pairs[plan.swapped], donors, dilated_feathered(masks[plan.swapped]))


def replaced_region(
    pairs: Tensor, others: Tensor, irrelevant: Tensor, plan: StepPlan, blending: Blend
) -> Tensor:
    """Return the pairs with the donor's pixels in the irrelevant region, (I, channels, s, s)."""
    donors = others[plan.donors[plan.replaced]]
    alpha = dilated_feathered(irrelevant[plan.replaced])
    return blending(pairs[plan.replaced], donors, alpha)[0]
