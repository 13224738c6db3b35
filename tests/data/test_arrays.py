"""Arrays append, resume, survive a kill, and read a page without the rest."""

import itertools
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.arrays import CHUNK_ROWS
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.manifests import Manifests, StoredManifest
from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    MedebiaserError,
    NotFoundError,
    ShapeError,
)
from tests.data.array_folders import FOLDER, ROUND, PowerCutError, chunk_files, of

_NUMBERS = itertools.count()


class CutBeforeManifest(Manifests):
    """Manifests whose power fails after the chunk files were written."""

    def replace(self, name: str, text: str, version: int) -> bool:
        raise PowerCutError


class CutAfterManifest(BlobStore):
    """A blob store whose power fails before replaced chunk files are removed."""

    def delete_named(self, name: str) -> None:
        raise PowerCutError


def make_older(blobs: BlobStore) -> None:
    """Let every chunk file have been written two hours ago."""
    for name in chunk_files(blobs):
        path = blobs.named_path(name)
        assert path is not None
        os.utime(path, (time.time() - 7_200, time.time() - 7_200))


def test_rows_come_back_where_they_were_written_and_nan_elsewhere(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 4)
    arrays.create("probabilities", (2,), np.float32)
    arrays.write("probabilities", [3, 0], [[0.25, 0.5], [1.0, 0.0]])

    nan = float("nan")
    np.testing.assert_array_equal(
        arrays.read("probabilities"), [[1.0, 0.0], [nan, nan], [nan, nan], [0.25, 0.5]]
    )
    np.testing.assert_array_equal(
        arrays.read("probabilities", [3, 1, 3]), [[0.25, 0.5], [nan, nan], [0.25, 0.5]]
    )
    assert arrays.present("probabilities").tolist() == [True, False, False, True]
    assert arrays.read("probabilities").dtype == np.float32


def test_absent_integers_read_as_minus_one_or_the_given_fill(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 3)
    arrays.create("order", (), np.int32)
    arrays.create("counts", (), np.uint8, fill=255)
    arrays.create("seen", (), bool, fill=0)
    for name in ("order", "counts", "seen"):
        arrays.write(name, [1], [1])

    assert arrays.read("order").tolist() == [-1, 1, -1]
    assert arrays.read("counts").tolist() == [255, 1, 255]
    assert arrays.read("seen").tolist() == [False, True, False]


def test_rows_on_both_sides_of_a_chunk_border(blobs: BlobStore, manifests: Manifests) -> None:
    arrays = of(blobs, manifests, 2 * CHUNK_ROWS + 10)
    arrays.create("order", (), np.int64)
    rows = [2 * CHUNK_ROWS, CHUNK_ROWS - 1, CHUNK_ROWS, 0]
    arrays.write("order", rows, rows)

    asked = [0, CHUNK_ROWS - 2, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS]
    assert arrays.read("order", asked).tolist() == [0, -1, 4095, 4096, -1, 8192]
    assert np.flatnonzero(arrays.present("order")).tolist() == [0, 4095, 4096, 8192]
    assert len(chunk_files(blobs)) == 3
    listed = [(rows.tolist(), values.tolist()) for rows, values in arrays.chunks("order")]
    assert listed == [([0, 4095], [0, 4095]), ([4096], [4096]), ([8192], [8192])]


def test_writing_again_replaces_those_rows_and_their_old_files(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 3)
    arrays.create("order", (), np.int16)
    arrays.write("order", [0, 1], [10, 11])
    before = chunk_files(blobs)
    arrays.write("order", [2, 1], [22, 21])

    assert arrays.read("order").tolist() == [10, 21, 22]
    assert len(chunk_files(blobs)) == 1
    assert chunk_files(blobs) != before


@settings(max_examples=30, deadline=None)
@given(
    writes=st.lists(
        st.dictionaries(st.integers(0, 3 * CHUNK_ROWS), st.integers(-100, 100), max_size=8),
        max_size=6,
    )
)
def test_any_writes_read_like_a_plain_dictionary(
    shared_database: Database, writes: list[dict[int, int]]
) -> None:
    n_rows = 3 * CHUNK_ROWS + 1
    blobs = BlobStore(f"memory://{uuid.uuid4().hex}")
    arrays = of(blobs, Manifests(shared_database, 1, next(_NUMBERS)), n_rows)
    arrays.create("scores", (), np.float64)
    expected: dict[int, int] = {}
    for write in writes:
        arrays.write("scores", list(write), list(write.values()))
        expected |= write

    oracle = np.full(n_rows, np.nan)
    for row, value in expected.items():
        oracle[row] = value
    np.testing.assert_array_equal(arrays.read("scores"), oracle)
    assert np.flatnonzero(arrays.present("scores")).tolist() == sorted(expected)


