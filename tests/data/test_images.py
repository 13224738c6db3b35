import io
import struct
import zlib
from pathlib import Path

import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage

from medebiaser.data.images import (
    decode,
    full_range,
    perceptual_hash,
    probe,
    read_image,
    resized,
)
from medebiaser.errors import InvalidInputError, NotFoundError
from tests.data.image_files import colours, encoded, jpeg_saying, picture, png, tiff
from tests.oracles.masks import area_mean

GREY, RGB = picture(), colours()
GREY_16 = GREY.astype(np.uint16) * 200 + 7
RGB_16 = RGB.astype(np.uint16) * 200
ALPHA = picture(seed=9)


def pillow(content: bytes, mode: str) -> np.ndarray:
    return np.asarray(PillowImage.open(io.BytesIO(content)).convert(mode))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("pixels", [GREY, RGB, GREY_16], ids=["grey", "rgb", "grey 16"])
def test_lossless_files_give_back_their_pixels(kind: str, pixels: np.ndarray) -> None:
    decoded = decode(encoded(pixels, kind))

    assert decoded.dtype == pixels.dtype
    assert np.array_equal(decoded, pixels)


def test_rgb_with_16_bits_keeps_its_order_and_depth() -> None:
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in RGB_16)

    for content in (png(90, 60, zlib.compress(rows), bits=16, colour=2), tiff(RGB_16)):
        assert np.array_equal(decode(content), RGB_16)
        assert (probe(content).bit_depth, probe(content).channels) == (16, 3)


def test_rgb_that_is_grey_everywhere_becomes_grey() -> None:
    content = encoded(np.repeat(GREY[..., None], 3, axis=2), "PNG")
    facts, pixels = read_image(content)

    assert np.array_equal(pixels, GREY)
    assert facts.channels == 1
    assert probe(content).channels == 3  # all the header can know


def test_one_coloured_pixel_keeps_rgb() -> None:
    almost = np.repeat(GREY[..., None], 3, axis=2)
    almost[3, 5, 1] ^= 1

    assert decode(encoded(almost, "PNG")).shape == (60, 90, 3)


def test_a_palette_gives_its_colours_and_a_grey_palette_grey() -> None:
    content = encoded(RGB, "PNG", "P")

    assert np.array_equal(decode(content), pillow(content, "RGB"))
    assert np.array_equal(decode(encoded(GREY, "PNG", "P")), GREY)


def test_one_bit_becomes_black_and_white() -> None:
    content = encoded(GREY, "PNG", "1")

    assert np.array_equal(decode(content), pillow(content, "L"))
    assert set(np.unique(decode(content))) == {0, 255}


def test_alpha_is_laid_over_black() -> None:
    over_black = np.rint(RGB * (ALPHA[..., None] / 255))

    png_pixels = decode(encoded(np.dstack([RGB, ALPHA]), "PNG"))
    tiff_pixels = decode(tiff(np.dstack([RGB, ALPHA]), {338: 2}))

    assert np.abs(png_pixels - over_black).max() <= 1
    assert np.abs(tiff_pixels - over_black).max() <= 1


def test_grey_with_full_alpha_stays_as_it_is() -> None:
    assert np.array_equal(decode(encoded(GREY, "PNG", "LA")), GREY)


def test_16_bit_alpha_is_laid_over_black() -> None:
    pixels = np.full((4, 4, 4), 20000, np.uint16)
    pixels[..., 3] = 32768

    assert np.unique(decode(tiff(pixels, {338: 2}))).tolist() == [10000]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 60}])
def test_jpeg_is_decoded_as_pillow_does(options: dict[str, int]) -> None:
    grey, rgb = encoded(GREY, "JPEG", **options), encoded(RGB, "JPEG", **options)

    assert np.array_equal(decode(grey), pillow(grey, "L"))
    assert np.abs(decode(rgb).astype(int) - pillow(rgb, "RGB")).max() <= 3


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    inks = PillowImage.frombytes("CMYK", (90, 60), np.dstack([RGB, ALPHA]).tobytes())
    stream = io.BytesIO()
    inks.save(stream, "JPEG", quality=95)
    content = stream.getvalue()

    assert np.abs(decode(content).astype(int) - pillow(content, "RGB")).max() <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_undone(orientation: int) -> None:
    exif = PillowImage.Exif()
    exif[274] = orientation
    upright = {
        1: GREY, 2: GREY[:, ::-1], 3: GREY[::-1, ::-1], 4: GREY[::-1], 5: GREY.T,
        6: np.rot90(GREY, -1), 7: GREY[::-1, ::-1].T, 8: np.rot90(GREY),
    }[orientation]  # fmt: skip
    content = encoded(GREY, "JPEG", quality=100, exif=exif)

    assert np.abs(decode(content).astype(int) - upright).max() <= 3
    assert (probe(content).height, probe(content).width) == upright.shape
    assert np.array_equal(decode(tiff(GREY, {274: orientation})), upright)


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_deflate", "packbits"])
def test_tiff_compressions(compression: str | None) -> None:
    assert np.array_equal(decode(encoded(GREY, "TIFF", compression=compression)), GREY)


