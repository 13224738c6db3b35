"""Few-shot heads: prototypes, their closed maps, and episodes."""

import pytest
import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.explainers import head_jacobian_maps, maps_of_features
from medebiaser.learning.prototypes import (
    EpisodeObjective,
    PrototypeNetwork,
    prototype_logits,
    prototype_maps,
    prototypes_of,
)
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import fit
from tests.learning.tiny import TinyNetwork, half_dimmed, pixels
from tests.oracles import maps as slow_maps
from tests.oracles import prototypes as oracle

ROWS = [torch.arange(0, 6), torch.arange(6, 12), torch.arange(12, 18)]


def objective(images: Tensor, **others: object) -> EpisodeObjective:
    chosen: dict[str, object] = {"n_way": 2, "k_shot": 2, "queries": 3, **others}
    return EpisodeObjective(lambda rows: images[rows], ROWS, **chosen)  # type: ignore[arg-type]


def test_a_prototype_is_the_mean_of_its_examples_and_a_logit_minus_the_squared_distance() -> None:
    embeddings = torch.tensor([[0.0, 0.0], [2.0, 4.0], [5.0, 5.0]])

    found = prototypes_of(embeddings, torch.tensor([0, 0, 1]), 2)

    assert found.tolist() == [[1.0, 2.0], [5.0, 5.0]]
    assert prototype_logits(torch.tensor([[1.0, 0.0]]), found).tolist() == [[-4.0, -41.0]]


def test_the_map_of_a_prototype_by_hand() -> None:
    features = torch.tensor([[[[1.0, 3.0]], [[0.0, 2.0]]]])  # e = (2, 1)
    prototypes = torch.tensor([[3.0, 0.0]])  # slopes -2 (2 - 3, 1 - 0) = (2, -2)

    assert prototype_maps(features, prototypes).tolist() == [[[[2.0, 2.0]]]]
    assert prototype_maps(features, torch.tensor([[2.0, 0.0]])).tolist() == [[[[0.0, -4.0]]]]


def test_the_closed_map_is_that_of_the_heads_jacobian_and_of_slow_autograd() -> None:
    body = TinyNetwork(dropout=0.0).double().eval()
    generator = torch.Generator().manual_seed(3)
    prototypes = torch.randn(3, 8, generator=generator, dtype=torch.float64)
    network = PrototypeNetwork(body, prototypes).double().eval()
    images = pixels(2).double()
    features = network.features(images).detach()

    closed = prototype_maps(features, prototypes)

    torch.testing.assert_close(closed, head_jacobian_maps(network, features).detach())
    torch.testing.assert_close(closed, maps_of_features(network, features).detach())
    torch.testing.assert_close(closed, slow_maps.slow_maps(network, images))
    labels = torch.tensor([2, 0])
    torch.testing.assert_close(
        prototype_maps(features, prototypes, labels), closed[torch.arange(2), labels]
    )


def test_the_loss_of_an_episode_is_that_of_the_slow_version() -> None:
    network = TinyNetwork(dropout=0.0).double().eval()
    images = pixels(18).double()
    episodes = objective(images)
    episode = episodes.episode(4)

    def embedded(rows: Tensor, each: int) -> list[list[list[float]]]:
        with torch.no_grad():
            pooled = network.pool(network.features(images[rows]))
        return [part.tolist() for part in pooled.split(each)]

    expected = oracle.episode_loss(embedded(episode.support, 2), embedded(episode.queries, 3))

    assert float(episodes(network, 4).total.detach()) == pytest.approx(expected, rel=1e-9)


def test_support_and_queries_share_no_image_and_each_is_of_its_label() -> None:
    episodes = objective(pixels(18))
    for draw in range(20):
        episode = episodes.episode(draw)

        assert not set(episode.support.tolist()) & set(episode.queries.tolist())
        assert (episode.support // 6).tolist() == [k for k in episode.labels.tolist() for _ in "ab"]
        assert (episode.queries // 6).tolist() == [
            k for k in episode.labels.tolist() for _ in "abc"
        ]
    assert torch.equal(episodes.episode(3).support, objective(pixels(18)).episode(3).support)


def test_queries_with_a_region_add_soft_dice_on_their_map() -> None:
    images = pixels(18)
    mask = torch.zeros(16, 16)
    mask[:8, :8] = 1
    network = TinyNetwork(dropout=0.0)
    plain = objective(images)(network, 0)

    guided = objective(images, masks=dict.fromkeys(range(18), mask), attention_weight=2.0)(
        network, 0
    )

    attention = guided.parts["attention"]
    assert 0 < float(attention.detach()) <= 1
    expected = float(plain.total.detach()) + 2 * float(attention.detach())
    assert float(guided.total.detach()) == pytest.approx(expected, rel=1e-5)
    gradients = torch.autograd.grad(attention, list(network.parameters()), allow_unused=True)
    assert any(bool(g.any()) for g in gradients if g is not None)


def test_episodes_teach_a_network_to_tell_new_images_apart() -> None:
    images, bright = half_dimmed(pixels(24))
    rows = [(bright == kind).nonzero().flatten() for kind in (0, 1)]
    network = TinyNetwork(dropout=0.0)
    learned = [each[:8] for each in rows]
    episodes = EpisodeObjective(
        lambda at: images[at], learned, n_way=2, k_shot=3, queries=3, seed=1
    )

    fit(network, episodes, Schedule(epochs=20, steps_per_epoch=2, learning_rate=0.01))

    with torch.no_grad():
        pooled = network.pool(network.features(images))
    labels = torch.tensor([0] * 8 + [1] * 8)
    prototypes = prototypes_of(pooled[torch.cat(learned)], labels, 2)
    new = torch.cat([each[8:] for each in rows])
    told = prototype_logits(pooled[new], prototypes).argmax(dim=1)
    assert (told == bright[new].long()).float().mean() >= 0.9


def test_too_few_images_for_an_episode_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="0 labels have 9 images of their own"):
        objective(pixels(18), k_shot=6)
    with pytest.raises(InvalidInputError, match="label number 1 has no example"):
        prototypes_of(torch.zeros(2, 3), torch.tensor([0, 0]), 2)
