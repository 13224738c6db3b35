"""Small image files, written byte by byte where a writer would not let us lie."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pydicom
from PIL import Image as PillowImage
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian


def picture(height: int = 60, width: int = 90, seed: int = 0) -> np.ndarray:
    """A smooth uint8 picture that uses the whole range."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    waves = sum(
        np.sin(x * rng.uniform(0.02, 0.2) + y * rng.uniform(0.02, 0.2) + rng.uniform(0, 6))
        for _ in range(6)
    )
    return np.rint((waves - waves.min()) / np.ptp(waves) * 255).astype(np.uint8)


def colours(height: int = 60, width: int = 90) -> np.ndarray:
    return np.stack([picture(height, width, seed) for seed in (1, 2, 3)], axis=2)


def encoded(pixels: np.ndarray, kind: str, mode: str | None = None, **options: Any) -> bytes:
    image = PillowImage.fromarray(pixels)
    stream = io.BytesIO()
    (image.convert(mode) if mode else image).save(stream, kind, **options)
    return stream.getvalue()


def png(width: int, height: int, data: bytes, bits: int = 8, colour: int = 0) -> bytes:
    """A PNG with any header over any compressed data."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def jpeg_saying(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size."""
    content = bytearray(encoded(picture(), "JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def tiff(pixels: np.ndarray, tags: dict[int, int] | None = None, order: str = "<") -> bytes:
    """An uncompressed TIFF with one strip; `tags` adds or replaces short or long tags."""
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    data = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    bits = pixels.itemsize * 8
    values = {
        256: width, 257: height, 258: bits, 259: 1, 262: 1 if channels == 1 else 2, 273: 0,
        277: channels, 278: height, 279: len(data), **(tags or {}),
    }  # fmt: skip
    bits_at = 8 + 2 + 12 * len(values) + 4
    extra = struct.pack(f"{order}{channels}H", *[bits] * channels) if channels > 2 else b""
    values[273] = bits_at + len(extra)
    entries = b""
    for tag in sorted(values):
        if tag == 258 and extra:
            entries += struct.pack(order + "HHII", tag, 3, channels, bits_at)
        elif tag in {256, 257, 273, 278, 279}:
            entries += struct.pack(order + "HHII", tag, 4, 1, values[tag])
        else:
            entries += struct.pack(order + "HHIHH", tag, 3, 1, values[tag], 0)
    start = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    return (
        start + struct.pack(order + "H", len(values)) + entries + struct.pack(order + "I", 0)
        + extra + data
    )  # fmt: skip


def dicom_dataset(pixels: np.ndarray, **tags: Any) -> pydicom.Dataset:
    """A DICOM dataset over these pixels; `tags` adds or replaces, None removes."""
    found = pydicom.Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    found.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    found.SOPInstanceUID = "1.2.3.4"
    found.Rows, found.Columns = pixels.shape[:2]
    found.SamplesPerPixel = 1 if pixels.ndim == 2 else 3
    found.PhotometricInterpretation = "MONOCHROME2" if pixels.ndim == 2 else "RGB"
    if pixels.ndim == 3:
        found.PlanarConfiguration = 0
    found.BitsAllocated = found.BitsStored = pixels.itemsize * 8
    found.HighBit = found.BitsStored - 1
    found.PixelRepresentation = int(pixels.dtype.kind == "i")
    found.PixelData = pixels.tobytes()
    for keyword, value in tags.items():
        if value is None:
            delattr(found, keyword)
        else:
            setattr(found, keyword, value)
    return found


def dicom_bytes(found: pydicom.Dataset) -> bytes:
    stream = io.BytesIO()
    found.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def dicom(pixels: np.ndarray, **tags: Any) -> bytes:
    return dicom_bytes(dicom_dataset(pixels, **tags))
