"""An image that cannot be read is listed with its reason; the others are imported."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.cli.datasets import FACTS, NAMES, PRIVATE, import_arguments, write_images, write_table
from tests.data.image_files import dicom, encoded, jpeg_saying, picture, png
from tests.loop import Terminal, opened

WHOLE = encoded(picture(48, 64), "PNG")
ZEROS = zlib.compress(bytes(64 * 65), 9)
BAD = {
    "zero bytes": (b"", "empty (0 bytes)"),
    "text": (b"patient was here" * 20, "no PNG, JPEG, TIFF or DICOM"),
    "truncated PNG": (WHOLE[: len(WHOLE) // 2], "(truncated)"),
    "truncated JPEG": (encoded(picture(), "JPEG")[:700], "truncated or damaged"),
    "a page of the web": (b"<!DOCTYPE html><html>404</html>", "no PNG, JPEG, TIFF or DICOM"),
    "a JPEG that lies about its size": (jpeg_saying(640, 480), "JPEG"),
    "decompression bomb": (png(50_000, 50_000, ZEROS), "50000"),
    "absurd width": (png(2**31 - 1, 4, ZEROS), "2147483647"),
    "no width": (png(0, 64, ZEROS), "0"),
    "DICOM without pixels": (dicom(picture(48, 64), PixelData=None), "no pixels"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_listed_and_the_others_are_imported(
    tmp_path: Path, terminal: Terminal, name: str
) -> None:
    content, reason = BAD[name]
    images = write_images(tmp_path, {"chest_3.png": content})
    arguments = import_arguments(images, write_table(tmp_path))

    reply = terminal(tmp_path / "workspace", *arguments, *FACTS, "--json")

    assert reply.status == 0
    assert reply.json["imported"] == 5
    [(file, told)] = reply.json["refused"]
    assert file == "chest_3.png"
    assert reason in told
    [line] = [each for each in reply.err.splitlines() if each.startswith("refused:")]
    assert line == f"refused: chest_3.png: {told}"
    assert not any(secret in line.replace(told, "") for secret in PRIVATE)
    with opened(tmp_path / "workspace") as stores:
        assert [image.id for image in stores.images.all()] == [
            each for each in NAMES if each != "chest_3.png"
        ]
        assert len(stores.blobs.keys()) == 5, "the bad file left bytes behind"


def test_a_file_mended_later_is_imported_by_the_same_command(
    tmp_path: Path, terminal: Terminal
) -> None:
    images = write_images(tmp_path, {"chest_3.png": b""})
    arguments = import_arguments(images, write_table(tmp_path))
    terminal(tmp_path / "workspace", *arguments)
    write_images(tmp_path)

    reply = terminal(tmp_path / "workspace", *arguments, "--json")

    assert (reply.json["imported"], reply.json["already"], reply.json["refused"]) == (1, 5, [])


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(
    tmp_path: Path, terminal: Terminal
) -> None:
    zeros = zlib.compress(bytes(10_000_000), 9)
    bomb = png(30_000, 30_000, zeros, bits=16)
    assert len(bomb) < 20_000
    assert struct.unpack(">II", bomb[16:24]) == (30_000, 30_000)
    images = write_images(tmp_path, {"chest_0.png": bomb})

    reply = terminal(
        tmp_path / "workspace", *import_arguments(images, write_table(tmp_path)), "--json"
    )

    assert reply.json["imported"] == 5
    assert [file for file, _ in reply.json["refused"]] == ["chest_0.png"]


def test_where_no_file_can_be_read_nothing_is_imported_and_each_is_listed(
    tmp_path: Path, terminal: Terminal
) -> None:
    images = write_images(tmp_path, dict.fromkeys(NAMES, b"nothing"))

    reply = terminal(
        tmp_path / "workspace", *import_arguments(images, write_table(tmp_path)), "--json"
    )

    assert reply.json["imported"] == 0
    assert [file for file, _ in reply.json["refused"]] == list(NAMES)


def test_predict_lists_bad_files_and_predicts_the_others(
    tmp_path: Path, terminal: Terminal, trained_once: Path
) -> None:
    folder = write_images(tmp_path, dict.fromkeys(NAMES[:2], BAD["text"][0]))

    reply = terminal(trained_once, "predict", folder, "--json")

    assert reply.status == 0
    assert [each["file"] for each in reply.json] == list(NAMES[2:])
    assert reply.err.count("refused: chest_") == 2


def test_predict_refuses_a_folder_without_one_readable_image(
    tmp_path: Path, terminal: Terminal, trained_once: Path
) -> None:
    folder = write_images(tmp_path, dict.fromkeys(NAMES, b"nothing"))

    reply = terminal(trained_once, "predict", folder, "--json")

    assert (reply.status, reply.out) == (1, "")
    assert "none of the 6 files can be read; the first: chest_0.png" in reply.err
