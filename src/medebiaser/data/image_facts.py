"""What a file says about its image, and which sizes are refused before decoding."""

from dataclasses import dataclass

from medebiaser.errors import InvalidInputError

SIDE_MIN_PX = 2
SIDE_MAX_PX = 20_000
AREA_MAX_PX2 = 120_000_000
"""The largest mammograms have 30 million pixels; 120 million leave room and still fit in memory."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of one image before a table adds to it.

    Attributes:
        kind: "png", "jpeg", "tiff" or "dicom", by content.
        width: of the upright image, in pixels.
        height: of the upright image, in pixels.
        bit_depth: 8 or 16: what the pixels need.
        channels: 1 (grey) or 3 (RGB).
        frames: how many frames or pages the file holds; the first is the image.
        window: (centre, width) that came with a DICOM file, in the values after its modality
            LUT; already applied to the decoded pixels.
        spacing_mm: (down, across), the distance of neighbouring rows and of neighbouring columns.
        acquired_on: "YYYY-MM-DD".
        notes: what a person should be told, a sentence each ("30 frames; the first is used").
    """

    kind: str
    width: int
    height: int
    bit_depth: int
    channels: int
    frames: int = 1
    window: tuple[float, float] | None = None
    patient: str | None = None
    age_years: float | None = None
    sex: str | None = None
    view: str | None = None
    laterality: str | None = None
    acquired_on: str | None = None
    spacing_mm: tuple[float, float] | None = None
    study_uid: str | None = None
    series_uid: str | None = None
    sop_uid: str | None = None
    notes: tuple[str, ...] = ()


def refuse_absurd(width: int, height: int) -> None:
    """Refuse dimensions that no radiograph has, before anything is decoded.

    Args:
        width: in pixels, as the header says.
        height: in pixels, as the header says.

    Raises:
        InvalidInputError: a side below 2 or above 20,000 pixels, or more than 120 million pixels.
    """
    size = f"{width} × {height} pixels"
    if min(width, height) < SIDE_MIN_PX:
        raise InvalidInputError(f"the header says {size}; at least {SIDE_MIN_PX} × {SIDE_MIN_PX}")
    if max(width, height) > SIDE_MAX_PX or width * height > AREA_MAX_PX2:
        raise InvalidInputError(
            f"the header says {size}; at most {SIDE_MAX_PX} on a side and {AREA_MAX_PX2} in all"
        )


def frames_note(frames: int, word: str) -> tuple[str, ...]:
    """Say that only the first of several frames is used.

    Args:
        frames: how many there are, >= 1.
        word: what they are called, "frames" or "pages".

    Returns:
        One sentence, or nothing where there is one frame.
    """
    return (f"{frames} {word}; the first is used",) if frames > 1 else ()
