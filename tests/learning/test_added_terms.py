"""The term of marked images: its value, its gradient, and what it costs the others."""

import math

import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError
from medebiaser.learning.added_terms import PART, MarkedObjective, MarkedPairs
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import fit
from tests.learning.tiny import TinyNetwork, half_dimmed, pixels
from tests.oracles import live as oracle

N = 8


def prediction(images: Tensor, *, augment: bool = False, batch: int = N) -> ClassificationObjective:
    targets = torch.zeros(N, 3, dtype=images.dtype)
    targets[::2] = 1
    return ClassificationObjective(
        lambda rows: images[rows],
        targets,
        torch.arange(N),
        batch_size=batch,
        augmentation=Augmentation() if augment else None,
    )


def marks(masks: Tensor, rows: list[int], labels: list[int]) -> MarkedPairs:
    return MarkedPairs(torch.tensor(rows), torch.tensor(labels), lambda at: masks[at])


def corner(count: int, side: int = 16) -> Tensor:
    masks = torch.zeros(count, side, side, dtype=torch.float64)
    masks[:, :4, :4] = 1
    masks[:, 4, :4] = 0.5
    return masks


class Counting(TinyNetwork):
    """Counts the images it is shown."""

    seen = 0

    def forward(self, images: Tensor) -> Tensor:
        self.seen += len(images)
        return super().forward(images)


def test_the_term_is_the_sum_of_squared_derivatives_in_the_marked_pixels() -> None:
    network = TinyNetwork(dropout=0.0).double().eval()
    images = pixels(N).double()
    pairs = marks(corner(2), [3, 5], [2, 0])

    losses = MarkedObjective(prediction(images), pairs, weight=10.0)(network, 0)

    slow = sum(
        oracle.marked_penalty(network, images[row], label, mask)
        for row, label, mask in zip([3, 5], [2, 0], corner(2), strict=True)
    )
    assert float(losses.parts[PART].detach()) == pytest.approx(slow / N, rel=1e-5)
    plain = float(prediction(images)(network, 0).total.detach())
    assert float(losses.total.detach()) == pytest.approx(plain + 10 * slow / N, rel=1e-5)


class Weighing(Network):
    """z = a · x of one pixel image, b · x for the other label: derivatives known by hand."""

    def __init__(self) -> None:
        super().__init__(2, in_channels=1, stem_channels=1, mean=(0.0,), std=(1.0,))
        self.output = nn.Linear(1, 2, bias=False)
        with torch.no_grad():
            self.output.weight.copy_(torch.tensor([[8.0], [4.0]]))

    def trunk(self, normalised: Tensor) -> Tensor:
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        return trunk_out

    @property
    def classifier(self) -> nn.Module:
        return self.output

    def last_block_modules(self):  # type: ignore[no-untyped-def]
        yield from ()


def test_only_the_explained_label_counts_and_not_the_sum_over_labels() -> None:
    images = torch.full((N, 1, 2, 2), 0.5)  # z_l is the mean of 4 pixels times 8, or times 4
    masks = torch.tensor([[[1.0, 0.0], [0.5, 0.0]]])
    targets = torch.zeros(N, 2)
    objective = ClassificationObjective(
        lambda rows: images[rows], targets, torch.arange(N), batch_size=N
    )

    first, second = (
        MarkedObjective(objective, marks(masks, [1], [label]), weight=1.0)(Weighing(), 0)
        for label in (0, 1)
    )

    # (8 / 4)^2 * 1.5 / 8 = .75 and (4 / 4)^2 * 1.5 / 8; summed over labels it would be 1.6875
    assert float(first.parts[PART].detach()) == pytest.approx(0.75)
    assert float(second.parts[PART].detach()) == pytest.approx(0.1875)


