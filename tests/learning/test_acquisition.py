"""Which images are asked about: scores of images, high first."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.acquisition import (
    chosen_images,
    image_scores,
    predicted_labels,
    sampling_names,
)
from medebiaser.learning.ranking import RankingInputs, TrainingCounts
from medebiaser.records import Activation
from tests.oracles import live as oracle

SIMPLE = ("entropy", "margin", "least-confident", "wrong-and-confident")


def inputs(
    probabilities: Tensor, truth: Tensor | None = None, activation: Activation = Activation.SIGMOID
) -> RankingInputs:
    """Images with these probabilities, random maps and embeddings."""
    n, k = probabilities.shape
    generator = torch.Generator().manual_seed(7)
    return RankingInputs(
        names=[f"label {i}" for i in range(k)],
        rows=torch.arange(n),
        probabilities=probabilities,
        truth=torch.full((n, k), torch.nan) if truth is None else truth,
        thresholds=[None] * k,
        maps=torch.randn(n, k, 4, 4, generator=generator),
        flipped_maps=torch.randn(n, k, 4, 4, generator=generator),
        training=TrainingCounts(np.eye(k, dtype=np.int64) * 9, 40),
        embeddings=torch.randn(n, 5, generator=generator),
        activation=activation,
    )


@pytest.mark.parametrize("by", SIMPLE)
def test_simple_samplings_of_several_labels_are_those_of_the_slow_version(by: str) -> None:
    generator = torch.Generator().manual_seed(1)
    probabilities = torch.rand(12, 3, generator=generator, dtype=torch.float64)
    truth = (torch.rand(12, 3, generator=generator) < 0.5).float()

    scores = image_scores(by, inputs(probabilities, truth))

    expected = [
        oracle.sampled(by, p, t)
        for p, t in zip(probabilities.tolist(), truth.int().tolist(), strict=True)
    ]
    np.testing.assert_allclose(scores.numpy(), expected, atol=1e-9)


@pytest.mark.parametrize("by", SIMPLE)
def test_simple_samplings_of_one_label_in_many_are_those_of_the_slow_version(by: str) -> None:
    generator = torch.Generator().manual_seed(2)
    probabilities = torch.rand(12, 4, generator=generator, dtype=torch.float64)
    probabilities = probabilities / probabilities.sum(dim=1, keepdim=True)
    true = torch.randint(0, 4, (12,), generator=generator)
    truth = torch.nn.functional.one_hot(true, 4).float()

    scores = image_scores(by, inputs(probabilities, truth, Activation.SOFTMAX))

    expected = [
        oracle.sampled_alone(by, p, t)
        for p, t in zip(probabilities.tolist(), true.tolist(), strict=True)
    ]
    np.testing.assert_allclose(scores.numpy(), expected, atol=1e-9)


def test_entropy_of_an_even_chance_is_one_bit_and_of_certainty_none() -> None:
    certain_and_even = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.5, 0.0]])

    assert image_scores("entropy", inputs(certain_and_even)).tolist() == [1.0, 0.0, 0.5]


def test_an_image_is_asked_about_for_its_most_probable_label_or_for_the_one_chosen() -> None:
    given = inputs(torch.tensor([[0.2, 0.7], [0.9, 0.1]]))

    assert predicted_labels(given).tolist() == [1, 0]
    assert predicted_labels(given, 1).tolist() == [1, 1]
    assert image_scores("least-confident", given, label=1).tolist() == pytest.approx([0.3, 0.1])


def test_confident_and_wrong_comes_before_right_and_before_hesitant() -> None:
    probabilities = torch.tensor([[0.9, 0.1], [0.9, 0.1], [0.6, 0.1]])
    truth = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])

    assert image_scores("wrong-and-confident", inputs(probabilities, truth)).tolist() == [
        pytest.approx(0.9),
        0.0,
        pytest.approx(0.6),
    ]


def test_wrong_and_confident_refuses_images_without_any_known_label() -> None:
    with pytest.raises(InvalidInputError, match="choose entropy or dual"):
        image_scores("wrong-and-confident", inputs(torch.rand(3, 2)))


def test_dual_is_the_weighted_mean_of_two_ranks() -> None:
    given = inputs(torch.rand(6, 2, generator=torch.Generator().manual_seed(3)))
    doubt, astray = (image_scores(by, given) for by in ("entropy", "misalignment"))

    def rank(scores: Tensor) -> list[float]:
        return [float((scores < s).sum()) / (len(scores) - 1) for s in scores]

    expected = [0.25 * d + 0.75 * a for d, a in zip(rank(doubt), rank(astray), strict=True)]
    found = image_scores("dual", given, entropy_weight=0.25)
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-9)


@pytest.mark.parametrize("by", sampling_names())
def test_every_sampling_scores_every_image_in_a_pool_but_that_which_needs_labels(by: str) -> None:
    given = inputs(torch.rand(8, 2, generator=torch.Generator().manual_seed(5)) * 0.4)
    if by == "wrong-and-confident":
        given = replace(given, truth=torch.zeros(8, 2))

    scores = image_scores(by, given)

    assert not scores.isnan().any(), "no pair is displayed here, yet each image is scored"
    assert ((scores >= 0) & (scores <= 1)).all()


def test_dual_spreads_its_choice_and_the_others_take_the_highest() -> None:
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6], dtype=torch.float64)
    given = replace(
        inputs(torch.rand(4, 2)),
        embeddings=torch.tensor([[1.0, 0.0], [1.0, 0.01], [0.0, 1.0], [0.0, 1.0]]),
    )

    assert chosen_images(scores, given, 2, by="entropy").tolist() == [0, 1]
    assert chosen_images(scores, given, 2, by="dual").tolist() == [0, 2]


def test_a_sampling_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInputError, match=r"choose one of entropy, margin, .*triage"):
        image_scores("boredom", inputs(torch.rand(2, 2)))
