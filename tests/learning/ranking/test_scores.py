import pytest
import torch

from medebiaser.learning.ranking import RANKINGS
from medebiaser.learning.ranking.scores import binary_entropy, hoyer, shannon
from medebiaser.records import Activation
from tests.learning.ranking.cases import inputs


def one(name: str, label: int = 0, **changes) -> float:
    """The score of a single image."""
    changes = {
        "thresholds": (None, None, None),
        "flipped_maps": None,
        "embeddings": None,
        "query": None,
        "wrong_attention": None,
    } | changes
    given_inputs = inputs(1, **changes)
    return RANKINGS[name].score(given_inputs, label).item()


def pair(y, p) -> dict:
    return {
        "truth": torch.tensor([[y, 0.0, 0.0]]),
        "probabilities": torch.tensor([[p, 0.0, 0.0]]),
    }


@pytest.mark.parametrize(
    ("y", "p", "score"),
    [(1.0, 0.08, 0.08), (0.0, 0.9, 0.1), (float("nan"), 0.75, 0.5), (1.0, 1.0, 1.0)],
)
def test_accuracy_by_hand(y, p, score) -> None:
    assert one("accuracy", **pair(y, p)) == pytest.approx(score, abs=1e-6)


def test_accuracy_is_read_at_the_operating_point() -> None:
    low_bar = one("accuracy", **pair(1.0, 0.1), thresholds=(0.1, None, None))

    assert low_bar == pytest.approx(0.5)


def test_hoyer_by_hand() -> None:
    heatmaps = torch.zeros(5, 2, 2)
    heatmaps[0, 0, 1] = 7.0  # one cell
    heatmaps[1] = 3.0  # all equal
    heatmaps[2, 0] = 1.0  # two of four: (2 - 2 / sqrt 2) / 1
    heatmaps[4, 0, 0] = 1e-30

    assert hoyer(heatmaps).tolist() == pytest.approx([1.0, 0.0, 2 - 2**0.5, 0.0, 1.0])


def test_hoyer_of_a_single_cell_is_0() -> None:
    assert hoyer(torch.ones(1, 1, 1)).tolist() == [0.0]


def test_only_positive_evidence_is_heat() -> None:
    maps = -torch.ones(1, 3, 2, 2)
    maps[0, 0, 1, 1] = 0.5

    assert one("concentration", **pair(1.0, 0.5), maps=maps) == 1.0


def test_entropy_is_one_bit_at_the_operating_point() -> None:
    assert one("entropy", **pair(1.0, 0.5)) == 1.0
    assert one("entropy", **pair(1.0, 1.0)) == 0.0
    assert binary_entropy(torch.tensor(0.25)).item() == pytest.approx(0.811278, abs=1e-6)


def test_margin_and_least_confident_by_hand() -> None:
    assert one("margin", **pair(1.0, 0.8)) == pytest.approx(0.6)
    assert one("least-confident", **pair(1.0, 0.8)) == pytest.approx(0.2)


def test_softmax_looks_at_all_labels() -> None:
    changes = {
        "truth": torch.tensor([[1.0, 0.0, 0.0]]),
        "probabilities": torch.tensor([[0.5, 0.3, 0.2]]),
        "activation": Activation.SOFTMAX,
    }

    assert one("margin", **changes) == pytest.approx(0.2)
    assert one("least-confident", **changes) == pytest.approx(0.5)
    assert one("entropy", **changes) == pytest.approx(0.937230, abs=1e-5)


def test_shannon_by_hand() -> None:
    rows = torch.tensor([[0.25, 0.25, 0.25, 0.25], [0, 1, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0]])

    assert shannon(rows).tolist() == pytest.approx([1.0, 0.0, 0.5, 0.0])
    assert shannon(torch.ones(2, 1)).tolist() == [0.0, 0.0]


def test_dependency_by_hand() -> None:
    # Hernia (n = 12) shares 9 images with Effusion, 4 with Infiltration; tau = 5: Effusion alone.
    both = {
        "probabilities": torch.tensor([[0.9, 0.9, 0.9]]),
        "truth": torch.tensor([[1.0, 1.0, 1.0]]),
    }
    only_infiltration = both | {"truth": torch.tensor([[0.0, 1.0, 1.0]])}
    unknown_effusion = both | {"truth": torch.tensor([[torch.nan, 1.0, 1.0]])}

    assert one("dependency", 2, **both) == 1.0
    assert one("dependency", 2, **only_infiltration) == 0.0
    assert one("dependency", 2, **unknown_effusion) == pytest.approx(0.9)
