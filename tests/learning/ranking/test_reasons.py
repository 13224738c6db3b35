import pytest
import torch

from medebiaser.learning.ranking import RANKINGS
from medebiaser.learning.ranking.reasons import joined
from medebiaser.records import Activation
from tests.learning.ranking.cases import annotated, inputs


def why(name: str, label: int = 2, **changes) -> str:
    given_inputs = inputs(
        1,
        **{
            "truth": torch.tensor([[1.0, 1.0, 1.0]]),
            "probabilities": torch.tensor([[0.0, 0.0, 0.08]]),
            "thresholds": (None, None, None),
            "wrong_attention": None,
        }
        | changes,
    )
    return RANKINGS[name].reason(given_inputs, label, 0)


def heat(*cells) -> torch.Tensor:
    maps = torch.zeros(1, 3, 4, 4)
    for row, column in cells:
        maps[:, :, row, column] = 1.0
    return maps


def test_accuracy_says_prediction_and_truth() -> None:
    assert why("accuracy") == "predicted 0.08, truth positive"
    assert why(
        "accuracy",
        truth=torch.tensor([[0.0, 0.0, 0.0]]),
        probabilities=torch.tensor([[0.0, 0.0, 0.91]]),
    ) == ("predicted 0.91, truth negative")
    assert why("accuracy", truth=torch.full((1, 3), torch.nan)).endswith("truth unknown")


@pytest.mark.parametrize(
    ("maps", "words"),
    [
        (torch.ones(1, 3, 4, 4), "attention spread over the whole image"),
        (heat((1, 1)), "attention on a few cells"),
        (
            heat(*[(row, column) for row in (0, 1) for column in (0, 1, 2)]),
            "attention on part of the image",
        ),
        (-torch.ones(1, 3, 4, 4), "no positive evidence anywhere"),
    ],
)
def test_concentration_says_how_wide(maps, words) -> None:
    assert why("concentration", maps=maps) == words


def test_dependency_names_the_companions_that_are_there() -> None:
    assert why("dependency") == "appears with Effusion"
    assert why("dependency", label=0) == "appears with Hernia and Infiltration"
    assert why("dependency", truth=torch.tensor([[0.0, 1.0, 1.0]])) == (
        "appears with none of its usual companions"
    )


def test_doubt_says_whether_it_is_decided() -> None:
    assert why("entropy") == "decided: predicted 0.08"
    assert why("margin", probabilities=torch.tensor([[0.0, 0.0, 0.47]])) == (
        "undecided: predicted 0.47"
    )


def test_softmax_names_the_two_likeliest() -> None:
    assert why(
        "least-confident",
        probabilities=torch.tensor([[0.2, 0.5, 0.3]]),
        activation=Activation.SOFTMAX,
    ) == ("between Infiltration 0.50 and Hernia 0.30")


def test_misalignment_says_what_it_is_compared_with() -> None:
    assert "the mean of the label's regions" in why("misalignment")
    maps = heat((1, 1))
    flipped = why("misalignment", annotated=None, maps=maps, flipped_maps=maps.flip(-1))
    assert flipped == "heatmap overlaps the heatmap of the flipped image by 100 %"
    own = annotated(side=4, hernia=5)
    words = why("misalignment", annotated=own, rows=own.rows[:1])
    assert "the region drawn in it" in words


def test_triage_says_where_the_heat_is_what_goes_along_and_whether_in_doubt() -> None:
    assert why(
        "triage",
        annotated=None,
        maps=heat((0, 0), (3, 3), (1, 1)),
        probabilities=torch.tensor([[0.0, 0.0, 0.47]]),
    ) == ("50 % of the heat lies outside the body or at the edge; appears with Effusion; "
          "undecided (0.47)")  # fmt: skip


def test_with_enough_regions_triage_speaks_of_where_the_label_was_marked() -> None:
    assert "where Hernia has not been marked" in why("triage", maps=heat((1, 1)))


def test_triage_names_no_companion_that_chance_explains() -> None:
    # Infiltration meets Hernia less often than chance
    assert "Infiltration" not in why("triage")


def test_without_heat_triage_says_so() -> None:
    assert why("triage", maps=-torch.ones(1, 3, 4, 4)).startswith("no positive evidence anywhere")


def test_suspicion_says_prediction_place_and_focus() -> None:
    assert why(
        "suspicious",
        annotated=None,
        maps=heat((0, 0)),
        probabilities=torch.tensor([[0.0, 0.0, 0.93]]),
    ) == ("predicted 0.93; 75 % of the heat lies outside the body or at the edge; "
          "attention on a few cells")  # fmt: skip


def test_likeness_names_the_query() -> None:
    assert why("similar").startswith("like 00001_000 (likeness ")


def test_dual_says_both() -> None:
    assert why("dual").startswith("decided: predicted 0.08; heatmap overlaps")


def test_chance_gives_no_other_reason() -> None:
    assert why("random") == "drawn at random"


def test_learned_says_how_many_verdicts_judged() -> None:
    many = inputs(300)
    judged = int((~many.wrong_attention.isnan() & torch.stack(
        [many.displayed(k) for k in range(3)], dim=1)).sum())  # fmt: skip

    words = RANKINGS["learned"].reason(many, 2, int(RANKINGS["learned"].order(many, 2)[0]))

    assert f"judged by {judged} verdicts" in words
    assert words.startswith("attention probably ")


def test_names_are_joined_as_in_a_sentence() -> None:
    assert [joined(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
