"""Our fine-tuning objective: prediction, rehearsal, region swap, attention and distillation."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.explainers import maps_of_features
from medebiaser.learning.losses import (
    area_fractions,
    attention_loss,
    binary_cross_entropy,
    distillation_loss,
    input_gradient_loss,
    inverse_frequency_weights,
    label_weights,
)
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool, drawn
from medebiaser.learning.step_plans import Planner, StepPlan
from medebiaser.learning.step_sources import Source, StepImages
from medebiaser.learning.swaps import swap_loss
from medebiaser.learning.training import Losses
from medebiaser.records import Activation

DEFAULT_ATTENTION_WEIGHTS = {
    "dice": 2.0,
    "energy": 0.5,
    "map-bce": 1.0,
    "mse": 20.0,
    "input-gradient": 1.0,
    "none": 0.0,
}
_DICE_CELL = 4  # soft Dice is taken on a grid of s / 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DebiasSettings:
    """What a fine-tuning step is made of.

    Attributes:
        attention: `dice`, `energy`, `map-bce`, `mse`, `input-gradient` or `none`.
        weight: its weight; None takes the default of `DEFAULT_ATTENTION_WEIGHTS`.
        swap: whether regions are swapped and irrelevant ones replaced.
        distillation: weight of staying with the parent on the labels not in focus. Above 0
            annotated images teach the label in focus alone; at 0, all their known labels.
        mask_unverified: leave out the rehearsal positives of the labels in focus: nobody has
            seen whether they are predicted for the right reason.
        annotated_per_step: annotated pairs a step.
        rehearsal_per_step: rehearsal images a step.
        draws_per_step: draws that a step is divided into: `accumulate` times the devices.
        activation: of the project.
    """

    attention: str = "dice"
    weight: float | None = None
    swap: bool = True
    distillation: float = 3.0
    mask_unverified: bool = True
    annotated_per_step: int = 24
    rehearsal_per_step: int = 24
    draws_per_step: int = 1
    activation: Activation = Activation.SIGMOID

    def __post_init__(self) -> None:
        attention_loss(self.attention)
        for name in ("annotated_per_step", "rehearsal_per_step"):
            count = getattr(self, name)
            if count < 1 or count % self.draws_per_step:
                raise InvalidInputError(
                    f"{name} is {count}, with {self.draws_per_step} draws a step; choose a "
                    "positive multiple of the draws"
                )

    @classmethod
    def as_published(cls, *, weight: float = 20.0, **others: int) -> Self:
        """Return the paper's own method: prediction loss on all labels and MSE on the heatmap."""
        return cls(
            attention="mse",
            weight=weight,
            swap=False,
            distillation=0.0,
            mask_unverified=False,
            **others,  # type: ignore[arg-type]
        )

    @property
    def attention_weight(self) -> float:
        """The attention term's weight that applies."""
        return DEFAULT_ATTENTION_WEIGHTS[self.attention] if self.weight is None else self.weight


