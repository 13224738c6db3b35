"""Probabilities and maps of images that are in no project."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.image_cache import PixelKind
from medebiaser.data.images import decode, full_range, resized
from medebiaser.data.importers.image_files import is_image_name
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Progress, Report, Round, no_report
from medebiaser.rounds.explain import probabilities_of
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import channels

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a round says about new images.

    Attributes:
        files: (N,) names below the folder.
        probabilities: (N, K) float32 in [0, 1].
        maps: (N, K, h, w) float16, signed.
        refused: (file, reason) of files that could not be read.
    """

    files: tuple[str, ...]
    probabilities: NDArray[np.float32]
    maps: NDArray[np.float16]
    refused: tuple[tuple[str, str], ...]


def predict(
    stores: Stores,
    trained: Round,
    folder: Path,
    *,
    device: str = "cpu",
    report: Report = no_report,
) -> Predictions:
    """Predict every image below a folder; unreadable files are listed, the others predicted.

    Raises:
        NotFoundError: there is no such folder, or no image below it.
        InvalidInputError: not one of the files can be read.
    """
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}; check the path")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and is_image_name(path))
    if not paths:
        raise NotFoundError(f"there is no image below {folder}; PNG, JPEG, TIFF and DICOM are read")
    network = trained_network(stores, trained).to(device)
    side = training_parameters(stores, trained).image_size
    kind = PixelKind(8, channels(stores))
    refused: list[tuple[str, str]] = []
    files, probabilities, maps = [], [], []
    for start in range(0, len(paths), _BATCH):
        named, images = _batch(paths[start : start + _BATCH], folder, side, kind, refused)
        if named:
            values, explanation = probabilities_of(
                network, torch.from_numpy(images).to(device), stores.project.activation
            )
            files.extend(named)
            probabilities.append(values)
            maps.append(explanation.maps.half().cpu().numpy())
        report(Progress("predicting", min(start + _BATCH, len(paths)), len(paths)))
    if not files:
        raise InvalidInputError(
            f"none of the {len(paths)} files can be read; the first: {refused[0][0]}: "
            f"{refused[0][1]}"
        )
    return Predictions(
        tuple(files), np.concatenate(probabilities), np.concatenate(maps), tuple(refused)
    )


def _batch(
    paths: Sequence[Path],
    folder: Path,
    side: int,
    kind: PixelKind,
    refused: list[tuple[str, str]],
) -> tuple[list[str], NDArray[np.float32]]:
    named, images = [], []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            pixels = decode(path)
        except InvalidInputError as error:
            refused.append((name, str(error)))
            continue
        named.append(name)
        images.append(_as_input(pixels, side, kind))
    return named, np.stack(images) if images else np.empty(0, np.float32)


def _as_input(pixels: NDArray[np.generic], side: int, kind: PixelKind) -> NDArray[np.float32]:
    """The pixels as the cache would give them: (channels, side, side) float32 in [0, 1]."""
    small = resized(full_range(pixels), side)
    wide = small.astype(np.float32) / np.iinfo(small.dtype).max
    fitted = np.clip(kind.fitted(wide), 0, 1)
    return fitted[None] if fitted.ndim == 2 else np.moveaxis(fitted, 2, 0)
