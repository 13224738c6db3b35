"""A user's own `torch.nn.Module` as a network of ours."""

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.networks.base import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    Network,
    at_least_single,
    evaluating,
    last_linear,
)

Pool = Callable[[Tensor], Tensor]

_SAME = 1e-3


class WrappedNetwork(Network):
    """Cut a module where its feature maps enter the pool, and give it one logit per label.

    The cut is proved when the network is built: on one random image the parts must give the
    logits of the module's own forward pass. So a forgotten activation, flattening or second
    branch is refused and never becomes a wrong map.

    Args:
        module: the user's network. It is changed: its last linear layer is replaced where it has
            another number of rows than `n_labels`, and in-place activations no longer are.
        features: dotted path of the module that gives the maps (N, C, h, w), or the paths of
            several that are called one after another ("conv1", …, "layer4").
        classifier: dotted path of the module that turns pooled features into logits.
        n_labels: K.
        channels: 1 or 3, the channels of the project's images.
        stem_channels: the channels that the module takes; grey images are repeated.
        mean: of the images in [0, 1], one number or one per channel.
        std: likewise. x / 127.5 - 1 on pixels in 0…255 is mean .5, std .5.
        activation: called on the last stage's output, for modules that call one by themselves
            (`torch.relu` for a DenseNet of torchvision).
        pool: turns maps (N, C, h, w) into (N, D); None is the mean over cells.
        last_block_from: where the last block begins: a stage by number or by dotted path. None
            is the first stage on the final grid.
        image_size: side of the random image that proves the cut, in px.
        seed: of the new linear layer's weights.

    Raises:
        NotFoundError: the module has no such path.
        InvalidInputError: no linear layer, or the parts do not give the module's own logits.
    """

    def __init__(
        self,
        module: nn.Module,
        *,
        features: str | Sequence[str] = "features",
        classifier: str = "classifier",
        n_labels: int,
        channels: int = 1,
        stem_channels: int = 3,
        mean: Sequence[float] = IMAGENET_MEAN,
        std: Sequence[float] = IMAGENET_STD,
        activation: Callable[[Tensor], Tensor] | None = None,
        pool: Pool | None = None,
        last_block_from: int | str | None = None,
        image_size: int = 224,
        seed: int = 0,
    ) -> None:
        super().__init__(
            n_labels, in_channels=channels, stem_channels=stem_channels, mean=mean, std=std
        )
        self.body = module
        self.pools_globally = pool is None
        self._own_pool = pool
        self._activation = activation
        self._classifier_path = classifier
        self._stage_paths = _stage_paths(module, features)
        last_linear(_submodule(module, classifier))  # a missing path is told before anything runs
        _stop_in_place(module)
        with evaluating(self), torch.no_grad():
            probe = _probe(stem_channels, image_size).to(next(module.parameters()))
            self._split = self._split_at(last_block_from, probe)
            self._prove_cut(probe)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            _give_rows(module, classifier, n_labels)

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what enters the last block, as the user's stages give it."""
        for stage in self._stages(self._stage_paths[: self._split]):
            normalised = stage(normalised)
        return normalised

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A: (N, C, h, w), after the activation where there is one."""
        for stage in self.last_block_modules():
            trunk_out = stage(trunk_out)
        return trunk_out if self._activation is None else self._activation(trunk_out)

    def pool(self, features: Tensor) -> Tensor:
        """Return (N, D): the mean over cells, or the user's pool."""
        if self._own_pool is None:
            return super().pool(features)
        return at_least_single(self._own_pool(features))

    @property
    def classifier(self) -> nn.Module:
        """The user's classifier with its new last layer."""
        return self.body.get_submodule(self._classifier_path)

    def last_block_modules(self) -> Iterator[nn.Module]:
        """The user's stages from the split on."""
        yield from self._stages(self._stage_paths[self._split :])

    def candidate_names(self, name: str) -> tuple[str, ...]:
        """Return the user's own names, and the same below `body`."""
        return name, f"body.{name}"

    def _stages(self, paths: Sequence[str]) -> Iterator[nn.Module]:
        for path in paths:
            yield self.body.get_submodule(path)

    def _split_at(self, wanted: int | str | None, probe: Tensor) -> int:
        paths = self._stage_paths
        if wanted is None:
            grids = [tuple(out.shape[2:]) for out in self._outputs(probe)]
            return grids.index(grids[-1])
        position = wanted if isinstance(wanted, int) else _position(wanted, paths)
        if not 0 <= position < len(paths):
            raise NotFoundError(
                f"there is no stage {wanted}; there are {len(paths)}, counted from 0: "
                f"{paths[0]} … {paths[-1]}"
            )
        return position

    def _outputs(self, probe: Tensor) -> Iterator[Tensor]:
        for path, stage in zip(self._stage_paths, self._stages(self._stage_paths), strict=True):
            try:
                probe = stage(probe)
            except (RuntimeError, TypeError, ValueError) as error:
                raise _cannot_run(path, probe, error) from error
            yield probe

    def _prove_cut(self, probe: Tensor) -> None:
        entered: list[Tensor] = []
        hook = self.classifier.register_forward_pre_hook(lambda _, inputs: entered.extend(inputs))
        try:
            own = self.body(probe)
        except (RuntimeError, TypeError, ValueError) as error:
            raise _cannot_run(type(self.body).__name__, probe, error) from error
        finally:
            hook.remove()
        pooled = self.pool(self.last_block(self.trunk(probe)))
        self._compare(
            "the input of " + self._classifier_path, entered[0] if entered else None, pooled
        )
        self._compare("the logits", own, self.head(pooled))

    def _compare(self, what: str, own: object, ours: Tensor) -> None:
        same_size = isinstance(own, Tensor) and own.numel() == ours.numel()
        difference = _difference(own, ours) if isinstance(own, Tensor) and same_size else None
        if difference is not None and difference <= _SAME:
            return
        found = f"a difference of {difference:.1%}" if difference is not None else _described(own)
        raise InvalidInputError(
            f"{what} in {type(self.body).__name__}'s own forward pass is not what follows from "
            f"{self._stage_paths[-1]} ({tuple(ours.shape)}): {found}; name the activation or pool "
            "that lies between, or other features and classifier"
        )


