"""Last-block rounds: the frozen trunk is run once, then only the last block learns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.errors import DivergedError
from medebiaser.learning.draws import generator_of
from medebiaser.learning.networks import Network, evaluating
from medebiaser.learning.objectives import Fetch, binary_logits
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.precision import chosen_precision
from medebiaser.learning.step_plans import StepPlan, find_donors
from medebiaser.learning.step_sources import Blend, StepImages, blend
from medebiaser.learning.swaps import NO_DONOR, dilated_feathered
from medebiaser.records import Activation, Progress, Report, no_report


@dataclass(frozen=True, slots=True)
class _Cached:
    """Trunk activations (n, …) fp16 and the parent's probabilities (n, K) of some images."""

    trunk: Tensor
    parent: Tensor


class CachedSource:
    """Feature maps from cached trunk activations: the same losses at a fraction of the cost.

    Every annotated image, every rehearsal image and a fixed bank of composites (each pair with
    `donors_per_pair` donors) went through the trunk once; nothing is augmented. While only the
    last block learns and batch norm is frozen, the cache gives what pixels would give, to fp16.
    Made by `cache_trunk`.

    Attributes:
        bank: (P, J) positions in the rehearsal pool of each pair's donors; -1 where it has none.
    """

    def __init__(
        self,
        annotated: AnnotatedPool,
        bank: Tensor,
        places: Tensor,
        originals: tuple[_Cached, _Cached],
        composites: tuple[_Cached, _Cached, _Cached],
    ) -> None:
        self.annotated, self.bank, self._places = annotated, bank, places
        self._pairs, self._rehearsal = originals
        self._removed, self._added, self._replaced = composites

    @property
    def size_bytes(self) -> int:
        """Memory that the cached activations take."""
        stores = (self._pairs, self._rehearsal, self._removed, self._added, self._replaced)
        return sum(cached.trunk.nbytes for cached in stores)

    def images(self, network: Network, plan: StepPlan, *, with_parent: bool) -> StepImages:  # noqa: ARG002
        """Return the plan's images through the last block."""
        device = next(network.parameters()).device
        trunk, parent = (torch.cat(each) for each in zip(*self._chosen(plan), strict=True))
        masks = self.annotated.masks[plan.pairs].to(device, torch.float32)
        irrelevant = torch.zeros_like(masks)
        if self.annotated.irrelevant is not None:
            irrelevant = self.annotated.irrelevant[plan.pairs].to(device, torch.float32)
        return StepImages(
            features=network.last_block(_laid_out(trunk).to(device)),
            masks=masks,
            irrelevant=irrelevant,
            parent=parent.to(device),
            pixels=None,
        )

    def _chosen(self, plan: StepPlan) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield trunk activations and parent probabilities in the order of the plan."""
        swapped, replaced = plan.swapped, plan.replaced
        at_swapped = self._places[0, plan.pairs[swapped], plan.slots[swapped]]
        at_replaced = self._places[1, plan.pairs[replaced], plan.slots[replaced]]
        for cached, positions in (
            (self._pairs, plan.pairs),
            (self._rehearsal, plan.rehearsal),
            (self._removed, at_swapped),
            (self._added, at_swapped),
            (self._replaced, at_replaced),
        ):
            if len(positions):
                yield cached.trunk[positions].float(), cached.parent[positions]


def cache_trunk(
    network: Network,
    annotated: AnnotatedPool,
    rehearsal: RehearsalPool,
    fetch: Fetch,
    *,
    parent_probabilities: Tensor,
    swap: bool = True,
    donors_per_pair: int = 4,
    activation: Activation = Activation.SIGMOID,
    blending: str = "feather",
    precision: str = "auto",
    batch_size: int = 16,
    seed: int = 0,
    report: Report = no_report,
) -> CachedSource:
    """Run the trunk once over everything a last-block round will see.

    Args:
        network: the parent round's network before it is fine-tuned; its mode is kept.
        annotated: the annotated pairs.
        rehearsal: the rehearsal images: choose a part of them with `RehearsalPool.sample`.
        fetch: returns images by row numbers.
        parent_probabilities: (N, K) float, the parent's probabilities by row number.
        swap: whether composites are made.
        donors_per_pair: composites of each kind per pair.
        activation: of the project.
        blending: `feather` or `membrane`.
        precision: `32`, `bf16` or `auto`, as for training.
        batch_size: images that go through the trunk together.
        seed: of the donors.
        report: called after each batch; an exception from it stops the work.

    Raises:
        DivergedError: an activation does not fit into fp16.
    """
    bank = _bank(annotated, rehearsal, donors_per_pair, seed)
    swapped = _entries(bank, annotated.swappable & swap)
    replaced = _entries(bank, annotated.replaceable & swap)
    total = len(annotated) + len(rehearsal) + 2 * len(swapped) + len(replaced)
    composer = _Composer(annotated, rehearsal, bank, fetch, blend(blending))
    with evaluating(network), torch.no_grad(), _computing(network, precision):
        runner = _Runner(network, activation, batch_size, total, report)
        pairs = runner.trunk(lambda at: fetch(annotated.rows[at]), len(annotated))
        others = runner.trunk(lambda at: fetch(rehearsal.rows[at]), len(rehearsal))
        composites = (
            runner.cached(lambda at: composer.swapped(swapped[at])[0], len(swapped)),
            runner.cached(lambda at: composer.swapped(swapped[at])[1], len(swapped)),
            runner.cached(lambda at: composer.replaced(replaced[at]), len(replaced)),
        )
    originals = (
        _Cached(pairs, parent_probabilities[annotated.rows].float()),
        _Cached(others, parent_probabilities[rehearsal.rows].float()),
    )
    places = torch.stack([_places(bank, swapped), _places(bank, replaced)])
    return CachedSource(annotated, bank, places, originals, composites)


class _Composer:
    """Makes the composites of (pair, slot) entries (n, 2)."""

    def __init__(
        self,
        annotated: AnnotatedPool,
        rehearsal: RehearsalPool,
        bank: Tensor,
        fetch: Fetch,
        blending: Blend,
    ) -> None:
        self.annotated, self.rehearsal, self.bank = annotated, rehearsal, bank
        self.fetch, self.blend = fetch, blending

    def swapped(self, entries: Tensor) -> tuple[Tensor, Tensor]:
        return self._blended(entries, self.annotated.masks)

    def replaced(self, entries: Tensor) -> Tensor:
        masks = self.annotated.irrelevant
        return self._blended(entries, self.annotated.masks if masks is None else masks)[0]

    def _blended(self, entries: Tensor, masks: Tensor) -> tuple[Tensor, Tensor]:
        pairs, donors = entries[:, 0], self.bank[entries[:, 0], entries[:, 1]]
        images = self.fetch(self.annotated.rows[pairs])
        alpha = dilated_feathered(masks[pairs].float())
        return self.blend(images, self.fetch(self.rehearsal.rows[donors]), alpha)


class _Runner:
    """Runs images through the trunk batch by batch, and what leaves it through the rest."""

    def __init__(
        self, network: Network, activation: Activation, batch_size: int, total: int, report: Report
    ) -> None:
        self.network, self.activation, self.batch_size = network, activation, batch_size
        self.total, self.report, self.done = total, report, 0
        self.device = next(network.parameters()).device

    def trunk(self, images_of: Callable[[Tensor], Tensor], count: int) -> Tensor:
        """Return the trunk's activations (count, …), fp16, in main memory."""
        places = torch.split(torch.arange(count), self.batch_size)
        first = self._batch(images_of(places[0]))
        trunk = first.new_empty((count, *first.shape[1:]))
        trunk[places[0]] = first
        for at in places[1:]:
            trunk[at] = self._batch(images_of(at))
        return trunk

    def cached(self, images_of: Callable[[Tensor], Tensor], count: int) -> _Cached:
        """Return the same with probabilities: those of the parent, which the network still is."""
        if count == 0:
            return _Cached(torch.empty(0), torch.empty(0))
        trunk = self.trunk(images_of, count)
        parents = [
            torch.sigmoid(binary_logits(self._logits(batch), self.activation)).cpu()
            for batch in torch.split(trunk, self.batch_size)
        ]
        return _Cached(trunk, torch.cat(parents))

    def _batch(self, images: Tensor) -> Tensor:
        normalised = self.network.normalise(images.to(self.device))
        activations = self.network.trunk(normalised).to("cpu", torch.float16)
        if not torch.isfinite(activations).all():
            raise DivergedError(
                "the trunk's activations do not fit into 16 bits; fine-tune in full instead"
            )
        self.done += len(images)
        self.report(Progress("reading images", self.done, self.total))
        return activations

    def _logits(self, trunk: Tensor) -> Tensor:
        features = self.network.last_block(trunk.to(self.device).float())
        return self.network.logits(features)


