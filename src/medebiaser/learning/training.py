"""The one training loop: preliminary training and every kind of fine-tuning go through `fit`."""

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from medebiaser.errors import DivergedError, InvalidInputError
from medebiaser.learning.draws import private_random_state, seed_of
from medebiaser.learning.losses import verify_attention_gradient
from medebiaser.learning.networks import Network
from medebiaser.learning.precision import chosen_precision
from medebiaser.learning.schedules import Schedule, first_beta, learning_rate
from medebiaser.learning.training_state import (
    Facts,
    State,
    best_state,
    check_same_run,
    copied_state,
    finite_or_none,
    restore,
    run_tensors,
)
from medebiaser.records import Progress, Report, no_report

if TYPE_CHECKING:
    from lightning_fabric import Fabric

_SECOND_BETA = 0.999


class Losses(NamedTuple):
    """What an objective returns for one draw.

    Attributes:
        total: () tensor; what is minimised.
        parts: its terms by name, for people; `attention`, where it is there,
            carries its graph so that the loop can verify its gradient.
    """

    total: Tensor
    parts: dict[str, Tensor]


Objective = Callable[[Network, int], Losses]
"""(network, draw) -> losses; the batch is a pure function of the objective's seed and the draw.

A step makes `accumulate` draws on each device; with one device and no accumulation
the draw is the optimiser step, counted from 0.
"""

Save = Callable[[State, Facts], None]
Score = Callable[[Network], float]
Measure = Callable[[Network], Mapping[str, float]]
AfterEpoch = Callable[[Network, Mapping[str, Any]], None]
"""(network, epoch) -> None; the epoch is its entry in the history, with its number from 1."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a run of the training loop made.

    Attributes:
        history: per epoch its number from 1, mean losses, learning rate and gradient norm, score
            and what was measured.
        best_epoch: the epoch whose weights these are, from 1.
        best_state: all weights and buffers, in main memory.
    """

    history: tuple[Mapping[str, Any], ...]
    best_epoch: int
    best_state: State


def no_save(tensors: State, facts: Facts) -> None:
    """Keep no checkpoint: for runs too short to resume."""


def nothing_more(network: Network, epoch: Mapping[str, Any]) -> None:
    """Do nothing more after an epoch."""


def fit(
    network: Network,
    objective: Objective,
    schedule: Schedule,
    *,
    score: Score | None = None,
    measure: Measure | None = None,
    save: Save = no_save,
    after_epoch: AfterEpoch = nothing_more,
    resume: tuple[Mapping[str, Tensor], Mapping[str, Any]] | None = None,
    device: str | torch.device = "cpu",
    precision: str = "auto",
    seed: int = 0,
    report: Report = no_report,
    phase: str = "training",
    verify_attention: bool = False,
    attention_may_sleep: bool = False,
    devices: int = 1,
    machines: int = 1,
) -> Fitted:
    """Train a network; stop early; survive being killed.

    After every epoch `save` receives all that is needed to go on. A run resumed
    from there ends with exactly the weights of an undisturbed one: batches and
    dropout are pure functions of (seed, draw), the rates of the step. An epoch
    that was cut short starts again. The global random state is neither read nor
    changed. The network is trained in place and left with the best weights, in
    evaluation mode.

    Args:
        network: what is trained.
        objective: makes the losses of one draw.
        schedule: how long, how fast, and what is trained.
        score: higher is better, measured on `tune` after each epoch; None keeps the last epoch.
        measure: further figures of each epoch for its history, called after `score`; they decide
            nothing.
        save: receives tensors and JSON facts after each epoch.
        after_epoch: called once an epoch is saved, with the network in evaluation mode; what it
            draws at random changes nothing here, and an exception from it stops the run. A
            resumed run calls it again for the epoch it goes on from, so that none is missed:
            calling it twice for an epoch has to do no harm.
        resume: the pair that `save` received.
        device: `cpu`, `cuda`, `cuda:1`, …
        precision: `32`, `bf16`, or `auto` (see `learning.precision`).
        seed: for dropout; the objective has its own.
        report: called after each step; an exception from it stops the run.
        phase: what `report` calls this.
        verify_attention: refuse an attention term that is cut from the graph, at the first
            step, and one whose gradient stays zero throughout the first epoch.
        attention_may_sleep: allow the latter, where something else (region swaps) can bring
            empty maps to life.
        devices: devices on this machine; more than one uses DDP (start with torchrun).
        machines: machines of a torchrun.

    Returns:
        The history and the best weights.

    Raises:
        DivergedError: NaN or infinity in a loss, gradient or weight; names the step.
            The state saved last is still good.
        InvalidInputError: the checkpoint to resume belongs to other settings or another
            network; or the attention term has no gradient.
    """
    with _trained_parameters(network, schedule.trainable):
        fabric = _fabric(network, device, precision, devices, machines)
        run = _Run(network, objective, schedule, fabric, seed)
        if resume is not None:
            run.restore(*resume)
            run.tell(after_epoch)
        while not run.finished():
            run.epoch(report, phase, verify_attention)
            if not attention_may_sleep:
                run.refuse_silent_attention()
            run.conclude(score, measure)
            if fabric.is_global_zero:
                save(run.tensors(), run.facts())
            run.tell(after_epoch)
        return run.fitted()


