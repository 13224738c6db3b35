import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.pixels import apply_modality_lut, apply_voi, apply_windowing, pixel_array
from pydicom.sequence import Sequence

from medebiaser.data import dicom as dicom_module
from medebiaser.data.dicom import windowed
from medebiaser.data.images import decode, probe, read_image
from medebiaser.errors import InvalidInputError
from tests.data.image_files import dicom, dicom_bytes, dicom_dataset, picture

GREY = picture()
TWELVE_BITS = (GREY.astype(np.uint16) << 4) | 5


def bundled(name: str) -> Path:
    path = get_testdata_file(name, download=False)
    assert isinstance(path, str), f"{name} is bundled with pydicom"
    return Path(path)


def lut(first: int, values: list[int], bits: int = 16) -> Sequence:
    table = Dataset()
    table.LUTDescriptor = [len(values), first, bits]
    table.LUTData = values
    table["LUTDescriptor"].VR = "US"
    table["LUTData"].VR = "US"
    return Sequence([table])


def oracle(found: Dataset) -> np.ndarray:
    """pydicom's own LUTs, their output spread over 0 to 65535."""
    values = apply_modality_lut(pixel_array(found, index=0), found)
    if found.get("VOILUTSequence"):
        top = (1 << found.VOILUTSequence[0].LUTDescriptor[2]) - 1
        return np.asarray(apply_voi(values, found) / top * 65535)
    if found.get("WindowWidth"):
        out = apply_windowing(values, found)
        stored = 1 << found.BitsStored
        low, high = (
            (-stored // 2, stored // 2 - 1) if found.PixelRepresentation else (0, stored - 1)
        )
        if "RescaleSlope" in found:
            low, high = (v * found.RescaleSlope + found.RescaleIntercept for v in (low, high))
        return np.asarray((out - low) / (high - low) * 65535)
    return np.asarray((values - values.min()) / (values.max() - values.min()) * 65535)


@pytest.mark.parametrize(
    "name",
    [
        "693_J2KI.dcm", "CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "JPEG2000.dcm",
        "MR_small.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm", "MR_small_implicit.dcm",
        "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "examples_overlay.dcm",
        "JPEGLSNearLossless_16.dcm", "rtdose_1frame.dcm",
    ],
)  # fmt: skip
def test_bundled_grey_files_look_as_pydicom_s_luts_say(name: str) -> None:
    decoded = decode(bundled(name))

    assert decoded.dtype == np.uint16
    assert np.abs(decoded - oracle(pydicom.dcmread(bundled(name)))).max() <= 1


def test_every_coding_of_the_same_slice_gives_the_same_pixels() -> None:
    first = decode(bundled("MR_small.dcm"))

    for coding in ("RLE", "bigendian", "expb", "implicit", "jp2klossless", "jpeg_ls_lossless"):
        assert np.array_equal(decode(bundled(f"MR_small_{coding}.dcm")), first)


BARS = {5: (255, 0, 0), 25: (0, 255, 0), 45: (0, 0, 255), 65: (0, 0, 0), 75: (64, 64, 64),
        85: (192, 192, 192), 95: (255, 255, 255)}  # fmt: skip
"""Row to colour of pydicom's test card."""


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("SC_rgb_rle.dcm", 0), ("SC_rgb_jpeg_gdcm.dcm", 0), ("SC_rgb_gdcm_KY.dcm", 5),
        ("SC_rgb_dcmtk_+eb+cr.dcm", 5), ("SC_rgb_dcmtk_+eb+cy+n1.dcm", 5),
        ("SC_rgb_dcmtk_+eb+cy+n2.dcm", 5), ("SC_rgb_dcmtk_+eb+cy+np.dcm", 5),
        ("SC_rgb_dcmtk_+eb+cy+s2.dcm", 5), ("SC_rgb_dcmtk_+eb+cy+s4.dcm", 5),
        ("SC_rgb_jpeg_dcmtk.dcm", 5), ("SC_rgb_jpeg_lossy_gdcm.dcm", 5),
        ("SC_ybr_full_422_uncompressed.dcm", 5), ("SC_rgb_rle_2frame.dcm", 0),
        ("SC_rgb_jls_lossy_line.dcm", 5), ("SC_rgb_jls_lossy_sample.dcm", 5),
    ],
)  # fmt: skip
def test_colours_come_out_as_rgb_whatever_they_were_stored_as(name: str, tolerance: int) -> None:
    decoded = decode(bundled(name))

    assert decoded.shape == (100, 100, 3)
    for row, colour in BARS.items():
        assert np.abs(decoded[row, 50].astype(int) - colour).max() <= tolerance


