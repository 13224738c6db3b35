"""Arrays written by several at once, undone, forgotten, and read from far away."""

import uuid
from collections.abc import Sequence

import numpy as np
import pytest

from medebiaser.data.arrays import CHUNK_ROWS, RoundArrays
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.manifests import Manifests
from tests.data.array_folders import ROUND, PowerCutError, chunk_files, of


def test_two_writers_of_one_chunk_both_succeed(
    blobs: BlobStore, database: Database, manifests: Manifests
) -> None:
    class WrittenMeanwhile(Manifests):
        """Before the first manifest is replaced, someone else replaces it."""

        def replace(self, name: str, text: str, version: int) -> bool:
            if not done:
                done.append(True)
                arrays.write("order", [0], [10])
            return super().replace(name, text, version)

    done: list[bool] = []
    arrays = of(blobs, manifests, 2)
    arrays.create("order", (), np.int32)

    of(blobs, WrittenMeanwhile(database, 1, ROUND), 2).write("order", [1], [11])

    assert arrays.read("order").tolist() == [10, 11]
    assert len(chunk_files(blobs)) == 1


def test_a_write_that_is_undone_leaves_the_array_and_its_files(
    blobs: BlobStore, database: Database, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 1)
    arrays.create("order", (), np.int32)
    arrays.write("order", [0], [10])

    with pytest.raises(PowerCutError), database.transaction():
        write_and_fail(arrays)

    assert arrays.read("order").tolist() == [10]


def write_and_fail(arrays: RoundArrays) -> None:
    arrays.write("order", [0], [20])
    raise PowerCutError


def test_while_a_backup_runs_replaced_files_stay(blobs: BlobStore, database: Database) -> None:
    arrays = of(blobs, Manifests(database, 1, ROUND, lambda: True), 1)
    arrays.create("order", (), np.int32)
    arrays.write("order", [0], [10])
    arrays.write("order", [0], [20])

    assert len(chunk_files(blobs)) == 2
    arrays.remove("order")
    assert len(chunk_files(blobs)) == 2


def test_a_forgotten_row_is_absent_and_its_value_is_gone(
    blobs: BlobStore, manifests: Manifests
) -> None:
    arrays = of(blobs, manifests, 3)
    arrays.create("order", (), np.int32)
    arrays.write("order", [0, 1, 2], [10, 0x0BADCAFE, 12])

    arrays.forget("order", [1, 1, CHUNK_ROWS + 5])
    arrays.forget("order", [1])

    assert arrays.read("order").tolist() == [10, -1, 12]
    assert arrays.present("order").tolist() == [True, False, True]
    secret = np.int32(0x0BADCAFE).tobytes()
    assert all(secret not in blobs.read_named(name) for name in blobs.list_named())
    arrays.forget("order", [0, 2])
    assert chunk_files(blobs) == []


class Counted(BlobStore):
    """An object store that counts the bytes it is asked for."""

    asked = 0

    @property
    def is_local(self) -> bool:
        return False

    @is_local.setter
    def is_local(self, _: bool) -> None:
        pass

    def read_ranges(self, name: str, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
        self.asked += sum(end - first for first, end in ranges)
        return super().read_ranges(name, ranges)

    def read_named(self, name: str) -> bytes:
        raise AssertionError("the whole document was read")


def test_an_object_store_is_asked_for_the_rows_of_a_page_alone(manifests: Manifests) -> None:
    url = f"memory://{uuid.uuid4().hex}/blobs"
    maps = np.arange(CHUNK_ROWS * 512, dtype=np.float32).reshape(CHUNK_ROWS, 512)
    writer = of(BlobStore(url), manifests, CHUNK_ROWS)
    writer.create("maps", (512,), np.float32)
    writer.write("maps", range(CHUNK_ROWS), maps)
    store = Counted(url)

    page = [4_000, 7, 9, 4_001, 7]
    np.testing.assert_array_equal(of(store, manifests, CHUNK_ROWS).read("maps", page), maps[page])

    assert store.asked == (3 + 2) * 512 * 4  # rows 7 to 9, and 4,000 to 4,001