def _laid_out(trunk: Tensor) -> Tensor:
    """Channels last, as the weights are: 1.4 times faster on a CPU; tokens stay as they are."""
    return trunk.contiguous(memory_format=torch.channels_last) if trunk.ndim == 4 else trunk


@contextmanager
def _computing(network: Network, precision: str) -> Iterator[None]:
    device = next(network.parameters()).device
    narrow = chosen_precision(network, device, precision) == "bf16"
    with torch.autocast(device.type, torch.bfloat16, enabled=narrow):
        yield


def _bank(annotated: AnnotatedPool, rehearsal: RehearsalPool, slots: int, seed: int) -> Tensor:
    """(P, J) donors of each pair, as positions in the rehearsal pool."""
    bank = torch.full((len(annotated), slots), NO_DONOR)
    for label in annotated.focus:
        pairs = (annotated.labels == label).nonzero().flatten()
        for slot in range(slots):
            generator = generator_of("bank", seed, label, slot)
            bank[pairs, slot] = find_donors(annotated, rehearsal, pairs, label, generator)
    return bank


def _entries(bank: Tensor, wanted: Tensor) -> Tensor:
    """(n, 2): pair and slot of every composite that is wanted and has a donor."""
    return ((bank != NO_DONOR) & wanted[:, None]).nonzero()


def _places(bank: Tensor, entries: Tensor) -> Tensor:
    """(P, J): where the composite of a pair and a slot is stored; -1 where there is none."""
    places = torch.full_like(bank, NO_DONOR)
    places[entries[:, 0], entries[:, 1]] = torch.arange(len(entries))
    return places