class DebiasObjective:
    """L = BCE(annotated; focus)/K + BCE(rehearsal) + L_S + weight L_attention + 3 L_distillation.

    One label is in focus at a step; the labels annotated in this round take turns. All images
    of a step go through the network in one pass. The loss is described term by term in
    docs/explanations/fine-tuning.md.

    Args:
        annotated: the annotated pairs.
        rehearsal: training images that nobody annotated for a label in focus.
        settings: what a step is made of.
        seed: of all draws.
        source: where feature maps come from, made from the same pools.
        positives: (K,) training positives of each label, for the label weights.

    Raises:
        InvalidInputError: a label in focus has no possible donor; or the source cannot give
            what the attention loss needs.
    """

    def __init__(
        self,
        annotated: AnnotatedPool,
        rehearsal: RehearsalPool,
        settings: DebiasSettings,
        seed: int,
        *,
        source: Source,
        positives: Tensor,
    ) -> None:
        self.annotated, self.rehearsal = annotated, rehearsal
        self.settings, self.source = settings, source
        self.planner = Planner(
            annotated,
            rehearsal,
            n_annotated=settings.annotated_per_step // settings.draws_per_step,
            n_rehearsal=settings.rehearsal_per_step // settings.draws_per_step,
            swap=settings.swap,
            draws_per_step=settings.draws_per_step,
            bank=source.bank,
            seed=seed,
        )
        self.weights = inverse_frequency_weights(positives)
        published = settings.attention == "mse"
        self.attention_weights = label_weights(positives) if published else self.weights
        positive = annotated.labels[annotated.own_targets == 1]
        self.verified = [label for label in annotated.focus if (positive == label).any()]

    def __call__(self, network: Network, draw: int) -> Losses:
        """Return the losses of one draw."""
        settings = self.settings
        plan = self.planner.plan(draw)
        step = self.source.images(network, plan, with_parent=settings.distillation > 0)
        logits = binary_logits(network.logits(step.features), settings.activation)
        targets = self.annotated.targets[plan.pairs].to(logits.device)
        parts = self._prediction(logits, targets, plan)
        total = torch.stack(list(parts.values())).sum()
        if settings.swap:
            swaps = self._swaps(logits, targets, plan, step)
            total, parts = total + torch.stack(list(swaps.values())).sum(), {**parts, **swaps}
        if settings.distillation > 0:
            others = torch.arange(logits.shape[1], device=logits.device) != plan.label
            parts["distillation"] = distillation_loss(logits, step.parent, others)
            total = total + settings.distillation * parts["distillation"]
        attention = self._attention(network, targets, plan, step)
        if attention is not None:
            parts["attention"] = attention
            total = total + settings.attention_weight * attention
        return Losses(total, parts)

    def _prediction(self, logits: Tensor, targets: Tensor, plan: StepPlan) -> dict[str, Tensor]:
        """Cross-entropy of annotated and rehearsal images with their known labels."""
        n_pairs, K = len(plan.pairs), logits.shape[1]
        rehearsed = self.rehearsal.targets[plan.rehearsal[: plan.n_rehearsed]].clone()
        if self.settings.mask_unverified:
            chosen = rehearsed[:, self.verified]
            rehearsed[:, self.verified] = chosen.masked_fill(chosen == 1, torch.nan)
        rehearsed = rehearsed.to(logits.device)
        annotated_logits = logits[:n_pairs]
        rehearsal_logits = logits[n_pairs : n_pairs + plan.n_rehearsed]
        if self.settings.distillation == 0:
            every = torch.cat([annotated_logits, rehearsal_logits])
            return {"prediction": binary_cross_entropy(every, torch.cat([targets, rehearsed]))}
        focus = slice(plan.label, plan.label + 1)
        return {
            "prediction": binary_cross_entropy(annotated_logits[:, focus], targets[:, focus]) / K,
            "rehearsal": binary_cross_entropy(rehearsal_logits, rehearsed),
        }

    def _swaps(
        self, logits: Tensor, targets: Tensor, plan: StepPlan, step: StepImages
    ) -> dict[str, Tensor]:
        """L_S over the pairs whose region is in view, and the same for irrelevant regions."""
        n_pairs, n_swapped = len(plan.pairs), len(plan.swapped)
        z, weight = logits[:, plan.label], self.weights[plan.label].to(logits)
        seen = drawn(step.masks)[plan.swapped]  # augmentation may move a region out of view
        first = n_pairs + len(plan.rehearsal)
        removed, added = z[first : first + n_swapped], z[first + n_swapped : first + 2 * n_swapped]
        replaced = z[first + 2 * n_swapped :]
        swap = swap_loss(
            z[plan.swapped][seen],
            removed[seen],
            added[seen],
            z[n_pairs + plan.donors[plan.swapped]][seen],
            weight.expand(int(seen.sum())),
        )
        parts = {"swap": swap}
        if len(replaced):
            unchanged = targets[plan.replaced, plan.label]
            loss = binary_cross_entropy(replaced[:, None], unchanged[:, None])
            parts["irrelevant"] = weight / 2 * loss
        return parts

    def _attention(
        self, network: Network, targets: Tensor, plan: StepPlan, step: StepImages
    ) -> Tensor | None:
        """The attention term over positives whose region is in view; None without any."""
        name = self.settings.attention
        if name == "input-gradient":
            return self._input_gradient(network, plan, step)
        seen = (drawn(step.masks) & (targets[:, plan.label] == 1)).nonzero().flatten()
        if name == "none" or len(seen) == 0:
            return None
        labels = torch.full_like(seen, plan.label)
        weights = self.attention_weights[labels.cpu()].to(step.masks.device)
        masks = step.masks[seen]
        maps = maps_of_features(network, step.features[: len(targets)][seen], labels)
        if name == "dice":
            side = max(masks.shape[-1] // _DICE_CELL, 1)
            masks = area_fractions(masks, (side, side))
        return attention_loss(name)(maps, masks, weights)

    def _input_gradient(self, network: Network, plan: StepPlan, step: StepImages) -> Tensor | None:
        """Sensitivity to irrelevant regions; where none was drawn, to all but the relevant ones."""
        if step.pixels is None:
            raise InvalidInputError(
                "the input-gradient loss needs pixels, a last-block round has none; "
                "fine-tune in full, or choose another attention loss"
            )
        pointed, ignored = drawn(step.masks), drawn(step.irrelevant)
        elsewhere = torch.where(ignored[:, None, None], step.irrelevant, 1 - step.masks)
        seen = (pointed | ignored).nonzero().flatten()
        if len(seen) == 0:
            return None
        labels = torch.full_like(seen, plan.label)
        weights = self.attention_weights[labels.cpu()].to(step.masks.device)
        return input_gradient_loss(network, step.pixels[seen], labels, elsewhere[seen], weights)
