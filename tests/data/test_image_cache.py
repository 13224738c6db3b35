import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.image_cache import CHUNK_ROWS, ImageCache
from medebiaser.data.images import decode, resized
from medebiaser.errors import CancelledError, InvalidInputError, NotFoundError
from medebiaser.records import Image, Progress, Split
from tests.data.image_files import colours, dicom, encoded, picture, tiff

SIDE = 16


def image(row: int, *, bits: int = 8, channels: int = 1,
          window: tuple[float, float] | None = None) -> Image:  # fmt: skip
    return Image(
        id=f"i{row}", row=row, patient=f"p{row}", split=Split.TRAIN, labels=(1,), source=str(row),
        in_place=False, sha256="", width=90, height=60, bit_depth=bits, channels=channels,
        window=window,
    )  # fmt: skip


def grey_file(image: Image) -> bytes:
    return encoded(picture(seed=image.row), "PNG")


def square(row: int) -> np.ndarray:
    return resized(picture(seed=row), SIDE)


def test_rows_come_back_decoded_and_resized_in_the_order_asked_for(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")

    assert cache.ensure([image(r) for r in (0, 1, 2, 5)], SIDE, grey_file, workers=2) == []

    read = cache.read([5, 0, 2, 0], SIDE)
    assert read.dtype == np.uint8
    assert np.array_equal(read, np.stack([square(r) for r in (5, 0, 2, 0)]))
    assert cache.present([0, 3, 5, 99], SIDE).tolist() == [True, False, True, False]


def test_floats_run_from_black_to_white_with_the_channel_first(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")
    cache.ensure([image(1)], SIDE, grey_file)

    floats = cache.as_float([1], SIDE)

    assert (floats.shape, floats.dtype) == ((1, 1, SIDE, SIDE), np.float32)
    np.testing.assert_allclose(floats[0, 0], square(1) / 255, atol=1e-6)


def test_rows_far_apart_lie_in_different_chunks(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")
    rows = [3, CHUNK_ROWS - 1, CHUNK_ROWS, 5 * CHUNK_ROWS + 7]
    cache.ensure([image(r) for r in rows], SIDE, grey_file)

    read = cache.read(rows[::-1], SIDE)

    assert np.array_equal(read, np.stack([square(r) for r in rows[::-1]]))
    assert len(list(tmp_path.rglob("chunk-*.bin"))) == 3


def test_a_row_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")
    with pytest.raises(NotFoundError, match="no image is cached at 16 × 16"):
        cache.read([0], SIDE)
    cache.ensure([image(0)], SIDE, grey_file)
    with pytest.raises(NotFoundError, match=r"2 of 3 images are not prepared \(first: row 4\)"):
        cache.read([0, 4, -1], SIDE)


def test_what_is_cached_is_not_decoded_again_and_new_images_are_added(tmp_path: Path) -> None:
    opened: list[int] = []

    def open_source(image: Image) -> bytes:
        opened.append(image.row)
        return grey_file(image)

    ImageCache(tmp_path, "chest").ensure([image(0), image(1)], SIDE, open_source)
    ImageCache(tmp_path, "chest").ensure([image(r) for r in range(4)], SIDE, open_source)

    assert sorted(opened) == [0, 1, 2, 3]
    assert np.array_equal(ImageCache(tmp_path, "chest").read([3, 0], SIDE)[0], square(3))


def test_projects_and_sides_are_apart(tmp_path: Path) -> None:
    ImageCache(tmp_path, "a").ensure([image(0)], SIDE, grey_file)
    ImageCache(tmp_path, "a").ensure([image(0)], 8, grey_file)

    assert ImageCache(tmp_path, "a").read([0], 8).shape == (1, 8, 8)
    assert not ImageCache(tmp_path, "b").present([0], SIDE).any()


def test_sources_that_became_unreadable_are_listed_and_the_others_cached(tmp_path: Path) -> None:
    def open_source(image: Image) -> bytes | Path:
        if image.row == 1:
            return grey_file(image)[:-40]
        if image.row == 2:
            return tmp_path / "gone.png"
        if image.row == 3:
            raise PermissionError(13, "Permission denied")
        return grey_file(image)

    cache = ImageCache(tmp_path, "chest")
    failures = cache.ensure([image(r) for r in (4, 3, 2, 1, 0)], SIDE, open_source)

    assert [f.image_id for f in failures] == ["i1", "i2", "i3"]
    assert "truncated" in failures[0].reason
    assert "no such file" in failures[1].reason
    assert "Permission denied" in failures[2].reason
    assert cache.present(range(5), SIDE).tolist() == [True, False, False, False, True]


def test_colour_widens_the_cache_and_grey_images_are_repeated(tmp_path: Path) -> None:
    def open_source(image: Image) -> bytes:
        return encoded(colours(), "PNG") if image.channels == 3 else grey_file(image)

    cache = ImageCache(tmp_path, "skin")
    cache.ensure([image(0)], SIDE, open_source)
    cache.ensure([image(0), image(1, channels=3)], SIDE, open_source)

    read = cache.read([0, 1], SIDE)
    assert np.array_equal(read[0], np.repeat(square(0)[..., None], 3, axis=2))
    assert np.array_equal(read[1], resized(colours(), SIDE))
    assert cache.as_float([0, 1], SIDE).shape == (2, 3, SIDE, SIDE)
    np.testing.assert_allclose(
        cache.as_float([1], SIDE)[0, 2], resized(colours(), SIDE)[..., 2] / 255, atol=1e-6
    )
    assert len(list((tmp_path / "skin" / "16").iterdir())) == 1  # the narrow one is gone


def test_a_wide_cache_is_not_narrowed_by_narrow_images(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")
    cache.ensure([image(0, bits=16)], SIDE, lambda _: tiff(picture().astype(np.uint16) * 3))
    cache.ensure([image(1)], SIDE, grey_file)

    assert cache.present([0, 1], SIDE).all()
    assert np.array_equal(cache.read([1], SIDE)[0], square(1).astype(np.uint16) * 257)


def test_16_bits_are_spread_by_the_image_s_own_range_or_its_window(tmp_path: Path) -> None:
    pixels = picture().astype(np.int32) * 16 + 500  # 500 to 4580
    window = (2540.5, 2041.0)  # 1520 to 3560

    cache = ImageCache(tmp_path, "chest")
    images = [image(0, bits=16), image(1, bits=16, window=window)]
    cache.ensure(images, SIDE, lambda _: tiff(pixels.astype(np.uint16)))

    floats = cache.as_float([0, 1], SIDE)[:, 0]
    own = resized(((pixels - 500) / 4080).astype(np.float32), SIDE)
    windowed = resized(np.clip((pixels - 1520) / 2040, 0, 1).astype(np.float32), SIDE)
    np.testing.assert_allclose(floats[0], own, atol=2e-4)
    np.testing.assert_allclose(floats[1], windowed, atol=2e-4)


def test_a_dicom_s_window_is_not_applied_twice(tmp_path: Path) -> None:
    content = dicom(picture().astype(np.uint16) * 16, WindowCenter=2000, WindowWidth=1000)

    cache = ImageCache(tmp_path, "chest")
    cache.ensure([image(0, bits=16, window=(2000, 1000))], SIDE, lambda _: content)

    assert np.array_equal(cache.read([0], SIDE)[0], resized(decode(content), SIDE))


def test_a_cache_of_another_format_is_rebuilt(tmp_path: Path) -> None:
    old = tmp_path / "chest" / str(SIDE) / "uint8x1-v0"
    old.mkdir(parents=True)
    (old / "done.bin").write_bytes(b"\x01")
    (old / "chunk-000000.bin").write_bytes(bytes(SIDE * SIDE))
    cache = ImageCache(tmp_path, "chest")

    assert not cache.present([0], SIDE).any()
    cache.ensure([image(0)], SIDE, grey_file)

    assert np.array_equal(cache.read([0], SIDE)[0], square(0))
    assert not old.exists()


def test_progress_counts_every_image_once_and_cancelling_keeps_what_is_done(
    tmp_path: Path,
) -> None:
    seen: list[Progress] = []

    def report(progress: Progress) -> None:
        seen.append(progress)
        if progress.done >= 256 and len(seen) < 4:
            raise CancelledError("stopped")

    content = grey_file(image(0))
    images = [image(r) for r in range(600)]
    cache = ImageCache(tmp_path, "chest")
    with pytest.raises(CancelledError):
        cache.ensure(images, SIDE, lambda _: content, report=report)
    kept = int(cache.present(range(600), SIDE).sum())
    seen.clear()
    cache.ensure(images, SIDE, lambda _: content, report=seen.append)

    assert kept == 256
    assert [p.done for p in seen] == [256, 512, 600]
    assert all(p.total == 600 and p.phase == "preparing images" for p in seen)


def test_a_killed_process_loses_no_confirmed_row_and_marks_none_that_is_not_there(
    tmp_path: Path,
) -> None:
    script = textwrap.dedent(
        f"""
        from pathlib import Path
        from medebiaser.data.image_cache import ImageCache
        from tests.data.test_image_cache import image, grey_file
        ImageCache(Path({str(tmp_path)!r}), "chest").ensure(
            [image(r) for r in range(20_000)], {SIDE}, grey_file, workers=2,
            report=lambda progress: print(progress.done, flush=True),
        )
        """
    )
    confirmed = 0
    for delay_s in (0.0, 0.03, 0.11):
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            confirmed = [int(process.stdout.readline()) for _ in range(2)][-1]
            time.sleep(delay_s)
            process.send_signal(signal.SIGKILL)
    cache = ImageCache(tmp_path, "chest")

    rows = np.flatnonzero(cache.present(range(20_000), SIDE))

    assert 768 <= confirmed <= len(rows) < 20_000
    for row in rows[:: max(1, len(rows) // 60)].tolist() + rows[-5:].tolist():
        assert np.array_equal(cache.read([row], SIDE)[0], square(row))


def test_a_row_half_written_at_the_end_of_a_chunk_is_written_again(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path, "chest")
    cache.ensure([image(0), image(1)], SIDE, grey_file)
    (chunk,) = tmp_path.rglob("chunk-*.bin")
    os.truncate(chunk, SIDE * SIDE + 100)
    (tmp_path / "chest" / str(SIDE) / "uint8x1-v1" / "done.bin").write_bytes(b"\x01")

    assert np.array_equal(cache.read([0], SIDE)[0], square(0))
    cache.ensure([image(0), image(1)], SIDE, grey_file)

    assert np.array_equal(cache.read([1], SIDE)[0], square(1))


def test_an_error_that_is_no_bad_file_is_not_swallowed(tmp_path: Path) -> None:
    def open_source(image: Image) -> bytes:
        raise KeyError(image.id)

    with pytest.raises(KeyError):
        ImageCache(tmp_path, "chest").ensure([image(0)], SIDE, open_source)


def test_invalid_input_raised_while_opening_is_listed(tmp_path: Path) -> None:
    def open_source(image: Image) -> bytes:
        raise InvalidInputError("the blob is gone")

    assert ImageCache(tmp_path, "chest").ensure([image(0)], SIDE, open_source) == [
        ("i0", "the blob is gone")
    ]
