"""A table with something wrong: what is refused whole, and what is counted and said."""

import gzip
import re
from pathlib import Path

import pytest

from tests.cli.datasets import (
    COLUMNS,
    FACTS,
    HEADER,
    NAMES,
    PRIVATE,
    ROWS,
    import_arguments,
    write_images,
    write_table,
)
from tests.loop import Reply, Terminal, opened


def importing(
    terminal: Terminal, folder: Path, table: Path, *options: str, columns: tuple[str, ...] = COLUMNS
) -> Reply:
    images = write_images(folder)
    where = ("--images", images, "--table", table)
    return terminal(folder / "workspace", "import", "table", *where, *columns, *options, "--json")


def refusal(reply: Reply) -> str:
    """The one line of a refusal, which names no patient and no age."""
    assert (reply.status, reply.out) == (1, "")
    [line] = reply.err.strip().splitlines()
    said = re.sub(r"/\S*", "", line)  # a path of the test itself may hold the same digits
    assert not any(secret in said for secret in PRIVATE), line
    return line


def notes(reply: Reply) -> list[str]:
    assert reply.status == 0
    return [
        line.removeprefix("note: ")
        for line in reply.err.splitlines()
        if line.startswith("note: ")
    ]  # fmt: skip


def test_missing_images_are_counted_and_the_first_are_named(
    tmp_path: Path, terminal: Terminal
) -> None:
    rows = (*ROWS, *(f"gone_{n}.png,Mass,P-9{n},50,F" for n in range(7)))

    reply = importing(terminal, tmp_path, write_table(tmp_path, rows))

    assert reply.json["imported"] == 6
    assert len(reply.json["missing"]) == 7
    [note] = [each for each in notes(reply) if "missing in the folder" in each]
    assert note.startswith("7 images of the table are missing in the folder: gone_0.png")


def test_where_no_image_of_the_table_is_in_the_folder_the_import_is_refused(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path, [row.replace("chest_", "thorax-") for row in ROWS])

    line = refusal(importing(terminal, tmp_path, table))

    assert "none of the 6 images of the table is below" in line
    assert "check the folder and the image column" in line


def test_an_image_named_twice_alike_counts_once_and_is_said(
    tmp_path: Path, terminal: Terminal
) -> None:
    reply = importing(terminal, tmp_path, write_table(tmp_path, (*ROWS, ROWS[2])))

    assert reply.json["imported"] == 6
    assert any("1 identical repetitions" in note for note in notes(reply))


def test_an_image_named_twice_with_other_labels_refuses_the_import_whole(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path, (*ROWS, ROWS[2].replace("No Finding", "Mass")))

    line = refusal(importing(terminal, tmp_path, table))

    assert "1 images are named twice with different entries: chest_2.png" in line


@pytest.mark.parametrize("option", ["--image-column", "--labels-column", "--patient-column"])
def test_a_column_that_does_not_exist_refuses_the_import_and_names_those_there_are(
    tmp_path: Path, terminal: Terminal, option: str
) -> None:
    columns = list(COLUMNS)
    columns[columns.index(option) + 1] = "Bild"

    line = refusal(importing(terminal, tmp_path, write_table(tmp_path), columns=tuple(columns)))

    assert line == "table.csv has no column 'Bild'; it has: image, labels, patient, age, sex"


def test_a_refused_import_leaves_no_image_behind(tmp_path: Path, terminal: Terminal) -> None:
    importing(terminal, tmp_path, write_table(tmp_path, (*ROWS, "chest_0.png,Mass,P-71,58,F")))

    reply = terminal(tmp_path / "workspace", "labels")

    assert reply.status == 1


def test_without_a_column_of_images_or_labels_the_message_says_what_to_name(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path, header="a,b,c,d,e")

    line = refusal(importing(terminal, tmp_path, table, columns=()))

    assert "name the image column" in line
    assert "it has: a, b, c, d, e" in line


def test_an_unknown_label_in_a_second_import_is_left_out_and_said(
    tmp_path: Path, terminal: Terminal
) -> None:
    importing(terminal, tmp_path, write_table(tmp_path))
    more = write_table(tmp_path, ["chest_0.png,Mass|Nodule|Hernia,P-71,58,F"])

    reply = importing(terminal, tmp_path, more)

    assert any(
        "1 labels that the project does not know left out: Hernia" in note for note in notes(reply)
    )
    with opened(tmp_path / "workspace") as stores:
        assert stores.project.labels == ("Mass", "Nodule")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_table_is_refused(tmp_path: Path, terminal: Terminal, content: bytes) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)

    assert "table.csv is empty" in refusal(importing(terminal, tmp_path, table))


