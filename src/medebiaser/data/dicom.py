"""DICOM to pixels: modality LUT, VOI LUT, photometric interpretation; and the facts of its header.

Source: DICOM PS3.3, C.7.6.3 (pixels), C.11.1 (modality LUT), C.11.2 (VOI LUT).
"""

import math
import re
import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pydicom
from pydicom import config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi, pixel_array
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from medebiaser.data.image_facts import ImageFacts, frames_note, refuse_absurd
from medebiaser.errors import InvalidInputError

INFLATED_MAX_BYTES = 1 << 30
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_FAILURES = (
    ArithmeticError, AttributeError, EOFError, InvalidDicomError, LookupError,
    NotImplementedError, OSError, RuntimeError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

config.settings.reading_validation_mode = config.IGNORE  # one odd date must not cost an image


def dataset_of(content: bytes) -> Dataset:
    """Parse a DICOM file and refuse what holds no decodable image.

    Args:
        content: the whole file.

    Raises:
        InvalidInputError: damaged, without pixels, or of absurd dimensions.
    """
    try:
        _refuse_inflation(content)
        found = pydicom.dcmread(BytesIO(content), force=True)
        _complete(found)
        rows, columns = int(found.get("Rows") or 0), int(found.get("Columns") or 0)
        frames = int(found.get("NumberOfFrames") or 1)
    except _FAILURES as error:
        raise InvalidInputError(f"the DICOM file is damaged: {_one_line(error)}") from error
    if not any(keyword in found for keyword in _PIXELS) or "Rows" not in found:
        kind = found.get("Modality")
        raise InvalidInputError(f"the DICOM file has no pixels (modality {kind or 'not given'})")
    refuse_absurd(columns, rows)
    if frames < 1:
        raise InvalidInputError(f"the DICOM file says it has {frames} frames")
    return found


def facts_of(found: Dataset) -> ImageFacts:
    """The facts of a DICOM header; what is missing or malformed stays None.

    Args:
        found: as `dataset_of` gives it.
    """
    colour = int(found.get("SamplesPerPixel") or 1) == 3 or _photometric(found) == "PALETTE COLOR"
    frames = int(found.get("NumberOfFrames") or 1)
    return ImageFacts(
        kind="dicom",
        width=int(found.Columns),
        height=int(found.Rows),
        bit_depth=8 if _fits_8_bit(found) else 16,
        channels=3 if colour else 1,
        frames=frames,
        window=_window(found),
        patient=_text(found, "PatientID"),
        age_years=_age_years(_text(found, "PatientAge")),
        sex=_text(found, "PatientSex"),
        view=_text(found, "ViewPosition"),
        laterality=_text(found, "ImageLaterality") or _text(found, "Laterality"),
        acquired_on=_date(found),
        spacing_mm=_pair(found, "PixelSpacing") or _pair(found, "ImagerPixelSpacing"),
        study_uid=_text(found, "StudyInstanceUID"),
        series_uid=_text(found, "SeriesInstanceUID"),
        sop_uid=_text(found, "SOPInstanceUID"),
        notes=frames_note(frames, "frames") + _window_note(found),
    )


def pixels_of(found: Dataset) -> np.ndarray:
    """The first frame as a person would see it: windowed, white is dense, RGB where coloured.

    Grey values go through the modality LUT, then through the VOI LUT or the first window (neither
    given: from the smallest to the largest value that is not padding), and are spread over 0 to
    65535. Grey of at most 8 bits that needs none of this stays as it is. Padding becomes black.

    Args:
        found: as `dataset_of` gives it.

    Returns:
        (H, W) or (H, W, 3), uint8 or uint16 over its full range.

    Raises:
        InvalidInputError: the pixels are truncated, or no decoder knows their coding.
    """
    try:
        stored = pixel_array(found, index=0)
        if stored.shape[:2] != (int(found.Rows), int(found.Columns)):
            raise InvalidInputError(f"the header and the pixels differ in shape: {stored.shape}")
        if _photometric(found) == "PALETTE COLOR":
            return _in_8_bit(apply_color_lut(stored, found))
        if stored.ndim == 3:
            return _coloured(stored, int(found.BitsStored))
        return _grey(stored, found)
    except _FAILURES as error:
        raise InvalidInputError(f"the DICOM pixels cannot be read: {_one_line(error)}") from error


def windowed(values: np.ndarray, centre: float, width: float, function: str = "LINEAR") -> Any:
    """Values through a window, as shares of the brightness.

    Args:
        values: any shape, in the window's units.
        centre: of the window.
        width: of the window; > 1 for LINEAR, else > 0.
        function: "LINEAR", "LINEAR_EXACT" or "SIGMOID".

    Returns:
        Float array of the same shape, in [0, 1].

    Source: DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3.
    """
    if function == "SIGMOID":
        return 1 / (1 + np.exp(-4 * (values - centre) / width))
    if function == "LINEAR_EXACT":
        return np.clip((values - centre) / width + 0.5, 0, 1)
    if width <= 1:  # a step: the formula below would divide by zero
        return (values > centre - 0.5).astype(np.float64)
    return np.clip((values - (centre - 0.5)) / (width - 1) + 0.5, 0, 1)


def _grey(stored: np.ndarray, found: Dataset) -> np.ndarray:
    inverted = _photometric(found) == "MONOCHROME1"
    padding = _padding(stored, found)
    if _fits_8_bit(found):
        top = (1 << int(found.BitsStored)) - 1
        shares = stored.astype(np.float64) / top
    else:
        shares = _shares(stored, found, padding)
    shares = 1 - shares if inverted else shares
    if padding is not None:
        shares[padding] = 0
    full = 255 if _fits_8_bit(found) else 65535
    return np.rint(np.clip(shares, 0, 1) * full).astype(np.uint8 if full == 255 else np.uint16)


def _shares(stored: np.ndarray, found: Dataset, padding: np.ndarray | None) -> np.ndarray:
    """Grey values after both LUTs, in [0, 1]."""
    values = np.asarray(apply_modality_lut(stored, found), np.float64)
    if found.get("VOILUTSequence"):
        table = found.VOILUTSequence[0].LUTDescriptor
        return np.asarray(apply_voi(values.astype(np.int64), found), np.float64) / (
            (1 << int(table[2])) - 1
        )
    window = _window(found)
    if window is not None:
        function = str(found.get("VOILUTFunction") or "LINEAR").upper()
        return np.asarray(windowed(values, *window, function))
    shown = values[np.isfinite(values) if padding is None else ~padding & np.isfinite(values)]
    low, high = (shown.min(), shown.max()) if shown.size else (0.0, 0.0)
    if low == high:
        return np.zeros_like(values)
    return np.nan_to_num((values - low) / (high - low))


def _padding(stored: np.ndarray, found: Dataset) -> np.ndarray | None:
    """True where a pixel is filling, not image; None where the header names no filling."""
    first = found.get("PixelPaddingValue")
    if first is None:
        return None
    last = found.get("PixelPaddingRangeLimit", first)
    return np.asarray((stored >= min(first, last)) & (stored <= max(first, last)))


def _coloured(stored: np.ndarray, bits: int) -> np.ndarray:
    if bits <= 8:
        return stored.astype(np.uint8)
    scale = 65535 / ((1 << bits) - 1)
    return np.rint(stored.astype(np.float64) * scale).astype(np.uint16)


def _in_8_bit(coloured: np.ndarray) -> np.ndarray:
    """A palette names at most a few hundred colours: 8 bits a channel are enough."""
    return coloured if coloured.dtype == np.uint8 else (coloured >> 8).astype(np.uint8)


def _fits_8_bit(found: Dataset) -> bool:
    """Whether the stored values are shown as they are: unsigned, 8 bits, no LUT, no window."""
    if int(found.get("BitsStored") or found.get("BitsAllocated") or 16) > 8:
        return False
    if int(found.get("SamplesPerPixel") or 1) == 3 or _photometric(found) == "PALETTE COLOR":
        return True
    if int(found.get("PixelRepresentation") or 0) == 1:
        return False
    rescale = (float(found.get("RescaleSlope") or 1), float(found.get("RescaleIntercept") or 0))
    tables = found.get("ModalityLUTSequence") or found.get("VOILUTSequence")
    return rescale == (1.0, 0.0) and not tables and _window(found) is None


def _photometric(found: Dataset) -> str:
    return str(found.get("PhotometricInterpretation") or "")


def _window(found: Dataset) -> tuple[float, float] | None:
    """The first window (centre, width); None where there is none that can be used."""
    values = []
    for keyword in ("WindowCenter", "WindowWidth"):
        given = _numbers(found, keyword)
        if not given or not math.isfinite(given[0]):
            return None
        values.append(given[0])
    exact = str(found.get("VOILUTFunction") or "LINEAR").upper() != "LINEAR"
    usable = values[1] > 0 if exact else values[1] >= 1
    return (values[0], values[1]) if usable else None


def _window_note(found: Dataset) -> tuple[str, ...]:
    windows = len(_numbers(found, "WindowCenter"))
    return (f"{windows} windows; the first is used",) if windows > 1 else ()


def _numbers(found: Dataset, keyword: str) -> list[float]:
    """The numbers under a keyword; none where the tag is missing, empty or malformed."""
    try:
        given = found.get(keyword)
        if given is None or given == "":
            return []
        several = (
            given if isinstance(given, list | tuple | pydicom.multival.MultiValue) else [given]
        )
        return [float(number) for number in several]
    except (TypeError, ValueError):
        return []


def _pair(found: Dataset, keyword: str) -> tuple[float, float] | None:
    numbers = _numbers(found, keyword)
    if len(numbers) != 2 or not all(math.isfinite(n) and n > 0 for n in numbers):
        return None
    return numbers[0], numbers[1]


def _text(found: Dataset, keyword: str) -> str | None:
    try:
        return str(found.get(keyword) or "").strip() or None
    except (TypeError, ValueError):
        return None


def _age_years(age: str | None) -> float | None:
    """DICOM's "045Y", "018M", "006W", "012D" in years."""
    match = re.fullmatch(r"(\d{1,3})([YMWD])", age or "")
    if match is None:
        return None
    return int(match[1]) / {"Y": 1, "M": 12, "W": 52.1775, "D": 365.2425}[match[2]]


def _date(found: Dataset) -> str | None:
    for keyword in ("AcquisitionDate", "ContentDate", "StudyDate"):
        match = re.fullmatch(r"(\d{4})\.?(\d{2})\.?(\d{2})", _text(found, keyword) or "")
        if match:
            return "-".join(match.groups())
    return None


def _complete(found: Dataset) -> None:
    """Lift what an enhanced multi-frame file says of its first frame; name a missing syntax."""
    for groups in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        for group in (found.get(groups) or [])[:1]:
            for macro in (
                "PixelValueTransformationSequence", "FrameVOILUTSequence", "PixelMeasuresSequence",
            ):  # fmt: skip
                for element in (group.get(macro) or [Dataset()])[0]:
                    if element.tag not in found:
                        found.add(element)
    if not hasattr(found, "file_meta"):
        found.file_meta = FileMetaDataset()
    if "TransferSyntaxUID" not in found.file_meta:
        is_implicit = found.original_encoding[0]
        found.file_meta.TransferSyntaxUID = (
            ImplicitVRLittleEndian if is_implicit else ExplicitVRLittleEndian
        )


def _refuse_inflation(content: bytes) -> None:
    """Refuse a deflated file that would grow beyond a gigabyte, without letting it."""
    if content[128:132] != b"DICM" or DeflatedExplicitVRLittleEndian.encode() not in content[:2048]:
        return
    (meta_bytes,) = struct.unpack_from("<I", content, 140)  # value of the first element, 0002,0000
    left = content[144 + meta_bytes :]
    inflater, inflated = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while left and not inflater.eof and inflated <= INFLATED_MAX_BYTES:
        inflated += len(inflater.decompress(left, 1 << 22))
        left = inflater.unconsumed_tail
    if inflated > INFLATED_MAX_BYTES:
        raise InvalidInputError(
            f"the deflated DICOM file grows beyond {INFLATED_MAX_BYTES} bytes (a bomb)"
        )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