def test_a_power_cut_before_the_manifest_leaves_the_array_as_it_was(
    tmp_path: Path, database: Database, manifests: Manifests
) -> None:
    blobs = BlobStore(tmp_path)
    arrays = of(blobs, manifests, 3)
    arrays.create("order", (), np.int16)
    arrays.write("order", [0, 1], [10, 11])

    with pytest.raises(PowerCutError):
        of(blobs, CutBeforeManifest(database, 1, ROUND), 3).write("order", [1, 2], [21, 22])

    assert arrays.read("order").tolist() == [10, 11, -1]
    assert len(chunk_files(blobs)) == 2
    arrays.create("order", (), np.int16)
    assert len(chunk_files(blobs)) == 2, "it may belong to a write that is still running"
    make_older(blobs)
    arrays.create("order", (), np.int16)
    assert len(chunk_files(blobs)) == 1
    arrays.write("order", [1, 2], [21, 22])
    assert arrays.read("order").tolist() == [10, 21, 22]


def test_a_power_cut_after_the_manifest_leaves_the_new_values(
    tmp_path: Path, manifests: Manifests
) -> None:
    blobs = BlobStore(tmp_path)
    arrays = of(blobs, manifests, 2)
    arrays.create("order", (), np.int16)
    arrays.write("order", [0], [10])

    with pytest.raises(PowerCutError):
        of(CutAfterManifest(tmp_path), manifests, 2).write("order", [1], [21])

    assert arrays.read("order").tolist() == [10, 21]
    make_older(blobs)
    arrays.create("order", (), np.int16)
    assert len(chunk_files(blobs)) == 1


def test_kill_9_at_any_moment_leaves_one_whole_write(
    tmp_path: Path, database: Database, manifests: Manifests
) -> None:
    blobs = BlobStore(tmp_path)
    arrays = of(blobs, manifests, CHUNK_ROWS)
    arrays.create("order", (64,), np.int32)
    arrays.write("order", range(CHUNK_ROWS), np.zeros((CHUNK_ROWS, 64)))
    script = (
        "import sys, numpy as np\n"
        "from medebiaser.data.arrays import RoundArrays\n"
        "from medebiaser.data.blob_store import BlobStore\n"
        "from medebiaser.data.database import Database\n"
        "from medebiaser.data.manifests import Manifests\n"
        f"manifests = Manifests(Database(sys.argv[2]), 1, {ROUND})\n"
        f"blobs = BlobStore(sys.argv[1])\n"
        f"arrays = RoundArrays(blobs, manifests, {FOLDER!r}, lambda: {CHUNK_ROWS})\n"
        "for n in range(1, 100_000):\n"
        f"    arrays.write('order', range({CHUNK_ROWS}), np.full(({CHUNK_ROWS}, 64), n))\n"
        "    print(n, flush=True)\n"
    )
    for wait_s in (0.0, 0.007, 0.013):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), str(database.engine.url)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        confirmed = int(writer.stdout.readline())
        time.sleep(wait_s)
        writer.send_signal(signal.SIGKILL)
        confirmed = max([confirmed, *map(int, writer.stdout.read().split("\n")[:-1])])
        writer.wait()

        values = np.unique(arrays.read("order"))
        assert len(values) == 1
        assert values[0] in (confirmed, confirmed + 1)


def test_a_page_is_read_without_the_other_chunks(tmp_path: Path, manifests: Manifests) -> None:
    blobs = BlobStore(tmp_path)
    arrays = of(blobs, manifests, 4 * CHUNK_ROWS)
    arrays.create("order", (), np.int32)
    arrays.write("order", range(4 * CHUNK_ROWS), np.arange(4 * CHUNK_ROWS))
    for name in chunk_files(blobs):
        if not name.split("/")[-1].startswith("000002"):
            blobs.delete_named(name)

    page = range(2 * CHUNK_ROWS + 100, 2 * CHUNK_ROWS + 150)
    assert arrays.read("order", page).tolist() == list(page)
    with pytest.raises(NotFoundError, match="misses a chunk file"):
        arrays.read("order")


