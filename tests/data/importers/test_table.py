"""Tables of labels: NIH's unasked, any other by its options, and every bad one of section 9."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medebiaser.data.importers.label_table import aligned
from medebiaser.data.importers.label_values import Meaning, listed_labels
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split

Write = Callable[[str], Path]

# Wang et al.'s labels as the MEDebiaser paper prints them: Table 11, appendix B, upper triangle,
# in the order Atelectasis, Cardiomegaly, Consolidation, Edema, Effusion, Emphysema, Fibrosis,
# Hernia, Infiltration, Mass, Nodule, Pleural_Thickening, Pneumonia, Pneumothorax.
TABLE_11 = """
370 1223 221 3275 424 220 40 3264 739 590 496 262 774
169 127 1063 44 52 7 587 102 108 111 41 49
162 1287 103 79 4 1221 610 428 251 123 223
593 30 9 3 981 129 131 64 340 33
359 188 21 4000 1254 912 849 269 996
36 4 449 215 115 151 23 747
8 345 117 166 176 11 80
33 25 10 8 3 9
1159 1546 750 605 946
906 452 71 431
411 70 341
48 289
41
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def test_the_full_nih_table_gives_table_11_of_the_paper(shared_data: Path) -> None:
    table = read_table(shared_data / "nih_full_annotations" / "Data_Entry_2017_v2020.csv.gz")
    positive = (table.values == 1).astype(np.int64)
    together = positive.T @ positive

    assert len(table.images) == 112_120
    assert len(set(table.patients)) == 30_805
    assert table.labels[0] == "Atelectasis"
    assert table.labels[-1] == "Pneumothorax"
    expected = [int(number) for number in TABLE_11.split()]
    assert together[np.triu_indices(14, k=1)].tolist() == expected
    assert np.array_equal(together, together.T)


def test_nih_columns_are_recognised_without_options(write: Write) -> None:
    path = write(
        "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,"
        "View Position\n"
        "1.png,Mass|Hernia,0,7,058Y,M,PA\n"
        "2.png,No Finding,0,7,006M,F,AP\n"
        "3.png,Hernia,0,8,412,,\n"
    )

    table = read_table(path)

    assert table.labels == ("Hernia", "Mass")
    assert table.values.tolist() == [[1, 1], [0, 0], [1, 0]]
    assert table.patients == ("7", "7", "8")
    assert table.ages == (58.0, 0.5, None)
    assert table.sexes == ("M", "F", None)
    assert table.views == ("PA", "AP", None)
    assert "1 ages are not believable and count as unknown: lines 4" in table.notes


def test_label_columns_keep_their_order_and_never_turn_unknown_into_absent(write: Write) -> None:
    path = write("file,Mass,Hernia\na,1.0,-1\nb,0,\nc,,1\n")

    table = read_table(path, TableOptions(image_column="file", label_columns=("Mass", "Hernia")))

    assert table.labels == ("Mass", "Hernia")
    assert table.values.tolist() == [[1, -1], [0, -1], [-1, 1]]
    assert "2 cells of label columns are blank and count as unknown" in table.notes
    assert "1 uncertain cells (-1) count as unknown" in table.notes


def test_a_blank_list_of_labels_is_unknown_unless_said_otherwise(write: Write) -> None:
    path = write("image,found\na,Mass\nb,\n")

    unknown = read_table(path, TableOptions(labels_column="found"))
    negative = read_table(path, TableOptions(labels_column="found", blank=Meaning.NEGATIVE))

    assert unknown.values.tolist() == [[1], [-1]]
    assert "1 images without any entry for labels count as unknown" in unknown.notes
    assert negative.values.tolist() == [[1], [0]]


def test_a_label_beside_no_finding_is_refused(write: Write) -> None:
    with pytest.raises(InvalidInputError, match=r"beside no finding: Mass\|No Finding"):
        read_table(write("Image Index,Finding Labels\na,Mass|No Finding\n"))


def test_a_missing_column_refuses_the_table_and_names_those_found(write: Write) -> None:
    path = write("file,found\na,Mass\n")

    with pytest.raises(InvalidInputError, match=r"no column 'diagnosis'; it has: file, found"):
        read_table(path, TableOptions(labels_column="diagnosis"))
    with pytest.raises(InvalidInputError, match="name the column that lists labels, or"):
        read_table(path)


def test_a_contradictory_repetition_refuses_the_table(write: Write) -> None:
    path = write("Image Index,Finding Labels\na,Mass\nb,Mass\na,Hernia\n")

    with pytest.raises(InvalidInputError, match=r"1 images are named twice .*: a;"):
        read_table(path)


