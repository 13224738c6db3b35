"""Few-shot heads: a label is the mean embedding of its examples, a logit minus a distance to it.

z_l = -|e - m_l|^2 with e the pooled features and m_l the prototype. The head is a function of the
pooled features, so its maps are closed: dz_l/de_c = -2 (e_c - m_lc), and with the global average
M_l = -2 sum_c (e_c - m_lc) A_c.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.attention_losses import area_fractions, soft_dice_loss
from medebiaser.learning.draws import generator_of, repeated_draw, seed_of
from medebiaser.learning.networks import Network
from medebiaser.learning.networks.base import at_least_single
from medebiaser.learning.objectives import Augment, Fetch
from medebiaser.learning.training import Losses

_DICE_CELL = 4


def prototypes_of(embeddings: Tensor, labels: Tensor, n_labels: int) -> Tensor:
    """Mean embedding of each label's examples.

    Args:
        embeddings: (S, D) float.
        labels: (S,) int64 in [0, n_labels).
        n_labels: how many prototypes.

    Returns:
        (n_labels, D), differentiable.

    Raises:
        ShapeError: not one label per embedding.
        InvalidInputError: a label has no example.
    """
    if labels.shape != embeddings.shape[:1]:
        raise ShapeError(
            f"{len(embeddings)} embeddings and labels {tuple(labels.shape)}; give one label each"
        )
    member = torch.nn.functional.one_hot(labels, n_labels).to(embeddings)
    counts = member.sum(dim=0)
    if bool((counts == 0).any()):
        without = int((counts == 0).nonzero()[0])
        raise InvalidInputError(f"label number {without} has no example to make a prototype of")
    return (member.T @ embeddings) / counts[:, None]


def prototype_logits(pooled: Tensor, prototypes: Tensor) -> Tensor:
    """Minus the squared Euclidean distance to each prototype.

    Args:
        pooled: (N, D) float.
        prototypes: (K, D) float.

    Returns:
        (N, K) float, <= 0.

    Source: Snell et al. 2017, arXiv:1703.05175, equation 2.
    """
    return -(pooled[:, None, :] - prototypes[None]).square().sum(dim=2)


def prototype_maps(features: Tensor, prototypes: Tensor, labels: Tensor | None = None) -> Tensor:
    """Signed maps of a prototype head on the global average, without a backward pass.

    M_l = -2 sum_c (e_c - m_lc) A_c, e the mean of A over its cells.

    Args:
        features: (N, C, h, w), the maps that enter the pool.
        prototypes: (K, C).
        labels: (N,) one label index per image; None for all.

    Returns:
        (N, K, h, w), or (N, h, w) where labels are given; differentiable.
    """
    cells = at_least_single(features)
    pooled = cells.mean(dim=(2, 3))
    if labels is not None:
        slopes = -2 * (pooled - prototypes[labels])
        return torch.einsum("nc,nchw->nhw", slopes, cells)
    slopes = -2 * (pooled[:, None] - prototypes[None])
    return torch.einsum("nlc,nchw->nlhw", slopes, cells)


class PrototypeHead(nn.Module):
    """Logits by distance to prototypes that are kept with the weights.

    Attributes:
        prototypes: (K, D) buffer.
    """

    prototypes: Tensor

    def __init__(self, prototypes: Tensor) -> None:
        super().__init__()
        self.register_buffer("prototypes", prototypes.detach().clone())

    def forward(self, pooled: Tensor) -> Tensor:
        """Return (N, K) logits of pooled features (N, D)."""
        return prototype_logits(pooled, self.prototypes.to(pooled))


class PrototypeNetwork(Network):
    """A network whose head is replaced by prototypes; its trunk is the given network's.

    Args:
        body: any network that pools by the global average.
        prototypes: (K, D) of its embeddings.

    Raises:
        InvalidInputError: the network pools otherwise, so that a distance has no closed map.
    """

    def __init__(self, body: Network, prototypes: Tensor) -> None:
        if not body.pools_globally:
            raise InvalidInputError(
                f"{type(body).__name__} does not pool by the global average; choose a "
                "convolutional network for prototypes"
            )
        super().__init__(
            len(prototypes),
            in_channels=body.in_channels,
            stem_channels=body.stem_channels,
            mean=body.mean.flatten().tolist(),
            std=body.std.flatten().tolist(),
        )
        self.body, self.distances = body, PrototypeHead(prototypes)

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what enters the last block."""
        return self.body.trunk(normalised)

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A: (N, C, h, w)."""
        return self.body.last_block(trunk_out)

    @property
    def classifier(self) -> nn.Module:
        """The distances to the prototypes."""
        return self.distances

    def last_block_modules(self) -> Iterator[nn.Module]:
        """The last block of the trunk."""
        yield from self.body.last_block_modules()


@dataclass(frozen=True, slots=True)
class Episode:
    """The images of one few-shot task.

    Attributes:
        labels: (n,) int64, the labels that are told apart.
        support: (n * k,) int64 rows, k of each label in their order.
        queries: (n * q,) int64 rows, q of each label in their order.
    """

    labels: Tensor
    support: Tensor
    queries: Tensor


class EpisodeObjective:
    """Cross-entropy over distances in n-way, k-shot episodes, and Dice on queries with a region.

    Each draw is a task of its own: n labels, k examples of each make the prototypes, q others of
    each are told apart by them. Which images they are follows from the seed and the draw alone.

    Args:
        fetch: returns images by row numbers.
        rows_of: per label the rows of images that carry it and no other label.
        n_way: labels in an episode.
        k_shot: examples of each.
        queries: images of each that are told apart.
        masks: (N rows -> (s, s) area fractions) of physicians' relevant regions; None: none.
        attention_weight: of the soft Dice between the queries' maps and regions.
        augmentation: changes support and queries; None leaves them, and so does a region.
        seed: of all draws.

    Raises:
        InvalidInputError: too few labels have enough images.

    Source: Snell et al. 2017, arXiv:1703.05175, algorithm 1; Dice on the map as in expert-guided
    explainable few-shot learning.
    """

    def __init__(
        self,
        fetch: Fetch,
        rows_of: Sequence[Tensor],
        *,
        n_way: int,
        k_shot: int,
        queries: int,
        masks: dict[int, Tensor] | None = None,
        attention_weight: float = 1.0,
        augmentation: Augment | None = None,
        seed: int = 0,
    ) -> None:
        enough = [k for k, rows in enumerate(rows_of) if len(rows) >= k_shot + queries]
        if n_way < 2 or len(enough) < n_way:
            raise InvalidInputError(
                f"{len(enough)} labels have {k_shot + queries} images of their own and an episode "
                f"tells {n_way} apart; choose fewer ways, shots or queries, at least 2 ways"
            )
        self.fetch, self.rows_of, self.enough = fetch, rows_of, torch.tensor(enough)
        self.n_way, self.k_shot, self.n_queries = n_way, k_shot, queries
        self.masks, self.attention_weight = masks or {}, attention_weight
        self.augmentation, self.seed = augmentation, seed

    def episode(self, draw: int) -> Episode:
        """Return the images of one draw: support and queries never share one."""
        generator = generator_of("episode", self.seed, draw)
        labels = self.enough[repeated_draw(len(self.enough), self.n_way, generator)]
        support, queries = [], []
        for label in labels.tolist():
            rows = self.rows_of[label]
            drawn = rows[repeated_draw(len(rows), self.k_shot + self.n_queries, generator)]
            support.append(drawn[: self.k_shot])
            queries.append(drawn[self.k_shot :])
        return Episode(labels, torch.cat(support), torch.cat(queries))

    def __call__(self, network: Network, draw: int) -> Losses:
        """Return the losses of one episode."""
        episode = self.episode(draw)
        device = next(network.parameters()).device
        rows = torch.cat([episode.support, episode.queries])
        images = self.fetch(rows).to(device)
        if self.augmentation is not None and not self.masks:
            images = self.augmentation(
                images, images[:, :1], seed=seed_of("episode", self.seed, draw)
            )[0]
        features = network.features(images)
        pooled, n_support = network.pool(features), len(episode.support)
        of_support = torch.arange(self.n_way, device=device).repeat_interleave(self.k_shot)
        prototypes = prototypes_of(pooled[:n_support], of_support, self.n_way)
        truth = torch.arange(self.n_way, device=device).repeat_interleave(self.n_queries)
        loss = cross_entropy(prototype_logits(pooled[n_support:], prototypes), truth)
        parts = {"prediction": loss}
        attention = self._attention(features[n_support:], prototypes, truth, episode.queries)
        if attention is not None:
            parts["attention"] = attention
            loss = loss + self.attention_weight * attention
        return Losses(loss, parts)

    def _attention(
        self, features: Tensor, prototypes: Tensor, truth: Tensor, rows: Tensor
    ) -> Tensor | None:
        drawn = [at for at, row in enumerate(rows.tolist()) if row in self.masks]
        if not drawn:
            return None
        masks = torch.stack([self.masks[int(rows[at])] for at in drawn]).to(features.device)
        side = max(masks.shape[-1] // _DICE_CELL, 1)
        maps = prototype_maps(features[drawn], prototypes, truth[drawn])
        return soft_dice_loss(
            maps, area_fractions(masks.float(), (side, side)), torch.ones(len(drawn)).to(maps)
        )
