"""Encodings, delimiters and irregular tables."""

import gzip
from pathlib import Path

import pytest

from medebiaser.data.importers.delimited import delimiter_of, read_frame
from medebiaser.errors import InvalidInputError, NotFoundError

TEXT = "image,label\r\na.png,Nodule\r\nb.png,Ödem\r\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "n_notes"),
    [
        (TEXT.encode(), 0),
        (TEXT.encode("utf-8-sig"), 0),
        (TEXT.replace("\r\n", "\n").encode(), 0),
        (TEXT.replace(",", "\t").encode(), 0),
        (TEXT.replace(",", ";").encode(), 0),
        (gzip.compress(TEXT.encode(), mtime=0), 0),
        (TEXT.encode("utf-16"), 1),
        (TEXT.encode("utf-16-le"), 1),
        (TEXT.encode("utf-16-be"), 1),
        (TEXT.encode("latin-1"), 1),
    ],
)
def test_a_table_reads_the_same_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, content: bytes, n_notes: int
) -> None:
    frame, notes = read_frame(written(tmp_path, content))

    assert frame.to_dict("list") == {"image": ["a.png", "b.png"], "label": ["Nodule", "Ödem"]}
    assert len(notes) == n_notes
    assert all("not UTF-8" in note for note in notes)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b"image,label\n", "no rows"),
        (b"image,label,image\na,b,c\n", "'image' twice"),
        (b"image,label\na,b\nc,d,e\n", "not a regular table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-12], "gzip"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(InvalidInputError, match=reason):
        read_frame(written(tmp_path, content))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"nowhere\.csv"):
        read_frame(tmp_path / "nowhere.csv")


def test_short_rows_are_said_with_their_lines(tmp_path: Path) -> None:
    frame, notes = read_frame(written(tmp_path, b"image,label\na.png,x\nb.png\n"))

    assert frame["label"].tolist() == ["x", ""]
    assert notes == (
        "1 rows of table.csv are shorter than its header, lines 3: their missing cells count "
        "as blank",
    )


def test_a_bar_separates_columns_only_where_nothing_else_does() -> None:
    assert delimiter_of("image|label") == "|"
    assert delimiter_of("image,a|b|c") == ","
    assert delimiter_of('"a,b,c";d;e') == ";"
    assert delimiter_of("image") == ","