def test_an_identical_repetition_is_left_out_and_said(write: Write) -> None:
    path = write("Image Index,Finding Labels\na,Mass|Hernia\nb,Mass\na,Hernia|Mass\n")

    table = read_table(path)

    assert table.images == ("a", "b")
    assert "1 identical repetitions of an image left out: a" in table.notes


def test_without_patients_each_image_is_its_own_and_that_is_said(write: Write) -> None:
    table = read_table(write("Image Index,Finding Labels\na,Mass\nb,Mass\n"))

    assert table.patients == ("a", "b")
    assert "no patient column: each image counts as its own patient" in table.notes


def test_an_image_without_a_patient_is_its_own(write: Write) -> None:
    table = read_table(write("Image Index,Finding Labels,Patient ID\na,Mass,4\nb,Mass,\n"))

    assert table.patients == ("4", "b")


def test_rows_without_an_image_are_left_out_with_their_lines(write: Write) -> None:
    table = read_table(write("Image Index,Finding Labels\na,Mass\n,Mass\n"))

    assert table.images == ("a",)
    assert "1 rows without an image left out, lines 3" in table.notes


def test_a_strange_label_value_is_named_with_its_line(write: Write) -> None:
    path = write("file,Mass\na,1\nb,maybe\n")

    with pytest.raises(InvalidInputError, match="column 'Mass' holds 'maybe' in line 3"):
        read_table(path, TableOptions(label_columns=("Mass",)))


def test_rare_labels_are_left_out_on_request_and_said(write: Write) -> None:
    path = write("Image Index,Finding Labels\na,Mass\nb,Mass|Hernia\n")

    table = read_table(path, TableOptions(min_positives=2))

    assert table.labels == ("Mass",)
    assert table.values.tolist() == [[1], [1]]
    assert "1 labels with fewer than 2 positive images left out: Hernia (1)" in table.notes
    assert aligned(table, ("Hernia", "Mass")).values.tolist() == [[-1, 1], [-1, 1]]
    with pytest.raises(InvalidInputError, match="no label has 3 positive images"):
        read_table(path, TableOptions(min_positives=3))


def test_a_split_column_is_read_through_its_map(write: Write) -> None:
    path = write("Image Index,Finding Labels,set\na,Mass,train_val\nb,Mass,test\nc,Mass,\n")

    table = read_table(path, TableOptions(split_column="set", split_map={"train_val": Split.TRAIN}))

    assert table.splits == (Split.TRAIN, Split.TEST, None)
    with pytest.raises(InvalidInputError, match=r"train_val \(1\)"):
        read_table(path, TableOptions(split_column="set"))


def test_cue_columns_are_kept_per_image(write: Write) -> None:
    path = write("Image Index,Finding Labels,hospital\na,Mass,north\nb,Mass,south\n")

    table = read_table(path, TableOptions(cue_columns=("hospital",)))

    assert table.cues == ({"hospital": "north"}, {"hospital": "south"})


def test_labels_the_project_does_not_know_are_left_out_and_said(write: Write) -> None:
    table = read_table(write("Image Index,Finding Labels\na,Mass\nb,Edema\nc,\n"))

    fitted = aligned(table, ("Hernia", "Mass"))

    assert fitted.values.tolist() == [[0, 1], [0, 0], [-1, -1]]
    assert any("does not know left out: Edema (1 positive)" in note for note in fitted.notes)
    assert any("count as absent: Hernia" in note for note in fitted.notes)


def test_a_project_label_without_a_column_is_unknown(write: Write) -> None:
    table = read_table(write("file,Mass\na,1\nb,0\n"), TableOptions(label_columns=("Mass",)))

    assert aligned(table, ("Mass", "Hernia")).values.tolist() == [[1, -1], [0, -1]]


@given(
    st.lists(
        st.lists(st.sampled_from(["A", "B", "C", "D"]), unique=True, max_size=4),
        min_size=1,
        max_size=30,
    )
)
def test_listed_labels_are_what_membership_says(lists: list[list[str]]) -> None:
    cells = ["|".join(names) or "No Finding" for names in lists]
    present = sorted({name for names in lists for name in names})
    if not present:
        return

    labels, values, _ = listed_labels(cells, "|", frozenset({"no finding"}), Meaning.UNKNOWN)

    assert list(labels) == present
    assert values.tolist() == [[int(name in names) for name in present] for names in lists]