class _Draw(nn.Module):
    """Network and objective as one module, so that Fabric and DDP see one forward pass."""

    def __init__(self, network: Network, objective: Objective, seed: int) -> None:
        super().__init__()
        self.network = network
        self.losses_of = functools.partial(objective)  # never registered as a submodule
        self.seed = seed
        self.verified: bool | None = None  # None: no attention term was seen yet

    def forward(self, draw: int, verify_attention: bool) -> Losses:
        device = next(self.network.parameters()).device
        with private_random_state(device, seed_of("dropout", self.seed, draw)):
            losses = self.losses_of(self.network, draw)
        if verify_attention and "attention" in losses.parts:  # here, as Fabric guards its outputs
            attention = losses.parts["attention"]
            self.verified = verify_attention_gradient(attention, _trained(self.network))
        return losses


class _Run:
    """One run: everything that changes from step to step."""

    def __init__(
        self,
        network: Network,
        objective: Objective,
        schedule: Schedule,
        fabric: "Fabric",
        seed: int,
    ) -> None:
        self.network, self.schedule, self.fabric, self.seed = network, schedule, fabric, seed
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimiser = _optimiser(network, schedule)
        self.drawing = _Draw(network, objective, seed)
        self.module, self.stepper = fabric.setup(self.drawing, optimiser)
        self.optimiser = optimiser
        self.history: list[dict[str, Any]] = []
        self.best: State | None = None
        self.best_epoch: int | None = None

    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        check_same_run(facts, self.schedule, self.seed, self.fabric.world_size)
        restore(tensors, self.network, self.optimiser)
        self.history = [dict(epoch) for epoch in facts["history"]]
        self.best, self.best_epoch = best_state(tensors), facts["best_epoch"]

    def finished(self) -> bool:
        epochs, patience = len(self.history), self.schedule.patience
        if patience is not None and self.best_epoch is not None:
            return epochs >= self.schedule.epochs or epochs - self.best_epoch >= patience
        return epochs >= self.schedule.epochs

    def epoch(self, report: Report, phase: str, verify_attention: bool) -> None:
        """Train one epoch and add it to the history."""
        schedule, number = self.schedule, len(self.history)
        freeze = schedule.freeze_batch_norm or schedule.trainable == "last-block"
        _into_training_mode(self.network, freeze)
        sums: dict[str, float] = {}
        for step in range(
            number * schedule.steps_per_epoch, (number + 1) * schedule.steps_per_epoch
        ):
            figures = self._step(step, verify_attention and not self.drawing.verified)
            for name, value in figures.items():
                sums[name] = sums.get(name, 0.0) + value
            report(Progress(phase, step + 1, schedule.steps, {"epoch": number + 1.0, **figures}))
        means = {name: value / schedule.steps_per_epoch for name, value in sums.items()}
        self.history.append({"epoch": number + 1, **means})

    def refuse_silent_attention(self) -> None:
        """Refuse an attention term whose gradient was zero at every step so far."""
        if self.drawing.verified is False:
            raise InvalidInputError(
                f"the attention loss had no gradient in {self.schedule.steps_per_epoch} steps: "
                "all maps of the annotated pairs are empty, so it would teach nothing; choose "
                "map-bce, which also moves negative evidence, or turn the swap on"
            )

    def conclude(self, score: Score | None, measure: Measure | None) -> None:
        """Check the weights of the finished epoch and keep them where they are the best."""
        epoch = self.history[-1]
        step = epoch["epoch"] * self.schedule.steps_per_epoch - 1
        _check_finite_weights(self.network, step)
        self.network.eval()
        with torch.no_grad():
            if score is not None:
                epoch["score"] = finite_or_none(float(score(self.network)))
            figures = {} if measure is None else measure(self.network)
        epoch |= {name: finite_or_none(float(value)) for name, value in figures.items()}
        if score is not None:
            self._keep_the_best(epoch)

    def _keep_the_best(self, epoch: Mapping[str, Any]) -> None:
        scores = [past.get("score") for past in self.history]
        known = [value for value in scores[:-1] if value is not None]
        if epoch["score"] is not None and all(epoch["score"] > value for value in known):
            self.best, self.best_epoch = copied_state(self.network), epoch["epoch"]

    def tell(self, after_epoch: AfterEpoch) -> None:
        """Call the hook for the epoch finished last, its random numbers apart from ours."""
        if self.fabric.is_global_zero:
            self.network.eval()
            device = next(self.network.parameters()).device
            number = self.history[-1]["epoch"]
            with private_random_state(device, seed_of("after epoch", self.seed, number)):
                after_epoch(self.network, dict(self.history[-1]))

    def tensors(self) -> State:
        return run_tensors(self.network, self.optimiser, self.best)

    def facts(self) -> Facts:
        return {
            "epoch": len(self.history),
            "history": [dict(epoch) for epoch in self.history],
            "best_epoch": self.best_epoch,
            "schedule": self.schedule.as_json(),
            "seed": self.seed,
            "world": self.fabric.world_size,
            "finished": self.finished(),
        }

    def fitted(self) -> Fitted:
        if self.best is not None:
            self.network.load_state_dict(self.best)
        self.network.eval()
        best_epoch = self.best_epoch or len(self.history)
        return Fitted(tuple(self.history), best_epoch, copied_state(self.network))

    def _step(self, step: int, verify: bool) -> dict[str, float]:
        """Make one optimiser step; return its figures."""
        rate = learning_rate(self.schedule, step)
        for group in self.optimiser.param_groups:
            group["lr"], group["betas"] = rate, (first_beta(self.schedule, step), _SECOND_BETA)
        self.stepper.zero_grad()
        figures: dict[str, float] = {}
        for turn in range(self.schedule.accumulate):
            for name, value in self._gradients(step, turn, verify and turn == 0).items():
                figures[name] = figures.get(name, 0.0) + value / self.schedule.accumulate
        clip = self.schedule.clip_norm
        norm = self.fabric.clip_gradients(
            self.module,
            self.stepper,
            max_norm=math.inf if clip is None else clip,
            error_if_nonfinite=False,
        )
        if not math.isfinite(figures["loss"]) or not math.isfinite(float(cast(Tensor, norm))):
            raise _diverged(f"the loss ({figures['loss']:g}) or its gradient", step)
        self.stepper.step()
        return {**figures, "learning_rate": rate, "gradient_norm": float(cast(Tensor, norm))}

    def _gradients(self, step: int, turn: int, verify: bool) -> dict[str, float]:
        """Add one draw's gradients; return its losses, averaged over devices."""
        fabric, accumulate = self.fabric, self.schedule.accumulate
        draw = (step * accumulate + turn) * fabric.world_size + fabric.global_rank
        with fabric.no_backward_sync(self.module, enabled=turn + 1 < accumulate):
            losses = self.module(draw, verify)
            fabric.backward(losses.total / accumulate)
        figures = {"loss": losses.total, **losses.parts}
        return {name: _mean(fabric, value) for name, value in figures.items()}


