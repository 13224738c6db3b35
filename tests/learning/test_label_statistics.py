import gzip
from csv import DictReader

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from medebiaser.errors import ShapeError
from medebiaser.learning import label_statistics as statistics
from tests.oracles import label_statistics as oracle

# Table 13 of the paper: OME, EOF, OE, EOM, FOE, CE, TMP.
TABLE_13 = np.array(
    [
        [0, 0, 10, 0, 0, 0, 0],
        [0, 0, 41, 0, 0, 26, 8],
        [10, 41, 0, 5, 9, 28, 8],
        [0, 0, 5, 0, 0, 6, 0],
        [0, 0, 9, 0, 0, 75, 0],
        [0, 26, 28, 6, 75, 0, 5],
        [0, 8, 8, 0, 0, 5, 0],
    ]
)
OE = 2

# Table 11 of the paper, upper triangle.
TABLE_11_LABELS = [
    "Atelectasis",
    "Cardiomegaly",
    "Consolidation",
    "Edema",
    "Effusion",
    "Emphysema",
    "Fibrosis",
    "Hernia",
    "Infiltration",
    "Mass",
    "Nodule",
    "Pleural_Thickening",
    "Pneumonia",
    "Pneumothorax",
]
TABLE_11 = [
    [370, 1223, 221, 3275, 424, 220, 40, 3264, 739, 590, 496, 262, 774],
    [169, 127, 1063, 44, 52, 7, 587, 102, 108, 111, 41, 49],
    [162, 1287, 103, 79, 4, 1221, 610, 428, 251, 123, 223],
    [593, 30, 9, 3, 981, 129, 131, 64, 340, 33],
    [359, 188, 21, 4000, 1254, 912, 849, 269, 996],
    [36, 4, 449, 215, 115, 151, 23, 747],
    [8, 345, 117, 166, 176, 11, 80],
    [33, 25, 10, 8, 3, 9],
    [1159, 1546, 750, 605, 946],
    [906, 452, 71, 431],
    [411, 70, 341],
    [48, 289],
    [41],
]

LABELS = arrays(
    np.int8, st.tuples(st.integers(1, 30), st.integers(1, 5)), elements=st.integers(-1, 1)
)


@settings(max_examples=50, deadline=None)
@given(LABELS)
def test_cooccurrence_counts_images_that_carry_both(labels) -> None:
    assert statistics.cooccurrence(labels).tolist() == oracle.cooccurrence(labels.tolist())


def test_unknown_is_neither_present_nor_absent() -> None:
    labels = np.array([[1, -1], [0, -1], [-1, -1], [1, 1]], dtype=np.int8)

    assert statistics.positives(labels).tolist() == [2, 1]
    assert statistics.unknowns(labels).tolist() == [1, 3]
    assert statistics.shares(labels).tolist() == [2 / 3, 1.0]


def test_nan_is_unknown_like_minus_one() -> None:
    integers = np.array([[1, -1], [0, 1]])
    floats = np.array([[1.0, np.nan], [0.0, 1.0]])

    assert statistics.shares(integers).tolist() == statistics.shares(floats).tolist()


def test_conditional_share_is_read_row_given_the_column_beside_it() -> None:
    counts = np.array([[4, 1], [1, 2]])

    assert statistics.conditional_shares(counts)[0, 1] == 0.25  # P(1|0)
    assert statistics.conditional_shares(counts)[1, 0] == 0.5  # P(0|1)


def test_a_label_is_as_many_times_rarer_as_the_commonest_is_commoner() -> None:
    assert statistics.imbalance_ratios(np.array([100, 20, 0])).tolist() == [1.0, 5.0, np.inf]


def test_literal_dependency_degenerates_to_one_label_at_1_and_six_at_0() -> None:
    found = [
        statistics.literal_dependency(TABLE_13, t, epsilon=1e-6, threshold=0) for t in range(7)
    ]

    assert found[OE] == 1.0
    assert all(value < 1e-5 for t, value in enumerate(found) if t != OE)


def test_literal_dependency_normalised_over_its_companions_is_always_1() -> None:
    """The other reading of equation (2): the denominator runs over P_t as well."""
    for t in range(7):
        companions = [t, *np.flatnonzero(TABLE_13[t] > 0)]
        among_companions = TABLE_13[np.ix_(companions, companions)]
        assert statistics.literal_dependency(
            among_companions, 0, epsilon=1e-6, threshold=0
        ) == pytest.approx(1.0)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 6), st.floats(1e-6, 10), st.floats(0, 50))
