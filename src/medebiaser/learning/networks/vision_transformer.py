"""MONAI's vision transformer, cut before its last block."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError
from medebiaser.learning.networks.base import Network, at_least_single

_PATCH = 16
_WIDTH = 384
_HEADS = 6
_BLOCKS = 12


class VisionTransformer(Network):
    """ViT-S/16: 12 blocks of width 384.

    The class token alone is read out, so the tokens that leave the last block carry no gradient:
    maps are read from the tokens that *enter* it. `features` are those tokens, (N, 1 + h·w, C),
    the class token first; it is left out of the grid.
    """

    pools_globally = False

    def __init__(self, n_labels: int, *, channels: int = 1, image_size: int = 224) -> None:
        if image_size % _PATCH:
            raise InvalidInputError(
                f"the vision transformer needs a side that is a multiple of {_PATCH} px, "
                f"not {image_size}; choose {max(1, round(image_size / _PATCH)) * _PATCH}"
            )
        super().__init__(n_labels, in_channels=channels, stem_channels=3, mean=(0.5,), std=(0.5,))
        from monai.networks.nets.vit import ViT

        self.body = ViT(
            in_channels=3,
            img_size=image_size,
            patch_size=_PATCH,
            hidden_size=_WIDTH,
            mlp_dim=4 * _WIDTH,
            num_layers=_BLOCKS,
            num_heads=_HEADS,
            classification=True,
            num_classes=n_labels,
            spatial_dims=2,
            post_activation="none",
            qkv_bias=True,
        )
        self.side_cells = image_size // _PATCH
        for block in self._blocks():
            # MONAI builds a norm here that nothing calls; weights that never learn stop DDP.
            block.norm_cross_attn = nn.Identity()

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return the tokens that enter the last block: (N, 1 + h·w, C)."""
        patches = self.body.get_submodule("patch_embedding")(normalised)
        class_token = self.body.get_parameter("cls_token").expand(len(patches), -1, -1)
        tokens = torch.cat((class_token, patches), dim=1)
        for block in self._blocks()[:-1]:
            tokens = block(tokens)
        return tokens

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return the tokens as they are: the last block belongs to `pool`."""
        return trunk_out

    def cells(self, features: Tensor) -> Tensor:
        """Return the patch tokens on their grid, the class token left out: (N, C, h, w)."""
        patches = features[:, 1:].transpose(1, 2)
        return patches.reshape(*patches.shape[:2], self.side_cells, self.side_cells)

    def pool(self, features: Tensor) -> Tensor:
        """Return the class token after the last block and its norm: (N, C)."""
        tokens = self.body.get_submodule("norm")(self._blocks()[-1](features))
        return at_least_single(tokens[:, 0])

    @property
    def classifier(self) -> nn.Module:
        """The linear layer on the class token."""
        return self.body.get_submodule("classification_head")

    def last_block_modules(self) -> Iterator[nn.Module]:
        """The last transformer block and the norm after it."""
        yield self._blocks()[-1]
        yield self.body.get_submodule("norm")

    def candidate_names(self, name: str) -> tuple[str, ...]:
        """Return MONAI's names, and the same below `body`."""
        return name, f"body.{name}"

    def _blocks(self) -> list[nn.Module]:
        return list(self.body.get_submodule("blocks").children())