def test_16_and_32_bit_colours_are_spread_over_16_bits() -> None:
    eight = decode(bundled("SC_rgb_rle.dcm")).astype(int)

    for name in ("SC_rgb_rle_16bit.dcm", "SC_rgb_rle_32bit.dcm"):
        sixteen = decode(bundled(name))
        assert sixteen.dtype == np.uint16
        assert np.abs(sixteen / 257 - eight).max() <= 1


def test_a_ybr_jpeg_2000_equals_its_rgb_original() -> None:
    small, large = decode(bundled("examples_rgb_color.dcm")), decode(bundled("examples_jpeg2k.dcm"))
    halved = large.reshape(240, 2, 320, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 4


def test_a_palette_gives_its_colours() -> None:
    found = pydicom.dcmread(bundled("examples_palette.dcm"))
    table = np.stack(
        [
            np.frombuffer(found[f"{c}PaletteColorLookupTableData"].value, "<u2")
            for c in ("Red", "Green", "Blue")
        ],
        axis=1,
    )

    facts, pixels = read_image(bundled("examples_palette.dcm"))

    assert np.array_equal(pixels, table[found.pixel_array] >> 8)
    assert (facts.bit_depth, facts.channels) == (8, 3)


def test_one_bit_segmentations_are_black_and_white() -> None:
    assert set(np.unique(decode(bundled("liver_1frame.dcm")))) == {0, 255}


def test_monochrome1_is_the_same_picture_inverted() -> None:
    for pixels in (GREY, TWELVE_BITS):
        tags = {} if pixels is GREY else {"BitsStored": 12, "HighBit": 11}
        two = decode(dicom(pixels, **tags))
        one = decode(dicom(pixels, PhotometricInterpretation="MONOCHROME1", **tags))
        assert np.array_equal(one, np.iinfo(two.dtype).max - two)


def test_monochrome1_of_inverted_values_is_monochrome2_through_the_window_too() -> None:
    window = {"BitsStored": 12, "HighBit": 11, "WindowCenter": 2047.5, "WindowWidth": 1500,
              "VOILUTFunction": "LINEAR_EXACT"}  # fmt: skip
    two = decode(dicom(TWELVE_BITS, **window))
    one = decode(dicom(4095 - TWELVE_BITS, PhotometricInterpretation="MONOCHROME1", **window))

    assert np.abs(one.astype(int) - two).max() <= 1


def test_12_bits_in_16_without_a_window_run_from_smallest_to_largest() -> None:
    decoded = decode(dicom(TWELVE_BITS, BitsStored=12, HighBit=11))

    assert (decoded.min(), decoded.max()) == (0, 65535)
    assert decoded[30, 40] == round((int(TWELVE_BITS[30, 40]) - 5) / 4080 * 65535)


def test_signed_values_keep_their_order() -> None:
    signed = GREY.astype(np.int16) - 1000

    decoded = decode(dicom(signed, RescaleSlope="2", RescaleIntercept="-24"))

    assert np.abs(decoded - GREY / 255 * 65535).max() <= 1


def test_a_negative_slope_turns_the_picture_round() -> None:
    decoded = decode(dicom(TWELVE_BITS, BitsStored=12, RescaleSlope="-1", RescaleIntercept="0"))

    assert np.abs(decoded - (65535 - GREY / 255 * 65535)).max() <= 1


@pytest.mark.parametrize("function", [None, "LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize("signed", [False, True])
def test_a_window_is_applied_as_pydicom_does(function: str | None, signed: bool) -> None:
    pixels = TWELVE_BITS.astype(np.int16) - 2000 if signed else TWELVE_BITS
    tags: dict[str, Any] = {"BitsStored": 16 if signed else 12, "WindowCenter": 900}
    tags |= {"RescaleSlope": "1.5", "RescaleIntercept": "-100", "WindowWidth": 700}
    found = dicom_dataset(pixels, **tags, **({"VOILUTFunction": function} if function else {}))

    assert np.abs(decode(dicom_bytes(found)) - oracle(found)).max() <= 1


def test_the_linear_window_by_hand() -> None:
    # PS3.3 C.11.2.1.2, example: centre 2048, width 4096 maps 0 to 0 and 4095 to 1.
    assert windowed(np.array([0.0, 4095.0]), 2048, 4096).tolist() == [0, 1]
    # width 1 is a step at centre - .5
    assert windowed(np.array([9.4, 9.6]), 10, 1).tolist() == [0, 1]


def test_an_8_bit_image_with_a_window_is_windowed() -> None:
    found = dicom_dataset(GREY, WindowCenter=100, WindowWidth=50)

    assert np.abs(decode(dicom_bytes(found)) - oracle(found)).max() <= 1


def test_of_several_windows_the_first_is_taken_and_that_is_said() -> None:
    facts, pixels = read_image(dicom(TWELVE_BITS, WindowCenter=[900, 9], WindowWidth=[700, 9]))

    assert facts.window == (900, 700)
    assert facts.notes == ("2 windows; the first is used",)
    assert np.array_equal(pixels, decode(dicom(TWELVE_BITS, WindowCenter=900, WindowWidth=700)))


@pytest.mark.parametrize("width", [0, -5])
def test_a_window_without_width_is_ignored(width: int) -> None:
    facts, pixels = read_image(dicom(TWELVE_BITS, WindowCenter=900, WindowWidth=width))

    assert facts.window is None
    assert np.array_equal(pixels, decode(dicom(TWELVE_BITS)))


def test_modality_and_voi_tables_are_looked_up() -> None:
    found = dicom_dataset(GREY)
    found.ModalityLUTSequence = lut(0, [(255 - i) * 16 for i in range(256)])
    found.ModalityLUTSequence[0].ModalityLUTType = "US"
    found.VOILUTSequence = lut(0, [min(4095, int((i / 4095) ** 2 * 4095)) for i in range(4096)], 12)

    decoded = decode(dicom_bytes(found))

    by_hand = [int(((255 - int(g)) * 16 / 4095) ** 2 * 4095) / 4095 * 65535 for g in GREY.flat]
    assert np.abs(decoded.flatten() - by_hand).max() <= 1
    assert np.abs(decoded - oracle(found)).max() <= 1


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
def test_padding_is_black_and_does_not_stretch_the_range(kind: str) -> None:
    padded = GREY.astype(np.int16) + 100
    padded[:, :10] = -2000

    decoded = decode(dicom(padded, PixelPaddingValue=-2000, PhotometricInterpretation=kind))

    image = padded[:, 10:]
    spread = (image - image.min()) / np.ptp(image) * 65535
    expected = 65535 - spread if kind == "MONOCHROME1" else spread
    assert decoded[:, :10].max() == 0
    assert np.abs(decoded[:, 10:] - expected).max() <= 1


def test_a_constant_image_is_black() -> None:
    assert decode(dicom(np.full((5, 5), 900, np.uint16))).max() == 0


def test_an_enhanced_file_keeps_its_window_in_the_frame_s_group() -> None:
    frame, window, rescale, measure = Dataset(), Dataset(), Dataset(), Dataset()
    window.WindowCenter, window.WindowWidth = 900, 700
    rescale.RescaleSlope, rescale.RescaleIntercept = "1.5", "-100"
    measure.PixelSpacing = [0.2, 0.1]
    frame.FrameVOILUTSequence = Sequence([window])
    shared = Dataset()
    shared.PixelValueTransformationSequence = Sequence([rescale])
    shared.PixelMeasuresSequence = Sequence([measure])
    twice = dicom_dataset(
        TWELVE_BITS,
        PixelData=TWELVE_BITS.tobytes() + bytes(TWELVE_BITS.nbytes),
        NumberOfFrames=2,
        PerFrameFunctionalGroupsSequence=Sequence([frame]),
        SharedFunctionalGroupsSequence=Sequence([shared]),
    )
    flat = dicom(TWELVE_BITS, WindowCenter=900, WindowWidth=700, RescaleSlope="1.5",
                 RescaleIntercept="-100")  # fmt: skip

    facts, pixels = read_image(dicom_bytes(twice))

    assert np.array_equal(pixels, decode(flat))
    assert facts.frames == 2
    assert facts.notes == ("2 frames; the first is used",)
    assert facts.spacing_mm == (0.2, 0.1)


def test_the_facts_of_a_header() -> None:
    facts = probe(
        dicom(
            GREY,
            PatientID="p7",
            PatientAge="045Y",
            PatientSex="F",
            ViewPosition="PA",
            ImageLaterality="L",
            ImagerPixelSpacing=[0.14, 0.15],
            StudyInstanceUID="1.2",
            SeriesInstanceUID="1.3",
            StudyDate="20130708",
            AcquisitionDate="20130709",
        )
    )

    assert (facts.width, facts.height, facts.bit_depth, facts.channels) == (90, 60, 8, 1)
    assert (facts.patient, facts.age_years, facts.sex) == ("p7", 45, "F")
    assert (facts.view, facts.laterality, facts.spacing_mm) == ("PA", "L", (0.14, 0.15))
    assert (facts.study_uid, facts.series_uid, facts.sop_uid) == ("1.2", "1.3", "1.2.3.4")
    assert facts.acquired_on == "2013-07-09"
    assert facts.window is None


@pytest.mark.parametrize(
    ("age", "years"),
    [("018M", 1.5), ("026W", 0.498), ("010D", 0.027), ("45", None), ("", None), ("old", None)],
)
def test_an_age_is_in_years_or_unknown(age: str, years: float | None) -> None:
    found = probe(dicom(GREY, PatientAge=age)).age_years

    assert found == (None if years is None else pytest.approx(years, abs=1e-3))


def test_malformed_facts_are_unknown_and_the_image_is_read() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = dicom(GREY, StudyDate="yesterday", PixelSpacing=[0, 1], PatientSex="")

    facts = probe(content)

    assert (facts.acquired_on, facts.spacing_mm, facts.sex) == (None, None, None)


@pytest.mark.parametrize("name", ["CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "SC_rgb_rle.dcm"])
def test_the_header_alone_tells_what_the_pixels_need(name: str) -> None:
    before, (after, _) = probe(bundled(name)), read_image(bundled(name))

    assert (before.bit_depth, before.channels) == (after.bit_depth, after.channels)


def test_a_deflated_file_is_read() -> None:
    assert decode(bundled("image_dfl.dcm")).shape == (512, 512)


def test_a_deflated_bomb_is_refused_before_it_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom_module, "INFLATED_MAX_BYTES", 20_000_000)
    whole = bundled("image_dfl.dcm").read_bytes()
    (meta,) = struct.unpack_from("<I", whole, 140)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = deflater.compress(bytes(30_000_000)) + deflater.flush()

    with pytest.raises(InvalidInputError, match="grows beyond 20000000 bytes"):
        decode(whole[: 144 + meta] + bomb)


@pytest.mark.parametrize("name", ["rtplan.dcm", "test-SR.dcm", "waveform_ecg.dcm", "reportsi.dcm"])
def test_a_dicom_without_pixels_is_refused_with_its_modality(name: str) -> None:
    with pytest.raises(InvalidInputError, match=r"no pixels \(modality (RTPLAN|SR|ECG)\)"):
        probe(bundled(name))


@pytest.mark.parametrize("name", ["MR_truncated.dcm", "JPEG-lossy.dcm", "badVR.dcm"])
def test_pixels_that_are_cut_or_cannot_be_decoded_are_refused_in_one_line(name: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^the DICOM") as refusal:
        decode(bundled(name))

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("rows", [0, 1, 60_000])
def test_absurd_dimensions_are_refused_before_decoding(rows: int) -> None:
    with pytest.raises(InvalidInputError, match=f"says 90 × {rows} pixels"):
        probe(dicom(GREY, Rows=rows))


def test_a_file_cut_anywhere_is_refused() -> None:
    whole = dicom(TWELVE_BITS)

    for cut in np.linspace(1, len(whole) - 1, 40).astype(int):
        with pytest.raises(InvalidInputError):
            decode(whole[:cut])


def test_a_file_that_lost_its_preamble_is_read() -> None:
    stream = io.BytesIO()
    found = dicom_dataset(TWELVE_BITS)
    del found.file_meta
    found.save_as(stream, implicit_vr=True, little_endian=True, enforce_file_format=False)

    assert np.array_equal(decode(stream.getvalue()), decode(dicom(TWELVE_BITS)))