def test_literal_dependency_is_the_papers_equation(t, epsilon, threshold) -> None:
    found = statistics.literal_dependency(TABLE_13, t, epsilon=epsilon, threshold=threshold)

    assert found == pytest.approx(oracle.literal_dependency(TABLE_13, t, epsilon, threshold))


def test_literal_dependency_of_the_only_label_is_undefined() -> None:
    assert np.isnan(statistics.literal_dependency(np.array([[3]]), 0, epsilon=1e-6, threshold=0))


def test_image_dependency_by_hand() -> None:
    # CE: companions above tau = max(5, 1 %) are EOF 26, OE 28, EOM 6, FOE 75; TMP 5 is not.
    weights = np.array([1 / 27, 1 / 29, 1 / 7, 1 / 76])
    only_eom = np.zeros((1, 7))
    only_eom[0, 3] = 1.0

    found = statistics.image_dependency(TABLE_13, 5, only_eom)

    assert found.tolist() == pytest.approx([(1 / 7) / weights.sum()])


def test_a_companion_of_exactly_five_images_is_chance() -> None:
    assert statistics.dependency_weights(TABLE_13, 3).tolist() == [0, 0, 0, 0, 0, 1.0, 0]


def test_one_percent_of_a_common_label_is_the_higher_bar() -> None:
    counts = np.array([[2000, 20, 21], [20, 100, 0], [21, 0, 100]])

    assert statistics.dependency_weights(counts, 0).tolist() == [0, 0, 1.0]


@settings(max_examples=50, deadline=None)
@given(
    arrays(np.int8, st.tuples(st.integers(20, 60), st.just(4)), elements=st.integers(0, 1)),
    st.integers(0, 3),
)
def test_image_dependencies_are_those_of_the_slow_oracle(labels, t) -> None:
    counts = statistics.cooccurrence(labels)
    presence = np.random.default_rng(0).random((5, 4))

    fast = statistics.image_dependency(counts, t, presence)

    assert fast.tolist() == pytest.approx(
        [
            oracle.image_dependency(counts, t, row)
            if statistics.dependency_weights(counts, t).any()
            else 0
            for row in presence
        ]
    )


def test_excess_weight_is_zero_for_labels_that_meet_by_chance() -> None:
    # 100 images, 20 x 50 expected together 10: ten is chance, fifteen is not.
    counts = np.array([[20, 10, 15], [10, 50, 0], [15, 0, 50]])

    found = statistics.excess_weights(counts, 100, 0)

    assert found.tolist() == pytest.approx([0, 0, (1 - 10 / 15) * 15 / 15])


def test_a_label_that_meets_no_other_has_no_excess() -> None:
    assert statistics.excess_weights(np.diag([5, 5]), 20, 0).tolist() == [0, 0]


def test_presence_of_other_labels_is_refused() -> None:
    with pytest.raises(ShapeError, match="presence names 3 labels, the co-occurrence 7"):
        statistics.image_dependency(TABLE_13, 0, np.zeros((2, 3)))


def test_the_document_has_exactly_the_contracted_fields() -> None:
    labels = np.array([[1, 1], [1, 0], [0, -1], [0, -1]], dtype=np.int8)

    assert statistics.document(labels, ["A", "B"], ["p", "p", "q", "r"]) == {
        "images": 4,
        "patients": 3,
        "labels": [
            {"name": "A", "positives": 2, "share": 0.5},
            {"name": "B", "positives": 1, "share": 0.5},
        ],
        "cooccurrence": [[2, 1], [1, 1]],
    }


def test_a_label_known_nowhere_has_no_share() -> None:
    document = statistics.document(np.array([[-1]], dtype=np.int8), ["A"], ["p"])

    assert document["labels"] == [{"name": "A", "positives": 0, "share": None}]


def test_names_that_do_not_fit_the_labels_are_refused() -> None:
    with pytest.raises(ShapeError, match="one column per name"):
        statistics.document(np.zeros((2, 2)), ["A"], ["p", "q"])


def test_the_full_nih_table_gives_table_11_of_the_paper(shared_data) -> None:
    table = shared_data / "nih_full_annotations" / "Data_Entry_2017_v2020.csv.gz"
    with gzip.open(table, "rt") as lines:
        findings = [set(row["Finding Labels"].split("|")) for row in DictReader(lines)]
    labels = np.array([[name in found for name in TABLE_11_LABELS] for found in findings])

    counts = statistics.cooccurrence(labels.astype(np.int8))

    assert len(labels) == 112_120
    assert [counts[k, k + 1 :].tolist() for k in range(13)] == TABLE_11
