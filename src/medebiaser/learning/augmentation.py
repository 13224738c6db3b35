"""Small random changes of a batch: images and masks move together."""

from dataclasses import dataclass
from typing import overload

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError

N_DRAWS = 8


@dataclass(frozen=True, slots=True)
class AugmentationSettings:
    """How far images may be changed; every change is drawn evenly between minus and plus this.

    Attributes:
        rotation_degrees: about the image's centre.
        translation: as a part of the image's side.
        scale: as a part of the image's size.
        brightness: added to every pixel, on the scale [0, 1].
        contrast: relative change of the distance from the image's mean.
        flip_left_right: whether half of the images are mirrored; never for radiographs, where
            left and right are findings.
        flip_up_down: whether half of the images are turned upside down.
    """

    rotation_degrees: float = 7.0
    translation: float = 0.05
    scale: float = 0.05
    brightness: float = 0.05
    contrast: float = 0.1
    flip_left_right: bool = False
    flip_up_down: bool = False

    def __post_init__(self) -> None:
        sizes = (self.rotation_degrees, self.translation, self.brightness, self.contrast)
        if not all(size >= 0 for size in sizes) or not 0 <= self.scale < 1:
            raise InvalidInputError(
                f"an augmentation must have sizes >= 0 and a scale below 1, found {self}"
            )


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Moves and shades batches; the same seed gives the same change on every device.

    The global random state is neither read nor changed. Pixels that come in from outside repeat
    the image's edge; masks are 0 there.
    """

    settings: AugmentationSettings = AugmentationSettings()

    @overload
    def __call__(self, images: Tensor, masks: None = None, *, seed: int) -> tuple[Tensor, None]: ...

    @overload
    def __call__(self, images: Tensor, masks: Tensor, *, seed: int) -> tuple[Tensor, Tensor]: ...

    def __call__(
        self, images: Tensor, masks: Tensor | None = None, *, seed: int
    ) -> tuple[Tensor, Tensor | None]:
        """Change every image, and its masks with it, by its own draw.

        Args:
            images: (B, channels, s, s) float in [0, 1].
            masks: (B, G, G) or (B, M, G, G) float area fractions in [0, 1] on a grid of any
                side; None where there are none.
            seed: of this batch.

        Returns:
            Images and masks of the same shapes and ranges; brightness and contrast touch the
            images alone.

        Raises:
            ShapeError: images or masks are not square, or differ in number.
        """
        _check_shapes(images, masks)
        generator = torch.Generator().manual_seed(seed)
        draws = torch.rand(len(images), N_DRAWS, generator=generator).to(images.device) * 2 - 1
        moved = _shaded(_moved(images, draws, self.settings, "border"), draws, self.settings)
        if masks is None:
            return moved, None
        planes = masks if masks.dim() == 4 else masks[:, None]
        return moved, _moved(planes, draws, self.settings, "zeros").reshape(masks.shape)


def _check_shapes(images: Tensor, masks: Tensor | None) -> None:
    if images.dim() != 4 or images.shape[2] != images.shape[3]:
        raise ShapeError(f"images {tuple(images.shape)} are not (B, channels, s, s); resize first")
    if masks is None:
        return
    if masks.dim() not in {3, 4} or masks.shape[-1] != masks.shape[-2] or len(masks) != len(images):
        raise ShapeError(
            f"masks {tuple(masks.shape)} do not belong to images {tuple(images.shape)}; "
            "give one square mask, or one set of them, per image"
        )


def _moved(planes: Tensor, draws: Tensor, settings: AugmentationSettings, outside: str) -> Tensor:
    from kornia.geometry.transform import get_affine_matrix2d, warp_affine

    side = planes.shape[-1]
    centre = torch.full((len(planes), 2), (side - 1) / 2, device=planes.device)
    # coordinates lowered to half precision would miss by whole pixels
    with torch.autocast(device_type=planes.device.type, enabled=False):
        matrix = get_affine_matrix2d(
            draws[:, 1:3] * settings.translation * side,
            centre,
            (1 + draws[:, 3:4] * settings.scale) * _flips(draws, settings),
            draws[:, 0] * settings.rotation_degrees,
        )
        moved: Tensor = warp_affine(
            planes, matrix[:, :2].to(planes.dtype), (side, side), padding_mode=outside
        )
    return moved.clamp(0, 1)


def _flips(draws: Tensor, settings: AugmentationSettings) -> Tensor:
    """(B, 2): -1 where the axis x, y is mirrored, else 1."""
    allowed = torch.tensor([settings.flip_left_right, settings.flip_up_down], device=draws.device)
    return torch.where(allowed & (draws[:, 6:8] < 0), -1.0, 1.0)


def _shaded(images: Tensor, draws: Tensor, settings: AugmentationSettings) -> Tensor:
    brightness, contrast = draws[:, 4:6, None, None, None].unbind(dim=1)
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    stretched = (images - mean) * (1 + contrast * settings.contrast)
    return (stretched + mean + brightness * settings.brightness).clamp(0, 1)
