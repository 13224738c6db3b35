import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.objectives import ClassificationObjective, prediction_loss
from medebiaser.records import Activation
from tests.learning.tiny import TinyNetwork, pixels

IMAGES = pixels(12)
LABELS = torch.zeros(12, 3)
LABELS[::2, 0] = 1.0
LABELS[3, 1] = torch.nan


def test_an_epoch_shows_every_training_image_once_and_no_other() -> None:
    rows = torch.tensor([0, 2, 3, 5, 7, 8, 11])
    seen: list[int] = []

    def fetch(wanted: Tensor) -> Tensor:
        seen.extend(wanted.tolist())
        return IMAGES[wanted]

    objective = ClassificationObjective(fetch, LABELS, rows, batch_size=3)
    network = TinyNetwork()
    for draw in range(7):
        objective(network, draw)

    assert objective.steps_per_epoch == 3
    assert sorted(seen) == sorted(rows.tolist() * 3)


def test_unknown_labels_are_left_out_of_the_loss() -> None:
    network = TinyNetwork().eval()
    objective = ClassificationObjective(
        lambda rows: IMAGES[rows], LABELS, torch.tensor([2, 3]), batch_size=2
    )
    loss = objective(network, 0).total
    each = nn.functional.binary_cross_entropy_with_logits(
        network(IMAGES[2:4]), LABELS[2:4].nan_to_num(), reduction="none"
    )

    torch.testing.assert_close(loss, (each.sum() - each[1, 1]) / 5)


def test_a_softmax_project_takes_cross_entropy() -> None:
    network = TinyNetwork().eval()
    labels = torch.eye(3).repeat(4, 1)
    objective = ClassificationObjective(
        lambda rows: IMAGES[rows],
        labels,
        torch.tensor([4]),
        activation=Activation.SOFTMAX,
        batch_size=1,
    )
    expected = -network(IMAGES[4:5]).log_softmax(dim=1)[0, 1]

    torch.testing.assert_close(objective(network, 0).total, expected)


def test_augmentation_depends_on_seed_and_draw_alone() -> None:
    network = TinyNetwork().eval()

    def loss(seed: int, draw: int, augmentation: Augmentation | None) -> float:
        objective = ClassificationObjective(
            lambda rows: IMAGES[rows],
            LABELS,
            torch.tensor([4]),
            batch_size=1,
            augmentation=augmentation,
            seed=seed,
        )
        return float(objective(network, draw).total.detach())

    changes = Augmentation()
    assert loss(1, 5, changes) == loss(1, 5, changes)
    assert (
        len({loss(1, 5, changes), loss(1, 6, changes), loss(2, 5, changes), loss(1, 5, None)}) == 4
    )


def test_what_cannot_be_trained_on_is_refused() -> None:
    def fetch(rows: Tensor) -> Tensor:
        return IMAGES[rows]

    with pytest.raises(InvalidInputError, match="no images to train on"):
        ClassificationObjective(fetch, LABELS, torch.zeros(0, dtype=torch.long))
    with pytest.raises(ShapeError, match="run from 3 to 12, labels have 12 rows"):
        ClassificationObjective(fetch, LABELS, torch.tensor([3, 12]))
    with pytest.raises(InvalidInputError, match="'asymmetric' for softmax projects"):
        prediction_loss(Activation.SOFTMAX, "asymmetric")
    with pytest.raises(InvalidInputError, match="'focal' for sigmoid projects"):
        prediction_loss(Activation.SIGMOID, "focal")