def _stage_paths(module: nn.Module, features: str | Sequence[str]) -> tuple[str, ...]:
    wanted = (features,) if isinstance(features, str) else tuple(features)
    stages: list[str] = []
    for path in wanted:
        stage = _submodule(module, path)
        inner = list(stage.named_children()) if isinstance(stage, nn.Sequential) else []
        alone = isinstance(features, str) and inner
        stages += [f"{path}.{name}" for name, _ in inner] if alone else [path]
    return tuple(stages)


def _submodule(module: nn.Module, path: str) -> nn.Module:
    try:
        return module.get_submodule(path)
    except AttributeError:
        names = ", ".join(name for name, _ in module.named_children())
        raise NotFoundError(
            f"{type(module).__name__} has no module {path}; it has {names}"
        ) from None


def _give_rows(module: nn.Module, classifier: str, n_labels: int) -> None:
    old = last_linear(_submodule(module, classifier))
    if old.out_features == n_labels:
        return
    path = next(name for name, candidate in module.named_modules() if candidate is old)
    new = nn.Linear(old.in_features, n_labels).to(old.weight)
    nn.init.normal_(new.weight, std=0.01)
    nn.init.zeros_(new.bias)
    parent, _, name = path.rpartition(".")
    setattr(module.get_submodule(parent), name, new)


def _stop_in_place(module: nn.Module) -> None:
    """A head that changes its input in place would change the embedding or the maps."""
    for part in module.modules():
        if getattr(part, "inplace", False) is True:
            setattr(part, "inplace", False)  # noqa: B010  # nn.Module's attributes are untyped


def _probe(channels: int, side: int) -> Tensor:
    return torch.randn(2, channels, side, side, generator=torch.Generator().manual_seed(0))


def _position(path: str, paths: Sequence[str]) -> int:
    return paths.index(path) if path in paths else -1


def _difference(own: Tensor, ours: Tensor) -> float:
    """Return the largest difference as a share of the largest value."""
    own = own.reshape(ours.shape)
    return float((own - ours).abs().max() / own.abs().max().clamp(min=1e-12))


def _cannot_run(what: str, probe: Tensor, error: Exception) -> InvalidInputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InvalidInputError(
        f"{what} cannot be run on {tuple(probe.shape)}: {reason}; check features, classifier, "
        "stem_channels and image_size"
    )


def _described(output: object) -> str:
    return f"{tuple(output.shape)}" if isinstance(output, Tensor) else type(output).__name__