def test_a_reader_follows_a_writer_that_replaces_the_chunk_under_it(
    blobs: BlobStore, database: Database, manifests: Manifests
) -> None:
    class ReplacedMeanwhile(Manifests):
        """After the first manifest is read, someone else writes."""

        def get(self, name: str, *, fresh: bool = False) -> StoredManifest | None:
            found = super().get(name, fresh=fresh)
            if not done:
                done.append(True)
                arrays.write("order", [0], [20])
            return found

    done: list[bool] = []
    arrays = of(blobs, manifests, 1)
    arrays.create("order", (), np.int32)
    arrays.write("order", [0], [10])

    late = of(blobs, ReplacedMeanwhile(database, 1, ROUND), 1)
    with database.reading():
        assert late.read("order").tolist() == [20]
    assert done == [True]


def test_a_chunk_cut_short_is_reported_as_damaged(tmp_path: Path, manifests: Manifests) -> None:
    blobs = BlobStore(tmp_path)
    arrays = of(blobs, manifests, 8)
    arrays.create("order", (), np.int32)
    arrays.write("order", range(8), range(8))
    path = blobs.named_path(chunk_files(blobs)[0])
    assert path is not None
    path.write_bytes(path.read_bytes()[:-4])

    with pytest.raises(MedebiaserError, match="chunk 0 of array 'order' is damaged"):
        arrays.read("order")


def test_starting_again_goes_on_and_another_kind_is_refused(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 2)
    arrays.create("maps", (2, 1), np.float16)
    arrays.write("maps", [0], [[[1.0], [2.0]]])
    arrays.create("maps", [2, 1], "float16")

    assert arrays.present("maps").tolist() == [True, False]
    with pytest.raises(ConflictError, match=r"stored as float16 \(2, 1\).*asked for as float32"):
        arrays.create("maps", (2, 1), np.float32)


def test_rows_that_came_later_are_absent_until_they_are_written(
    blobs: BlobStore, manifests: Manifests
) -> None:
    of(blobs, manifests, 1).create("order", (), np.int32)
    of(blobs, manifests, 1).write("order", [0], [7])

    assert of(blobs, manifests, 3).read("order").tolist() == [7, -1, -1]
    assert of(blobs, manifests, 3).present("order").tolist() == [True, False, False]


def test_names_may_be_any_text_and_removing_one_leaves_the_others(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 1)
    names = ["order Pleural/Thickening", "..", "maps"]
    for name in names:
        arrays.create(name, (), np.int32)
        arrays.write(name, [0], [5])
    assert arrays.names() == sorted(names)

    arrays.remove("..")
    arrays.remove("..")
    assert arrays.names() == ["maps", "order Pleural/Thickening"]
    assert arrays.read("order Pleural/Thickening").tolist() == [5]
    arrays.remove_all()
    assert blobs.list_named() == []


def test_what_does_not_fit_is_refused(blobs: BlobStore, manifests: Manifests) -> None:
    arrays = of(blobs, manifests, 4)
    arrays.create("maps", (2,), np.float16)

    with pytest.raises(ShapeError, match=r"got values \(2, 3\) for 2 rows of shape \(2,\)"):
        arrays.write("maps", [0, 1], np.zeros((2, 3)))
    with pytest.raises(InvalidInputError, match="row -1 is negative"):
        arrays.write("maps", [-1], np.zeros((1, 2)))
    with pytest.raises(InvalidInputError, match="a row twice"):
        arrays.write("maps", [1, 1], np.zeros((2, 2)))
    with pytest.raises(NotFoundError, match="no array 'heatmaps'"):
        arrays.read("heatmaps")
    with pytest.raises(InvalidInputError, match="need a fill value"):
        arrays.create("seen", (), bool)
    with pytest.raises(InvalidInputError, match="cannot be object"):
        arrays.create("things", (), object)
    with pytest.raises(InvalidInputError, match="needs a name"):
        arrays.create("", (), np.float32)
    arrays.write("maps", [], np.zeros((0, 2)))
    assert not arrays.present("maps").any()
