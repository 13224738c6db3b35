"""DeepLIFT (rescale rule) by captum, on a copy of the network that captum can follow.

captum hooks activation *modules*, each of which must be called once per forward pass and must
not write in place. The copy therefore has one fresh ReLU per call, and spells the other
piecewise-linear modules as ReLUs: min(max(x, 0), 6) = 6 - ReLU(6 - ReLU(x)), and the maximum of a
window as max(a, b) = a + ReLU(b - a), because captum's own rule loses what overlapping windows
share.
"""

import copy
import warnings
from collections import Counter
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from medebiaser.errors import InvalidInputError
from medebiaser.learning.explainers.maps import check_labels
from medebiaser.learning.explainers.reference import blurred
from medebiaser.learning.networks import Network, evaluating

_SMOOTH = (nn.Sigmoid, nn.Tanh, nn.Softplus, nn.ELU, nn.LeakyReLU)
_REWRITTEN = (nn.ReLU, nn.ReLU6, nn.MaxPool2d)
_HARMLESS = (nn.Dropout, nn.Identity)
_COMPLETE = 0.02
_ROUNDING = 1e-4


class _OnePerCall(nn.Module):
    """Calls a fresh module at each call of a forward pass, in order."""

    def __init__(self, fresh: list[nn.Module]) -> None:
        super().__init__()
        self.fresh = nn.ModuleList(fresh)
        self._calls = 0

    def forward(self, values: Tensor) -> Tensor:
        module = self.fresh[self._calls % len(self.fresh)]
        self._calls += 1
        out: Tensor = module(values)
        return out


class _ClippedRelu(nn.Module):
    """ReLU6 as two ReLUs: the rescale rule over the chain is that of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.lower, self.upper = nn.ReLU(), nn.ReLU()

    def forward(self, values: Tensor) -> Tensor:
        clipped: Tensor = 6 - self.upper(6 - self.lower(values))
        return clipped


class _TournamentPool(nn.Module):
    """A maximum over windows as a chain of ReLUs, one per window cell after the first."""

    def __init__(self, pool: nn.MaxPool2d) -> None:
        super().__init__()
        self.size, self.stride, self.padding = (
            _pair(pool.kernel_size),
            _pair(pool.stride),
            _pair(pool.padding),
        )
        self.relus = nn.ModuleList(nn.ReLU() for _ in range(self.size[0] * self.size[1] - 1))

    def forward(self, values: Tensor) -> Tensor:
        (rows, columns), (down, right), (py, px) = self.size, self.stride, self.padding
        h = (values.shape[2] + 2 * py - rows) // down + 1
        w = (values.shape[3] + 2 * px - columns) // right + 1
        # Repeated borders, unlike zeros or -inf, never win and never change with the reference.
        padded = pad(values, (px, px, py, py), mode="replicate")
        views = [
            padded[:, :, y : y + down * (h - 1) + 1 : down, x : x + right * (w - 1) + 1 : right]
            for y in range(rows)
            for x in range(columns)
        ]
        best = views[0]
        for relu, view in zip(self.relus, views[1:], strict=True):
            best = best + relu(view - best)
        return best


@dataclass(frozen=True, slots=True)
class DeepLift:
    """Contributions of the pixels to z_l, against the blurred image; they sum to the difference.

    Attributes:
        sigma_share: the reference's blur, as a share of the side.

    Source: Shrikumar et al. 2017, arXiv:1704.02685, rescale rule.
    """

    sigma_share: float = 1 / 16

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return "deep-lift"

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, s, s) signed contributions in logits, summed over channels.

        Args:
            network: of ReLUs; any mode.
            images: (N, in_channels, s, s) float in [0, 1].
            labels: (N,) one label index per image.

        Raises:
            ShapeError: the labels are not one per image.
            InvalidInputError: the network has activations without a rescale rule, or ones that
                are no modules, so that its contributions do not sum to the difference.
        """
        check_labels(labels, images)
        from captum.attr import DeepLift as CaptumDeepLift

        _refuse_other_activations(network)
        with evaluating(network):
            followed = _followed(network, images[:1])
        reference = blurred(images, self.sigma_share)
        with warnings.catch_warnings(), torch.enable_grad():
            # captum announces the hooks that it sets; the copy is ours and is thrown away.
            warnings.simplefilter("ignore", UserWarning)
            contributions = CaptumDeepLift(followed).attribute(
                images.detach(), reference.detach(), target=labels
            )
        contributions = contributions.detach()
        _refuse_incomplete(network, contributions, images, reference, labels)
        summed: Tensor = contributions.sum(dim=1)
        return summed


def _refuse_other_activations(network: Network) -> None:
    known = (*_SMOOTH, *_REWRITTEN, *_HARMLESS)
    for module in network.modules():
        kind = type(module)
        of_torch = kind.__module__.startswith("torch.nn.modules.activation")
        attention_or_norm = isinstance(module, nn.LayerNorm | nn.GroupNorm | nn.InstanceNorm2d)
        swish = "swish" in kind.__name__.lower()
        if (of_torch or attention_or_norm or swish) and not isinstance(module, known):
            raise InvalidInputError(
                f"DeepLIFT has no rule for the {kind.__name__} in {_called(network)}; choose "
                "integrated-gradients instead"
            )


def _refuse_incomplete(
    network: Network, contributions: Tensor, images: Tensor, reference: Tensor, labels: Tensor
) -> None:
    """Contributions sum to the logit's difference unless something escaped captum's hooks."""
    with evaluating(network), torch.no_grad():
        change = (network(images) - network(reference)).gather(1, labels[:, None])[:, 0]
    missed = (contributions.sum(dim=(1, 2, 3)) - change).abs()
    rounding = _ROUNDING * (1 + contributions.abs().sum(dim=(1, 2, 3)))
    if bool((missed > _COMPLETE * change.abs() + rounding).any()):
        raise InvalidInputError(
            f"DeepLIFT's contributions in {_called(network)} miss the change of the logit by "
            f"{float(missed.max()):.2g}: it calls an activation that is no module of its own; "
            "choose integrated-gradients instead"
        )


def _called(network: Network) -> str:
    return type(getattr(network, "body", network)).__name__


def _followed(network: Network, image: Tensor) -> Network:
    """Return a copy with one module per activation call, none of them in place."""
    twin = copy.deepcopy(network).requires_grad_(False)
    calls: Counter[nn.Module] = Counter()
    hooks = [
        module.register_forward_pre_hook(lambda called, _: calls.update([called]))
        for module in twin.modules()
        if isinstance(module, (*_SMOOTH, *_REWRITTEN))
    ]
    with torch.no_grad():
        twin(image)
    for hook in hooks:
        hook.remove()
    for parent in list(twin.modules()):
        for name, child in list(parent.named_children()):
            if calls[child]:
                setattr(parent, name, _fresh(child, calls[child]))
    return twin


def _fresh(module: nn.Module, calls: int) -> nn.Module:
    return _OnePerCall([_rewritten(module) for _ in range(calls)])


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _rewritten(module: nn.Module) -> nn.Module:
    if isinstance(module, nn.ReLU6):
        return _ClippedRelu()
    if isinstance(module, nn.ReLU):
        return nn.ReLU()
    if isinstance(module, nn.MaxPool2d):
        return _TournamentPool(module)
    fresh = copy.deepcopy(module)
    if hasattr(fresh, "inplace"):
        setattr(fresh, "inplace", False)  # noqa: B010  # nn.Module's attributes are untyped
    return fresh
