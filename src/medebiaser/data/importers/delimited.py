"""Delimited text files as frames of strings: encoding, compression and delimiter found out."""

import codecs
import csv
import gzip
import io
import warnings
import zlib
from pathlib import Path

import pandas as pd

from medebiaser.errors import InvalidInputError, NotFoundError

TEXT_BYTES_MAX = 1 << 30
"""A table that unpacks to more than 1 GiB is refused: no table of labels is that long."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_bytes(path: Path) -> bytes:
    """Content of a file, unpacked where it is gzip, whatever its name says.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: broken gzip, or more than `TEXT_BYTES_MAX` unpacked.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}; check the path")
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            content = source.read(TEXT_BYTES_MAX + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InvalidInputError(
                f"{path.name} is not a whole gzip file ({error}); copy it again"
            ) from error
    if len(content) > TEXT_BYTES_MAX:
        raise InvalidInputError(f"{path.name} unpacks to more than 1 GiB; it is no table of labels")
    return content


def decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text of a file's bytes, and a note where the encoding had to be guessed.

    UTF-8 with or without a mark, UTF-16 and UTF-32 with a mark, UTF-16 without one (every other
    byte is zero); anything else is read as Windows-1252, and said.

    Args:
        content: the bytes.
        name: the file's name, for messages.

    Returns:
        the text without a mark, and the notes.

    Raises:
        InvalidInputError: the bytes contradict their own mark, or are no text.
    """
    try:
        encoding = next((found for mark, found in _MARKS if content.startswith(mark)), None)
        if encoding is not None:
            return content.decode(encoding), _said(encoding, name)
        found = _utf16_without_mark(content[:2000])
        if found is not None:
            return content.decode(found), _said(found, name)
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"{name} is no text in the encoding it starts with ({error.encoding}); "
            "save it again as UTF-8"
        ) from error
    if b"\x00" in content:
        raise InvalidInputError(f"{name} is no text (it holds zero bytes); save it as CSV in UTF-8")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), _said("windows-1252", name)


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16's byte order where nearly every other byte is zero, as in Latin writing."""
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = start[first::2]
        if zeros and zeros.count(0) > 0.8 * len(zeros) and 0 not in start[1 - first :: 2]:
            return encoding
    return None


def _said(encoding: str, name: str) -> tuple[str, ...]:
    if encoding == "utf-8-sig":
        return ()
    return (f"{name} was read as {encoding.upper()}, not UTF-8: check names with accents",)


def delimiter_of(header: str) -> str:
    r"""Delimiter of a table, from its first line.

    Args:
        header: the first line.

    Returns:
        whichever of comma, tab and semicolon occurs most often outside quotes; `|` only where
        none of them does (it mostly separates labels inside one column); comma for one column.
    """
    outside = "".join(header.split('"')[::2])
    best = max(",\t;", key=outside.count)
    if outside.count(best):
        return best
    return "|" if "|" in outside else ","


def read_frame(path: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read a CSV or TSV file, plain or gzip, as strings; missing cells are "".

    Args:
        path: the file.

    Returns:
        (rows, columns) frame of stripped strings with stripped column names, and the notes.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: empty, no rows, the same column twice, or rows of unequal length.
    """
    text, notes = decoded(read_bytes(path), path.name)
    if not text.strip():
        raise InvalidInputError(f"{path.name} is empty; a table has a header line and rows")
    header = text.lstrip("\r\n").splitlines()[0]
    delimiter = delimiter_of(header)
    cells = _parsed(text, delimiter, path.name)
    columns = [str(column).strip() for column in cells.iloc[0]]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InvalidInputError(
            f"{path.name} has the column {twice[0]!r} twice; rename or remove one of them"
        )
    if len(cells) == 1:
        raise InvalidInputError(f"{path.name} has a header but no rows")
    if (cells.iloc[:, -1] == "").any():  # written so, or cut off: pandas cannot tell
        notes = (*notes, *_short_rows(text, delimiter, path.name))
    frame = cells.iloc[1:].reset_index(drop=True)
    frame.columns = pd.Index(columns)
    return frame.apply(lambda column: column.str.strip()), notes


def _short_rows(text: str, delimiter: str, name: str) -> tuple[str, ...]:
    reader = csv.reader(io.StringIO(text.lstrip("\r\n")), delimiter=delimiter)
    try:
        n_columns = len(next(reader))
        short = [str(reader.line_num) for row in reader if 0 < len(row) < n_columns]
    except csv.Error:  # a cell longer than the module takes: polygons, no cut-off row
        return ()
    if not short:
        return ()
    lines = ", ".join(short[:5])
    return (
        f"{len(short)} rows of {name} are shorter than its header, lines {lines}: their missing "
        "cells count as blank",
    )


def _parsed(text: str, delimiter: str, name: str) -> pd.DataFrame:
    """Cells as strings; the header is a row like the others, so that none is renamed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            cells = pd.read_csv(
                io.StringIO(text),
                sep=delimiter,
                header=None,
                dtype=str,
                keep_default_na=False,
                index_col=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        reason = " ".join(str(error).split())
        raise InvalidInputError(f"{name} is not a regular table: {reason}") from error
    return cells
