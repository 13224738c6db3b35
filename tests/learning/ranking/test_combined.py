import pytest
import torch

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.ranking import RANKINGS, Annotated, Query, fit_ranker, region_embedding
from tests.learning.ranking.cases import inputs


def box(side: int, rows: slice, columns: slice) -> torch.Tensor:
    mask = torch.zeros(side, side)
    mask[rows, columns] = 1.0
    return mask


def shown(n: int, maps: torch.Tensor, **changes):
    """n images, all displayed for all labels."""
    return inputs(n, maps=maps, truth=torch.ones(n, 3), **changes)


def test_misalignment_is_with_the_images_own_mask_where_there_is_one() -> None:
    maps = torch.zeros(2, 3, 4, 4)
    maps[:, :, :, :2] = 5.0  # heat on the left half
    drawn = Annotated(
        torch.tensor([11, 99]),
        torch.tensor([2, 2]),
        torch.stack([box(4, slice(4), slice(2)), box(4, slice(4), slice(2, 4))]),
    )
    given_inputs = shown(2, maps, annotated=drawn, rows=torch.tensor([10, 11]), flipped_maps=None)

    # row 11: its own left mask, perfect; row 10: the mean of left and right, .5 everywhere:
    # 2 * 8 * .5 / (8 + 8) = .5
    assert RANKINGS["misalignment"].score(given_inputs, 2).tolist() == pytest.approx([0.5, 0.0])


def test_before_the_first_region_the_flipped_heatmap_is_mapped_back() -> None:
    maps = torch.zeros(1, 3, 4, 4)
    maps[:, :, :, :2] = 5.0
    steady = shown(1, maps, annotated=None, flipped_maps=maps.flip(-1))
    fickle = shown(1, maps, annotated=None, flipped_maps=maps)  # same side although mirrored

    assert RANKINGS["misalignment"].score(steady, 0).item() == 0.0
    assert RANKINGS["misalignment"].score(fickle, 0).item() == 1.0


def test_a_heatmap_without_heat_is_fully_misaligned() -> None:
    empty = shown(1, -torch.ones(1, 3, 4, 4))

    assert RANKINGS["misalignment"].score(empty, 2).item() == 1.0


def test_without_region_and_flipped_maps_misalignment_is_refused() -> None:
    nothing = inputs(annotated=None, flipped_maps=None)

    with pytest.raises(InvalidInputError, match="Hernia has no annotated region"):
        RANKINGS["misalignment"].score(nothing, 2)
    with pytest.raises(InvalidInputError, match="Hernia has no annotated region"):
        RANKINGS["misalignment"].reason(nothing, 2, 0)


def test_heatmaps_are_compared_chunk_by_chunk_as_if_at_once(monkeypatch) -> None:
    at_once = RANKINGS["misalignment"].score(inputs(40), 2)
    monkeypatch.setattr("medebiaser.learning.ranking.alignment.CHUNK", 7)

    assert (
        RANKINGS["misalignment"].score(inputs(40), 2).nan_to_num(-1).equal(at_once.nan_to_num(-1))
    )


def test_the_query_itself_is_most_similar_and_its_opposite_least() -> None:
    embeddings = torch.tensor([[1.0, 0.0], [0.0, 2.0], [-3.0, 0.0]])
    given_inputs = shown(
        3, torch.ones(3, 3, 4, 4), embeddings=embeddings, query=Query(torch.tensor([2.0, 0.0]), "x")
    )

    assert RANKINGS["similar"].score(given_inputs, 0).tolist() == pytest.approx([1.0, 0.5, 0.0])


def test_similar_needs_a_query_of_the_same_round() -> None:
    with pytest.raises(InvalidInputError, match="similar needs an image or a region"):
        RANKINGS["similar"].score(inputs(query=None), 0)
    with pytest.raises(ShapeError, match="take both from the same round"):
        RANKINGS["similar"].score(inputs(query=Query(torch.zeros(2), "x")), 0)


def test_a_regions_embedding_is_the_mean_of_its_cells() -> None:
    features = torch.tensor([[[1.0, 3.0], [5.0, 7.0]]])

    assert region_embedding(features, torch.tensor([[1.0, 0.5], [0.0, 0.0]])).tolist() == (
        pytest.approx([2.5 / 1.5])
    )


def test_a_region_of_the_whole_image_is_the_image() -> None:
    features = torch.rand(4, 3, 3)

    assert torch.allclose(region_embedding(features, torch.ones(3, 3)), features.mean(dim=(1, 2)))


def test_a_region_must_cover_a_cell_of_the_features() -> None:
    with pytest.raises(InvalidInputError, match="covers no cell"):
        region_embedding(torch.rand(1, 2, 2), torch.zeros(2, 2))
    with pytest.raises(ShapeError, match="rasterise the region"):
        region_embedding(torch.rand(1, 2, 2), torch.ones(3, 3))


def verdicts(n: int, count: int):
    """All pairs displayed, `count` of them judged; wrong where the heat is at the edge."""
    generator = torch.Generator().manual_seed(1)
    at_edge = torch.rand(n, 3, generator=generator) < 0.5
    maps = torch.zeros(n, 3, 8, 8)
    maps[:, :, 4, 4] = (~at_edge).float()
    maps[:, :, 0, 0] = at_edge.float()
    wrong = at_edge.float()
    wrong.view(-1)[count:] = torch.nan
    given_inputs = shown(n, maps, wrong_attention=wrong, flipped_maps=None, annotated=None)
    return given_inputs, at_edge


def test_learned_finds_what_the_verdicts_had_in_common() -> None:
    given_inputs, at_edge = verdicts(100, 200)

    scores = torch.stack([RANKINGS["learned"].score(given_inputs, k) for k in range(3)], dim=1)

    assert scores[at_edge].min() > scores[~at_edge].max()
    assert scores[at_edge].min() > 0.5 > scores[~at_edge].max()


def test_learned_waits_for_200_verdicts() -> None:
    with pytest.raises(InvalidInputError, match=r"learned needs 200 verdicts .* there are 199"):
        RANKINGS["learned"].score(verdicts(100, 199)[0], 0)
    with pytest.raises(InvalidInputError, match="there are 0"):
        RANKINGS["learned"].score(inputs(wrong_attention=None), 0)


def test_learned_needs_verdicts_of_both_kinds() -> None:
    given_inputs, _ = verdicts(100, 300)
    unanimous = inputs(
        100, maps=given_inputs.maps, flipped_maps=None, truth=torch.ones(100, 3),
        wrong_attention=torch.ones(100, 3),
    )  # fmt: skip

    with pytest.raises(InvalidInputError, match="all 300 verdicts say the attention is wrong"):
        RANKINGS["learned"].score(unanimous, 0)


def test_the_ranker_is_the_optimum_of_the_regularised_likelihood() -> None:
    """The gradient of the penalised log-likelihood vanishes at the coefficients."""
    from medebiaser.learning.ranking.combined import features_of

    given_inputs, _ = verdicts(100, 300)
    ranker = fit_ranker(given_inputs)

    weights = torch.tensor(ranker.coefficients, dtype=torch.float64)
    gradient = weights.clone()
    for label in range(3):
        features = features_of(given_inputs, label)
        wrong = given_inputs.wrong_attention[:, label].double()
        gradient += features.T @ ((features @ weights + ranker.intercept).sigmoid() - wrong)

    assert ranker.verdicts == 300
    assert gradient.abs().max() < 1e-3