def _fabric(
    network: nn.Module, device: str | torch.device, precision: str, devices: int, machines: int
) -> "Fabric":
    from lightning_fabric import Fabric  # two seconds that only training pays

    chosen = torch.device(device)
    many = devices * machines > 1
    fabric = Fabric(
        accelerator=chosen.type,
        devices=devices if chosen.index is None or many else [chosen.index],
        num_nodes=machines,
        strategy="ddp" if many else "auto",
        precision="bf16-mixed"
        if chosen_precision(network, device, precision) == "bf16"
        else "32-true",
    )
    if many:
        fabric.launch()
    return fabric


def _optimiser(network: nn.Module, schedule: Schedule) -> torch.optim.Optimizer:
    kind = torch.optim.AdamW if schedule.weight_decay > 0 else torch.optim.Adam
    return kind(_trained(network), lr=schedule.learning_rate, weight_decay=schedule.weight_decay)


def _trained(network: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def _mean(fabric: "Fabric", value: Tensor) -> float:
    return float(cast(Tensor, fabric.all_reduce(value.detach().float(), reduce_op="mean")))


def _into_training_mode(network: nn.Module, freeze_batch_norm: bool) -> None:
    network.train()
    if freeze_batch_norm:
        for module in network.modules():
            if isinstance(module, _BatchNorm):
                module.eval()


def _check_finite_weights(network: nn.Module, step: int) -> None:
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise _diverged(f"weight {name}", step)


def _diverged(what: str, step: int) -> DivergedError:
    return DivergedError(
        f"training diverged at step {step}: {what} became NaN or infinite; "
        "the last checkpoint is kept; train again with a lower learning rate",
        step=step,
    )


@contextmanager
def _trained_parameters(network: Network, trainable: str) -> Iterator[None]:
    """Let only the chosen parameters learn; put the switches back afterwards."""
    before = {parameter: parameter.requires_grad for parameter in network.parameters()}
    if trainable == "last-block":
        network.requires_grad_(False)
        for parameter in network.last_block_parameters():
            parameter.requires_grad_(True)
    try:
        yield
    finally:
        for parameter, learned in before.items():
            parameter.requires_grad_(learned)