@pytest.mark.parametrize("pixels", [GREY, GREY_16], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_in_which_white_is_zero_is_inverted(pixels: np.ndarray, order: str) -> None:
    top = np.iinfo(pixels.dtype).max

    assert np.array_equal(decode(tiff(pixels, order=order)), pixels)
    assert np.array_equal(decode(tiff(pixels, {262: 0}, order)), top - pixels)


def test_of_several_pages_the_first_is_taken_and_that_is_said() -> None:
    more = [PillowImage.fromarray(picture(seed=s)) for s in (4, 5)]
    content = encoded(GREY, "TIFF", save_all=True, append_images=more)
    facts, pixels = read_image(content)

    assert np.array_equal(pixels, GREY)
    assert facts.frames == 3
    assert facts.notes == ("3 pages; the first is used",)


def test_pages_that_loop_are_counted_once() -> None:
    content = bytearray(tiff(GREY))
    (count,) = struct.unpack_from("<H", content, 8)
    struct.pack_into("<I", content, 10 + 12 * count, 8)  # the next directory is the first

    assert probe(bytes(content)).frames == 2


def test_the_content_tells_the_kind_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "radiograph.jpg"
    path.write_bytes(encoded(GREY, "PNG"))

    assert probe(path).kind == "png"
    assert np.array_equal(decode(str(path)), GREY)


WHOLE = {
    "png": encoded(GREY, "PNG"),
    "png 16": encoded(GREY_16, "PNG"),
    "png rgb": encoded(RGB, "PNG"),
    "jpeg": encoded(GREY, "JPEG"),
    "progressive jpeg": encoded(RGB, "JPEG", progressive=True),
    "cmyk jpeg": encoded(RGB, "JPEG", "CMYK"),
    "tiff": tiff(GREY),
    "lzw tiff": encoded(GREY, "TIFF", compression="tiff_lzw"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_anywhere_is_refused_never_half_grey(name: str) -> None:
    whole = WHOLE[name]
    cuts = np.linspace(1, len(whole) - 2, 25).astype(int)

    for cut in cuts:
        with pytest.raises(InvalidInputError):
            decode(whole[:cut])
    decode(whole)


def test_pixels_that_end_early_inside_a_whole_png_are_refused() -> None:
    rows = b"".join(b"\0" + row.tobytes() for row in GREY)

    for data in (zlib.compress(rows)[:200], zlib.compress(rows[: len(rows) // 2])):
        with pytest.raises(InvalidInputError, match="PNG is truncated or damaged"):
            decode(png(90, 60, data))


def test_a_png_with_a_wrong_checksum_is_refused() -> None:
    content = bytearray(encoded(GREY, "PNG"))
    content[-14] ^= 1

    with pytest.raises(InvalidInputError, match="PNG is truncated or damaged"):
        decode(bytes(content))


def test_a_truncated_jpeg_says_so() -> None:
    with pytest.raises(InvalidInputError, match=r"JPEG is truncated or damaged: Premature end"):
        decode(WHOLE["jpeg"][:-2])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.touch()

    with pytest.raises(InvalidInputError, match=r"empty \(0 bytes\)"):
        decode(path)


def test_a_text_called_png_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.png"
    path.write_text("image,labels\n")

    with pytest.raises(InvalidInputError, match="no PNG, JPEG, TIFF or DICOM, whatever"):
        probe(path)


def test_a_missing_file_is_not_found_and_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such file"):
        decode(tmp_path / "absent.png")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        decode(tmp_path)


def test_a_file_above_a_gibibyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)

    with pytest.raises(InvalidInputError, match="has 1073741825 bytes"):
        decode(path)


BOMBS = {
    "png": png(50_000, 50_000, zlib.compress(bytes(1000))),
    "jpeg": jpeg_saying(50_000, 50_000),
    "tiff": tiff(GREY, {256: 50_000, 257: 50_000}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_by_its_header(kind: str) -> None:
    for read in (probe, decode):
        with pytest.raises(InvalidInputError, match="50000 × 50000 pixels; at most 20000"):
            read(BOMBS[kind])


def test_a_large_area_of_allowed_sides_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="at most 20000 on a side and 120000000 in all"):
        probe(png(15_000, 15_000, b""))


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (1, 10), (1, 1)])
def test_an_image_without_area_is_refused(size: tuple[int, int]) -> None:
    for content in (png(*size, b""), jpeg_saying(*size), tiff(GREY, {256: size[0], 257: size[1]})):
        with pytest.raises(InvalidInputError, match=f"says {size[0]} × {size[1]} pixels; at least"):
            decode(content)


def test_a_tiff_of_floats_or_signed_values_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInputError, match=r"32-bit .* save it with unsigned 8- or 16-bit"):
        decode(encoded(GREY.astype(np.float32), "TIFF"))
    with pytest.raises(InvalidInputError, match="sample format 2"):
        decode(tiff(GREY_16, {339: 2}))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_byte_gives_an_image_or_a_reason_never_another_error(
    name: str, at: int, value: int
) -> None:
    content = bytearray(WHOLE[name])
    content[at % len(content)] = value

    try:
        decode(bytes(content))
    except InvalidInputError as error:
        reason = str(error)
    else:
        reason = "decoded"
    assert reason
    assert "\n" not in reason


def test_16_bits_are_spread_from_the_smallest_to_the_largest_value() -> None:
    spread = full_range(np.array([[1000, 1500], [2000, 3000]], np.uint16))

    assert spread.tolist() == [[0, 16384], [32768, 65535]]
    assert spread.dtype == np.uint16


def test_a_recorded_window_decides_instead() -> None:
    # Linear window, centre 2000, width 1001: 1499.5 black, 2499.5 white, DICOM PS3.3 C.11.2.1.2.
    values = np.array([[0, 1500, 2000, 2500, 9000]], np.uint16)

    shares = full_range(values, (2000, 1001)) / 65535

    np.testing.assert_allclose(shares, [[0, 0.0005, 0.5005, 1, 1]], atol=1e-5)


def test_8_bits_and_constant_images_are_not_spread() -> None:
    assert np.array_equal(full_range(GREY), GREY)
    assert full_range(np.full((3, 3), 77, np.uint16)).max() == 0


@pytest.mark.parametrize("side", [1, 7, 20, 60])
def test_shrinking_is_the_mean_of_the_area_under_each_pixel(side: int) -> None:
    for pixels in (GREY, GREY_16):
        assert np.abs(resized(pixels, side) - area_mean(pixels, side)).max() <= 0.5 + 1e-3


def test_growing_keeps_the_mean_where_the_image_is_flat_and_the_sides_apart() -> None:
    image = np.zeros((2, 2), np.uint8)
    image[:, 1] = 200

    assert resized(image, 4)[0].tolist() == [0, 50, 150, 200]
    assert resized(np.full((3, 9), 7, np.uint8), 5).tolist() == [[7] * 5] * 5


def test_one_side_shrinks_by_area_while_the_other_grows() -> None:
    image = np.array([[10, 30, 50, 70]], np.uint8)

    assert resized(image, 2).tolist() == [[20, 60], [20, 60]]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(2, 40), st.integers(2, 40), st.integers(1, 50))
def test_resizing_a_mirrored_image_mirrors_the_square(height: int, width: int, side: int) -> None:
    image = picture(height, width).astype(np.float32)

    difference = resized(np.ascontiguousarray(image[:, ::-1]), side) - resized(image, side)[:, ::-1]

    assert np.abs(difference).max() < 0.05


def distance(a: str, b: str) -> int:
    return (int(a, 16) ^ int(b, 16)).bit_count()


def test_the_hash_survives_resizing_recompression_and_brightness() -> None:
    image = picture(512, 400)
    first = perceptual_hash(image)

    assert len(first) == 16
    assert distance(first, perceptual_hash(resized(image, 300))) <= 2
    assert distance(first, perceptual_hash(decode(encoded(image, "JPEG", quality=40)))) <= 2
    assert distance(first, perceptual_hash((image * 0.7 + 20).astype(np.uint8))) <= 4
    assert distance(first, perceptual_hash(image.astype(np.uint16) * 12)) <= 2
    assert distance(first, perceptual_hash(np.repeat(image[..., None], 3, 2))) <= 1


def test_the_hash_tells_images_apart() -> None:
    hashes = [perceptual_hash(picture(300, 300, seed)) for seed in range(12)]

    assert min(distance(a, b) for i, a in enumerate(hashes) for b in hashes[:i]) > 10


def test_the_hash_is_near_the_one_of_another_implementation() -> None:
    for seed in range(5):
        image = picture(400, 300, seed)
        theirs = str(imagehash.phash(PillowImage.fromarray(image)))
        assert distance(perceptual_hash(image), theirs) <= 8
