"""Bad images, tables and archives (DESIGN.md, section 9), through HTTP."""

import io
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from medebiaser.data.stores import open_workspace
from medebiaser.errors import InvalidInputError
from tests.api.conftest import Served, serve
from tests.api.importing import run_job, upload, zipped
from tests.cli.datasets import HEADER, NAMES, ROWS, write_images, write_table
from tests.cli.test_bad_images import BAD

COLUMNS = {"image_column": "image", "labels_column": "labels", "patient_column": "patient"}


@pytest.fixture
def empty(tmp_path: Path, password_hash: str) -> Iterator[Served]:
    """An application over a workspace with an empty project."""
    folder = tmp_path / "workspace"
    with open_workspace(folder, create=True) as made:
        made.projects.create("chest")
    served = serve(folder, password_hash)
    yield served
    served.opened.close()


def imported(
    served: Served, content: bytes, columns: Mapping[str, Any] = COLUMNS, **more: Any
) -> dict[str, Any]:
    """Upload an archive as a physician, start its import, do its step; return the outcome."""
    physician = served.client("physician")
    upload_id = upload(physician, served.path, content)
    asked = {"upload": upload_id, **columns, **more}
    reply = physician.post(f"{served.path}/imports", json=asked)
    assert reply.status_code == 202, reply.text
    return run_job(served, reply.json()["id"])


def refused(served: Served, content: bytes, **more: Any) -> str:
    """The refusal of an import that leaves nothing behind."""
    with pytest.raises(InvalidInputError) as refusal:
        imported(served, content, **more)
    stores = served.stores
    assert stores.images.count() == 0
    assert stores.blobs.keys() == []
    assert not list((served.opened.cache_folder / "unpacked").iterdir())
    return str(refusal.value)


def dataset(folder: Path, rows: tuple[str, ...] = ROWS, header: str = HEADER) -> bytes:
    """A small archive with that table."""
    write_images(folder / "set")
    write_table(folder / "set", rows, header)
    return zipped(folder / "set")


# an image file that cannot be read


@pytest.mark.parametrize("name", BAD)
def test_a_bad_image_is_listed_and_the_others_are_imported(
    empty: Served, tmp_path: Path, name: str
) -> None:
    content, reason = BAD[name]
    write_images(tmp_path / "set", {"chest_3.png": content})
    write_table(tmp_path / "set")

    outcome = imported(empty, zipped(tmp_path / "set"))

    assert outcome["imported"] == 5
    [listed] = outcome["refused"]
    assert listed["file"] == "chest_3.png"
    assert reason in listed["reason"]
    assert len(empty.stores.blobs.keys()) == 5, "the bad file left bytes behind"


# a table with something wrong


def test_missing_images_are_counted_and_the_first_are_named(empty: Served, tmp_path: Path) -> None:
    rows = (*ROWS, *(f"gone_{n}.png,Mass,P-9{n},50,F" for n in range(7)))

    outcome = imported(empty, dataset(tmp_path, rows))

    assert (outcome["imported"], outcome["missing_count"]) == (6, 7)
    assert any(
        each.startswith("7 images of the table are missing in the folder: gone_0.png")
        for each in outcome["warnings"]
    )


@pytest.mark.parametrize(
    ("rows", "more", "told"),
    [
        ((*ROWS, "chest_2.png,Mass,P-72,33,M"), {}, "named twice with different entries"),
        (ROWS, {"labels_column": "Befund"}, "has no column 'Befund'; it has: image, labels"),
        ((), {}, "has a header but no rows"),
        ((*ROWS[:1], *ROWS[:1]), {"image_column": "patient"}, "none of the 1 images"),
    ],
)
def test_a_contradictory_table_refuses_the_import_whole(
    empty: Served, tmp_path: Path, rows: tuple[str, ...], more: dict[str, str], told: str
) -> None:
    assert told in refused(empty, dataset(tmp_path, rows), **more)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_an_empty_table_is_refused(empty: Served, tmp_path: Path, content: bytes) -> None:
    write_images(tmp_path / "set")
    (tmp_path / "set/table.csv").write_bytes(content)

    assert "table.csv is empty" in refused(empty, zipped(tmp_path / "set"))


def test_an_unknown_label_is_left_out_and_said(empty: Served, tmp_path: Path) -> None:
    imported(empty, dataset(tmp_path))
    rows = ("chest_0.png,Mass|Hernia,P-71,58,F",)

    outcome = imported(empty, dataset(tmp_path, rows))

    assert any("does not know left out: Hernia" in each for each in outcome["warnings"])
    assert empty.stores.project.labels == ("Mass", "Nodule")


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8-sig", "\r\n"), ("utf-16", "\r\n"), ("latin-1", "\n")]
)
def test_any_encoding_mark_and_line_ending_gives_the_same_labels(
    empty: Served, tmp_path: Path, encoding: str, newline: str
) -> None:
    write_images(tmp_path / "set")
    rows = [row.replace("Nodule", "Ödem") for row in ROWS]
    table = newline.join([HEADER, *rows]) + newline
    (tmp_path / "set/table.csv").write_bytes(table.encode(encoding))

    outcome = imported(empty, zipped(tmp_path / "set"))

    assert outcome["imported"] == 6
    assert empty.stores.project.labels == ("Mass", "Ödem")


def test_without_patients_each_image_is_its_own_and_that_is_said(
    empty: Served, tmp_path: Path
) -> None:
    rows = tuple(",".join(row.split(",")[:2]) for row in ROWS)
    columns = {name: COLUMNS[name] for name in ("image_column", "labels_column")}

    outcome = imported(empty, dataset(tmp_path, rows, "image,labels"), columns)

    assert "no patient column: each image counts as its own patient" in outcome["warnings"]
    assert empty.stores.images.patients() == list(NAMES)


# a zip archive that must not be unpacked


def archive_with(name: str, content: bytes = b"x", mode: int = 0) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", "\n".join([HEADER, *ROWS]))
        member = zipfile.ZipInfo("placeholder")
        member.filename, member.compress_type = name, zipfile.ZIP_DEFLATED
        member.external_attr = mode << 16
        archive.writestr(member, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (archive_with("../chest_0.png"), "points outside the archive"),
        (archive_with("/tmp/chest_0.png"), "points outside the archive"),
        (archive_with("chest_0.png", b"/etc/passwd", stat.S_IFLNK | 0o777), "is a link"),
        (archive_with("chest_0.png", bytes(8 << 20)), "unpacks to far more"),
        (b"no archive at all", "this is no zip archive"),
    ],
)
def test_a_dangerous_archive_is_refused_whole(
    empty: Served, tmp_path: Path, content: bytes, told: str
) -> None:
    assert told in refused(empty, content)
    assert not (tmp_path / "workspace/cache/chest_0.png").exists()
