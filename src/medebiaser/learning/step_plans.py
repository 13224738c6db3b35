"""Which images one step of fine-tuning uses: a pure function of (seed, draw)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.draws import epoch_draw, generator_of
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.swaps import NO_DONOR, choose_donors


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The images of one draw; one forward pass takes them all.

    Their order in that pass: `pairs`, `rehearsal`, for each of `swapped` the removed and then
    for each the added composite, and for each of `replaced` its composite.

    Attributes:
        draw: number of the draw.
        label: index of the label in focus.
        pairs: (A,) positions in the annotated pool.
        rehearsal: (R + E,) positions in the rehearsal pool: R drawn, E fetched as donors.
        n_rehearsed: R.
        donors: (A,) index into `rehearsal` of each pair's donor; -1 where it needs none.
        slots: (A,) which of the pair's banked donors it is; 0 without a bank.
        swapped: (S,) indices into `pairs`: those whose region changes place.
        replaced: (I,) indices into `pairs`: those whose irrelevant region is replaced.
    """

    draw: int
    label: int
    pairs: Tensor
    rehearsal: Tensor
    n_rehearsed: int
    donors: Tensor
    slots: Tensor
    swapped: Tensor
    replaced: Tensor

    @property
    def n_images(self) -> int:
        """Images in the forward pass."""
        composites = 2 * len(self.swapped) + len(self.replaced)
        return len(self.pairs) + len(self.rehearsal) + composites


class Planner:
    """Draws the plan of each step.

    Labels in focus take turns, one a step. The pairs of a label are visited in reshuffled
    passes, so that few pairs come equally often. A donor is known to be negative for the label
    and of the same view: from the step's own rehearsal images where one fits, at no cost;
    otherwise from the whole pool; of another view only where the pool has no other.

    Args:
        annotated: the annotated pairs.
        rehearsal: the rehearsal images.
        n_annotated: pairs in a draw.
        n_rehearsal: rehearsal images in a draw.
        swap: whether composites are made.
        draws_per_step: draws that share one step and so one label in focus.
        bank: (P, J) positions in the rehearsal pool: the only donors a pair may have, -1 none.
        seed: of all draws.

    Raises:
        InvalidInputError: a label in focus has no possible donor.
    """

    def __init__(
        self,
        annotated: AnnotatedPool,
        rehearsal: RehearsalPool,
        *,
        n_annotated: int,
        n_rehearsal: int,
        swap: bool,
        draws_per_step: int = 1,
        bank: Tensor | None = None,
        seed: int = 0,
    ) -> None:
        self.annotated, self.rehearsal, self.bank = annotated, rehearsal, bank
        self.n_annotated, self.n_rehearsal = n_annotated, n_rehearsal
        self.draws_per_step, self.seed = draws_per_step, seed
        self.focus = annotated.focus
        self.pairs_of = {
            label: (annotated.labels == label).nonzero().flatten() for label in self.focus
        }
        self.swappable = annotated.swappable & swap
        self.replaceable = annotated.replaceable & swap
        self._check_donors()

    def plan(self, draw: int) -> StepPlan:
        """Return the images of one draw."""
        step, turn = divmod(draw, self.draws_per_step)
        visit, which = divmod(step, len(self.focus))
        label = self.focus[which]
        visit = visit * self.draws_per_step + turn
        own = self.pairs_of[label]
        pairs = own[epoch_draw(len(own), self.n_annotated, visit, "pairs", self.seed, label)]
        drawn = epoch_draw(len(self.rehearsal), self.n_rehearsal, draw, "rehearsal", self.seed)
        swapped = self.swappable[pairs].nonzero().flatten()
        replaced = self.replaceable[pairs].nonzero().flatten()
        needing = torch.unique(torch.cat([swapped, replaced]))
        donors, slots = self._donors(pairs[needing], drawn, label, draw)
        rehearsal, index = _joined(drawn, donors)
        return StepPlan(
            draw=draw,
            label=label,
            pairs=pairs,
            rehearsal=rehearsal,
            n_rehearsed=len(drawn),
            donors=torch.full_like(pairs, NO_DONOR).index_copy(0, needing, index),
            slots=torch.zeros_like(pairs).index_copy(0, needing, slots),
            swapped=swapped,
            replaced=replaced,
        )

    def _donors(self, pairs: Tensor, drawn: Tensor, label: int, draw: int) -> tuple[Tensor, Tensor]:
        """Return each pair's donor, as a position in the rehearsal pool, and its slot."""
        generator = generator_of("donors", self.seed, draw)
        if self.bank is None:
            donors = find_donors(self.annotated, self.rehearsal, pairs, label, generator, drawn)
            return donors, torch.zeros_like(pairs)
        slots = torch.randint(self.bank.shape[1], (len(pairs),), generator=generator)
        return self.bank[pairs, slots], slots

    def _check_donors(self) -> None:
        needing = self.swappable | self.replaceable
        for label in self.focus:
            wanted = bool(needing[self.pairs_of[label]].any())
            if wanted and not (self.rehearsal.targets[:, label] == 0).any():
                raise InvalidInputError(
                    f"no rehearsal image is known to be without label number {label}, so its "
                    "regions have no donor; add such images or fine-tune without swaps"
                )


def find_donors(
    annotated: AnnotatedPool,
    rehearsal: RehearsalPool,
    pairs: Tensor,
    label: int,
    generator: torch.Generator,
    preferred: Tensor | None = None,
) -> Tensor:
    """Draw a donor for each pair: of its view among `preferred`, of its view, of any view.

    Args:
        annotated: the annotated pairs.
        rehearsal: where donors come from.
        pairs: (A,) positions in the annotated pool.
        label: donors are known to be negative for it.
        generator: source of the draw.
        preferred: positions in the rehearsal pool to look through first.

    Returns:
        (A,) int64 positions in the rehearsal pool; -1 where none is negative.
    """
    views, own = rehearsal.view_codes, annotated.view_codes[pairs]
    everyone = torch.arange(len(rehearsal))
    stages = [(everyone, views, own), (everyone, torch.zeros_like(views), torch.zeros_like(own))]
    if preferred is not None:
        stages.insert(0, (preferred, views[preferred], own))
    donors = torch.full_like(pairs, NO_DONOR)
    for candidates, codes, wanted in stages:
        missing = (donors == NO_DONOR).nonzero().flatten()
        if len(missing) == 0:
            break
        targets = rehearsal.targets[candidates]
        found = choose_donors(targets, codes, label, wanted[missing], generator)
        donors[missing] = torch.where(found == NO_DONOR, NO_DONOR, candidates[found])
    return donors


def _joined(drawn: Tensor, donors: Tensor) -> tuple[Tensor, Tensor]:
    """Append the donors that were not drawn; return all positions and each donor's index there."""
    extra = torch.unique(donors[~torch.isin(donors, drawn)])
    joined = torch.cat([drawn, extra])
    index = (joined[None, :] == donors[:, None]).int().argmax(dim=1)
    return joined, index