def test_the_term_has_a_gradient_in_the_weights() -> None:
    network = TinyNetwork(dropout=0.0).double()
    objective = MarkedObjective(
        prediction(pixels(N).double()), marks(corner(1), [2], [1]), weight=1.0
    )

    term = objective(network, 0).parts[PART]
    gradients = torch.autograd.grad(term, list(network.parameters()), allow_unused=True)

    assert any(bool(g.any()) for g in gradients if g is not None)


def test_images_without_marks_go_through_the_network_once_and_marked_ones_twice() -> None:
    images = pixels(N)
    network = Counting()
    objective = MarkedObjective(prediction(images, batch=4), marks(corner(1), [3], [0]), weight=1.0)
    batches = [objective.prediction.rows_of(draw).tolist() for draw in (0, 1)]

    seen = []
    for draw in (0, 1):
        network.seen = 0
        objective(network, draw)
        seen.append(network.seen)

    assert seen == [5 if 3 in batch else 4 for batch in batches]
    assert sorted(seen) == [4, 5]


def test_marks_lie_on_the_image_as_it_is_whatever_the_augmentation_does() -> None:
    network = TinyNetwork(dropout=0.0).double().eval()
    images = pixels(N).double()
    pairs = marks(corner(1), [4], [1])

    plain, moved = (
        MarkedObjective(prediction(images, augment=augment), pairs, weight=1.0)(network, 0)
        for augment in (False, True)
    )

    assert float(plain.parts[PART].detach()) == float(moved.parts[PART].detach())
    assert float(plain.parts["prediction"].detach()) != float(moved.parts["prediction"].detach())


def test_the_second_pass_leaves_the_batch_statistics_alone() -> None:
    images = pixels(N)
    with_marks, without = TinyNetwork(dropout=0.0), TinyNetwork(dropout=0.0)
    with_marks.train()
    without.train()

    MarkedObjective(prediction(images), marks(corner(1).float(), [4], [1]), weight=1.0)(
        with_marks, 0
    )
    prediction(images)(without, 0)

    assert with_marks.training
    for (name, one), other in zip(
        with_marks.state_dict().items(), without.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other), name


def share_in_corner(network: Network, images: Tensor) -> float:
    network.eval()
    shown = images.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(network(shown)[:, 0].sum(), shown)
    energy = gradient.square().sum(dim=(0, 1))
    return float(energy[:5, :4].sum() / energy.sum())


def test_training_with_marks_makes_the_marked_corner_matter_less() -> None:
    images, bright = half_dimmed(pixels(N))
    targets = bright[:, None].expand(-1, 3).contiguous()

    def trained(weight: float) -> float:
        network = TinyNetwork(dropout=0.0)
        inner = ClassificationObjective(
            lambda rows: images[rows], targets, torch.arange(N), batch_size=N
        )
        masks = corner(N).float()
        objective = MarkedObjective(inner, marks(masks, list(range(N)), [0] * N), weight=weight)
        fit(network, objective, Schedule(epochs=25, steps_per_epoch=1, learning_rate=0.01))
        return share_in_corner(network, images)

    assert trained(3.0) < 0.7 * trained(0.0)


@pytest.mark.parametrize("term", ["dice", "energy", "map-bce", "mse"])
def test_marks_can_say_where_to_look_with_every_loss_of_the_map(term: str) -> None:
    network = TinyNetwork(dropout=0.0)
    pairs = marks(corner(2).float(), [3, 5], [2, 0])

    losses = MarkedObjective(prediction(pixels(N)), pairs, weight=2.0, term=term)(network, 0)

    assert math.isfinite(float(losses.total.detach()))
    assert losses.parts[PART].requires_grad


def test_an_unknown_term_and_a_negative_weight_are_refused() -> None:
    pairs = marks(corner(1), [0], [0])
    with pytest.raises(InvalidInputError, match="no attention loss 'gaze'"):
        MarkedObjective(prediction(pixels(N)), pairs, weight=1.0, term="gaze")
    with pytest.raises(InvalidInputError, match="choose 0 or more"):
        MarkedObjective(prediction(pixels(N)), pairs, weight=-1.0)