def test_a_header_without_rows_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    table = write_table(tmp_path, rows=())

    assert "table.csv has a header but no rows" in refusal(importing(terminal, tmp_path, table))


def test_a_table_that_does_not_exist_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    line = refusal(importing(terminal, tmp_path, tmp_path / "tabel.csv"))

    assert "there is no file" in line
    assert "tabel.csv" in line


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(bytes(range(256)) * 8)

    assert "table.csv" in refusal(importing(terminal, tmp_path, table))


def test_half_a_gzip_file_is_refused(tmp_path: Path, terminal: Terminal) -> None:
    table = tmp_path / "table.csv.gz"
    table.write_bytes(gzip.compress("\n".join([HEADER, *ROWS]).encode())[:-20])

    assert "not a whole gzip file" in refusal(importing(terminal, tmp_path, table))


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [
        ("utf-8", "\r\n"),
        ("utf-8-sig", "\n"),
        ("utf-8-sig", "\r\n"),
        ("utf-16", "\r\n"),
        ("latin-1", "\n"),
        ("cp1252", "\r\n"),
    ],
)
def test_any_encoding_byte_order_mark_and_line_ending_gives_the_same_project(
    tmp_path: Path, terminal: Terminal, encoding: str, newline: str
) -> None:
    rows = [row.replace("Nodule", "Ödem") for row in ROWS]
    table = tmp_path / "table.csv"
    table.write_bytes((newline.join([HEADER, *rows]) + newline).encode(encoding))

    reply = importing(terminal, tmp_path, table, *FACTS)

    assert reply.json["imported"] == 6
    with opened(tmp_path / "workspace") as stores:
        assert stores.project.labels == ("Mass", "Ödem")
        assert [image.id for image in stores.images.all()] == list(NAMES)
        assert stores.images.labels().tolist() == [[1, 1], [1, 0], [0, 0], [0, 1], [1, 0], [0, 0]]
        assert stores.images.patients()[0] == "P-71"
        assert [image.age_years for image in stores.images.all()] == [58, 58, 33, 81, 47, 62]


def test_without_a_patient_column_each_image_is_its_own_patient_and_that_is_said(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(
        tmp_path, [",".join(row.split(",")[:2]) for row in ROWS], header="image,labels"
    )

    reply = importing(terminal, tmp_path, table, columns=COLUMNS[:4])

    assert "no patient column: each image counts as its own patient" in notes(reply)
    with opened(tmp_path / "workspace") as stores:
        assert stores.images.patients() == list(NAMES)


def test_an_unbelievable_age_is_unknown_and_its_line_is_named_not_the_age(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path, (*ROWS[:3], ROWS[3].replace(",81,", ",481,"), *ROWS[4:]))

    reply = importing(terminal, tmp_path, table, *FACTS)

    assert "1 ages are not believable and count as unknown: lines 5" in notes(reply)
    assert "481" not in reply.err
    with opened(tmp_path / "workspace") as stores:
        assert stores.images.get("chest_3.png").age_years is None


def test_a_patient_in_two_splits_refuses_the_table_by_the_patients_id_alone(
    tmp_path: Path, terminal: Terminal
) -> None:
    splits = ("train", "test", "train", "train", "train", "train")
    rows = [f"{row},{split}" for row, split in zip(ROWS, splits, strict=True)]
    table = write_table(tmp_path, rows, header=f"{HEADER},split")

    reply = importing(terminal, tmp_path, table, "--split-column", "split")

    assert reply.status == 1
    assert "P-71" in reply.err
    assert "train" in reply.err
    assert "test" in reply.err


def test_a_word_that_is_no_split_is_refused_with_what_to_say(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path, [f"{row},train_val" for row in ROWS], header=f"{HEADER},split")

    line = refusal(importing(terminal, tmp_path, table, "--split-column", "split"))

    assert "say which split 'train_val' means (the split map)" in line


def test_a_table_read_without_pixels_is_refused_in_the_same_words(
    tmp_path: Path, terminal: Terminal
) -> None:
    table = write_table(tmp_path)

    reply = terminal(
        tmp_path / "none", "labels", "--table", table, "--image-column", "image",
        "--labels-column", "Befund", "--json",
    )  # fmt: skip

    assert refusal(reply) == (
        "table.csv has no column 'Befund'; it has: image, labels, patient, age, sex"
    )


def test_the_images_folder_must_be_there(tmp_path: Path, terminal: Terminal) -> None:
    arguments = import_arguments(tmp_path / "bilder", write_table(tmp_path))

    assert "there is no folder" in refusal(terminal(tmp_path / "workspace", *arguments))
