import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import ShapeError
from medebiaser.learning.reliance import Reliance, region_reliance, reliance_figures
from medebiaser.learning.swaps import dilated_feathered
from medebiaser.records import Activation

SIDE = 32


class Reader(nn.Module):
    """Reads the brightness of the left half (label 0) and of the right half (label 1)."""

    def forward(self, images: Tensor) -> Tensor:
        halves = images[:, 0].unflatten(2, (2, -1)).mean(dim=(1, 3))
        return 8 * halves - 4


def scene() -> tuple[Tensor, Tensor]:
    """One bright image whose region is the left half, and two dark donors."""
    masks = torch.zeros(1, SIDE, SIDE)
    masks[:, :, : SIDE // 2] = 1.0
    return torch.ones(1, 1, SIDE, SIDE), masks


def measured(label: int, donors: Tensor) -> Reliance:
    images, masks = scene()
    return region_reliance(Reader(), images, masks, donors, torch.tensor([label]))


def test_a_network_that_reads_the_region_falls_without_it_and_stays_without_the_rest() -> None:
    found = measured(0, torch.zeros(1, 1, 1, SIDE, SIDE))

    bright, dark = torch.tensor(4.0).sigmoid().item(), torch.tensor(-4.0).sigmoid().item()
    assert found.probability.item() == pytest.approx(bright)
    assert found.region_change.item() == pytest.approx(dark - bright, abs=1e-6)
    assert found.context_change.item() == pytest.approx(0.0, abs=1e-6)


def test_a_network_that_reads_the_context_shows_the_opposite() -> None:
    found = measured(1, torch.zeros(1, 1, 1, SIDE, SIDE))

    assert found.region_change.item() > -0.1  # only the feathered edge reaches over
    assert found.context_change.item() < -0.9


def test_several_donors_are_averaged() -> None:
    dark, grey = torch.zeros(1, 1, 1, SIDE, SIDE), torch.full((1, 1, 1, SIDE, SIDE), 0.5)

    apart = [measured(0, donor).without_region.item() for donor in (dark, grey)]
    together = measured(0, torch.cat([dark, grey], dim=1)).without_region.item()

    assert together == pytest.approx(sum(apart) / 2)
    assert apart[0] != pytest.approx(apart[1], abs=0.1)


def test_reliance_is_that_of_composites_made_by_hand() -> None:
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(5, 1, SIDE, SIDE, generator=generator)
    donors = torch.rand(5, 2, 1, SIDE, SIDE, generator=generator)
    masks = torch.zeros(5, SIDE, SIDE)
    masks[:, 8:20, 4:24] = 1.0
    labels = torch.tensor([0, 1, 1, 0, 1])
    network = Reader()

    found = region_reliance(network, images, masks, donors, labels, batch_size=2)

    alpha = dilated_feathered(masks)
    for pair in range(5):
        removed, added = [], []
        for donor in donors[pair]:
            removed.append(network((images[pair] * (1 - alpha[pair]) + donor * alpha[pair])[None]))
            added.append(network((donor * (1 - alpha[pair]) + images[pair] * alpha[pair])[None]))
        for composites, changed in (
            (removed, found.without_region),
            (added, found.without_context),
        ):
            mean = torch.cat(composites).sigmoid()[:, labels[pair]].mean()
            assert changed[pair].item() == pytest.approx(mean.item(), abs=1e-6)


def test_softmax_probabilities_compete() -> None:
    images, masks = scene()
    donors = torch.zeros(1, 1, 1, SIDE, SIDE)

    found = region_reliance(
        Reader(), images, masks, donors, torch.tensor([0]), activation=Activation.SOFTMAX
    )

    assert found.probability.item() == pytest.approx(0.5)


def test_the_network_keeps_its_mode() -> None:
    network = Reader().train()

    region_reliance(network, *scene(), torch.zeros(1, 1, 1, SIDE, SIDE), torch.tensor([0]))

    assert network.training


def test_nothing_to_measure_is_no_error() -> None:
    empty = torch.zeros(0, SIDE, SIDE)

    found = region_reliance(
        Reader(), empty[:, None], empty, empty[:, None, None], torch.zeros(0, dtype=torch.long)
    )

    assert found.region_change.shape == (0,)


def test_donors_must_fit_the_images() -> None:
    images, masks = scene()
    with pytest.raises(ShapeError, match="give the same number of donors"):
        region_reliance(Reader(), images, masks, images, torch.tensor([0]))
    with pytest.raises(ShapeError, match="1 images, 1 masks and 2 labels"):
        region_reliance(
            Reader(), images, masks, torch.zeros(1, 1, 1, SIDE, SIDE), torch.tensor([0, 1])
        )


def test_means_per_label_with_intervals_over_patients() -> None:
    change = torch.tensor([-0.1, -0.2, -0.3, -0.4, -0.5, -0.6])
    found = Reliance(torch.full((6,), 0.9), 0.9 + change, torch.full((6,), 0.9))

    figures = reliance_figures(
        found,
        torch.tensor([0, 0, 0, 0, 0, 1]).numpy(),
        list("abcdef"),
        names=["Mass", "Hernia", "Edema"],
    )

    mass = figures["labels"]["Mass"]
    assert mass["region_change"] == pytest.approx(-0.3)
    low, high = mass["region_change_ci"]
    assert -0.5 < low < -0.3 < high < -0.1
    assert mass["context_change"] == pytest.approx(0.0)
    assert (figures["all"]["regions"], figures["all"]["patients"]) == (6, 6)
    assert figures["labels"]["Hernia"]["region_change"] is None
    assert figures["labels"]["Hernia"]["reason"] == "not enough cases: 1 of 5 regions"
    assert "Edema" not in figures["labels"]


def test_no_regions_at_all_are_said() -> None:
    nothing = torch.zeros(0)

    figures = reliance_figures(
        Reliance(nothing, nothing, nothing), nothing.long().numpy(), [], names=["Mass"]
    )

    assert figures["labels"] == {}
    assert figures["all"]["reason"] == "not enough cases: 0 of 5 regions"
