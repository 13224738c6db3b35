"""Archives: the good ones come out whole, the bad ones leave nothing."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from medebiaser.data.importers.archives import Unpacked, unpack
from medebiaser.errors import InvalidInputError
from medebiaser.records import Progress

MEBIBYTE = 1 << 20


def an_archive(**members: bytes) -> io.BytesIO:
    """Pack members; a name's `__` stands for `/`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed


def with_member(member: zipfile.ZipInfo, content: bytes = b"x") -> io.BytesIO:
    packed = an_archive(good=b"1")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(member, content)
    return packed


def a_link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("images/link.png")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def refused(packed: io.BytesIO, folder: Path, bytes_max: int = 100 * MEBIBYTE) -> str:
    """The refusal; nothing was written."""
    with pytest.raises(InvalidInputError) as refusal:
        unpack(packed, folder / "unpacked", bytes_max=bytes_max)
    assert list(folder.iterdir()) == []
    return str(refusal.value)


def test_every_file_comes_out_where_the_archive_says(tmp_path: Path) -> None:
    packed = an_archive(table=b"image,labels", images__a=b"one", images__deep__b=b"two")
    told: list[Progress] = []

    done = unpack(packed, tmp_path / "u", bytes_max=MEBIBYTE, report=told.append)

    assert done == Unpacked(3, ())
    assert (tmp_path / "u/images/deep/b").read_bytes() == b"two"
    assert [(each.done, each.total) for each in told] == [(1, 3), (2, 3), (3, 3)]


def test_hidden_files_and_those_of_macos_are_left_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("a.png", ".DS_Store", "__MACOSX/._a.png", "images/.hidden/b.png"):
            archive.writestr(name, b"1")

    unpack(packed, tmp_path / "u", bytes_max=MEBIBYTE)

    assert [path.name for path in (tmp_path / "u").rglob("*")] == ["a.png"]


@pytest.mark.parametrize(
    "name",
    ["../up.png", "images/../../up.png", "/etc/cron.d/x", "C:/x.png", "a\\..\\b.png", "//x/y"],
)
def test_a_name_that_points_outside_refuses_the_archive_whole(tmp_path: Path, name: str) -> None:
    member = zipfile.ZipInfo("placeholder")
    member.filename = name

    told = refused(with_member(member), tmp_path)

    assert told.startswith("member 2 of the archive points outside the archive")


def test_a_link_refuses_the_archive_whole(tmp_path: Path) -> None:
    told = refused(with_member(a_link(), b"/etc/passwd"), tmp_path)

    assert "member 2 of the archive is a link or a device" in told


def test_ten_gigabytes_of_zeros_are_refused_before_one_is_unpacked(tmp_path: Path) -> None:
    packed = an_archive(zeros=bytes(16 * MEBIBYTE))
    assert len(packed.getvalue()) < 32_000
    assert "unpacks to far more" in refused(packed, tmp_path)

    stored = bytearray(an_archive(zeros=b"0" * 64).getvalue())
    place = stored.index(b"PK\x01\x02") + 24
    stored[place : place + 4] = (4_000_000_000).to_bytes(4, "little")  # what it says it holds
    assert "unpacks to far more" in refused(io.BytesIO(bytes(stored)), tmp_path)


def test_more_than_is_allowed_in_all_is_refused(tmp_path: Path) -> None:
    told = refused(an_archive(a=b"1" * 600, b=b"2" * 500), tmp_path, bytes_max=1000)

    assert "unpacks to 1,100 bytes, more than the 1,000 allowed" in told


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    stored = bytearray(an_archive(a=b"1").getvalue())
    place = stored.index(b"PK\x01\x02") + 20
    stored[place : place + 4] = (5000).to_bytes(4, "little")  # packed size: more than there is

    assert "overlap" in refused(io.BytesIO(bytes(stored)), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    assert "has the name of another" in refused(with_member(zipfile.ZipInfo("good")), tmp_path)


def test_a_file_and_a_folder_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "a file and a folder" in refused(with_member(zipfile.ZipInfo("good/b.png")), tmp_path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    stored = bytearray(an_archive(a=b"1").getvalue())
    stored[stored.index(b"PK\x01\x02") + 8] |= 1

    assert "is encrypted" in refused(io.BytesIO(bytes(stored)), tmp_path)


def test_a_name_too_long_for_a_disk_is_refused(tmp_path: Path) -> None:
    assert "too long" in refused(with_member(zipfile.ZipInfo("a" * 300)), tmp_path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(3)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "this is no zip archive" in refused(io.BytesIO(content), tmp_path)


def test_half_an_archive_is_refused(tmp_path: Path) -> None:
    whole = an_archive(a=bytes(range(256)) * 8).getvalue()

    assert "this is no zip archive" in refused(io.BytesIO(whole[: len(whole) // 2]), tmp_path)


def test_a_member_that_is_damaged_is_listed_and_the_others_come_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", b"one")
        archive.writestr("b.png", b"two")
    spoilt = packed.getvalue().replace(b"one", b"own", 1)

    done = unpack(io.BytesIO(spoilt), tmp_path / "u", bytes_max=MEBIBYTE)

    assert done.files == 1
    assert [name for name, _ in done.damaged] == ["a.png"]
    assert [path.name for path in (tmp_path / "u").iterdir()] == ["b.png"]
