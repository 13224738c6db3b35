"""The reference that attributions compare an image with: the same image, blurred."""

import math

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad


def blurred(images: Tensor, sigma_share: float = 1 / 16) -> Tensor:
    """Return images without their detail: the outline of a body stays, a finding does not.

    A black reference would make every bright pixel evidence; the blurred image differs from the
    image only where there is something to see.

    Args:
        images: (N, channels, s, s) float.
        sigma_share: standard deviation of the Gaussian as a share of the side.

    Returns:
        (N, channels, s, s), each border pixel repeated outwards.

    Source: Fong and Vedaldi 2017, arXiv:1704.03296, section 4.1 (blur as the deletion).
    """
    sigma = sigma_share * images.shape[-1]
    radius = max(1, math.ceil(3 * sigma))
    steps = torch.arange(-radius, radius + 1, device=images.device, dtype=images.dtype)
    kernel = torch.exp(-(steps**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    channels = images.shape[1]
    padded = pad(images, (radius,) * 4, mode="replicate")
    rows = conv2d(padded, kernel.expand(channels, 1, 1, -1), groups=channels)
    return conv2d(rows, kernel[:, None].expand(channels, 1, -1, 1), groups=channels)
