import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.debiasing import DebiasObjective, DebiasSettings
from medebiaser.learning.losses import inverse_frequency_weights, label_weights
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.step_plans import StepPlan
from medebiaser.learning.step_sources import Source
from medebiaser.learning.swaps import dilated_feathered
from medebiaser.learning.training import fit
from medebiaser.learning.trunk_cache import CachedSource, cache_trunk
from medebiaser.records import Activation
from tests.learning.a_round import (
    IMAGES,
    PARENT,
    PARENT_PROBABILITIES,
    POSITIVES,
    a_pixel_source,
    a_rehearsal_pool,
    an_annotated_pool,
    fetch,
)
from tests.learning.tiny import TinyNetwork
from tests.oracles import debiasing as oracle

ATTENTION = ("dice", "energy", "mse", "map-bce", "input-gradient", "none")


def an_objective(source: Source | None = None, **settings: Any) -> DebiasObjective:
    chosen = DebiasSettings(**{"annotated_per_step": 6, "rehearsal_per_step": 5, **settings})
    return DebiasObjective(
        an_annotated_pool(),
        a_rehearsal_pool(),
        chosen,
        4,
        source=a_pixel_source() if source is None else source,
        positives=POSITIVES,
    )


def a_network(seed: int = 2) -> TinyNetwork:
    return TinyNetwork(dropout=0.0, seed=seed).eval()


def described(plan: StepPlan) -> oracle.Step:
    """Everything about a step, made image by image from the pools."""
    annotated, rehearsal = an_annotated_pool(), a_rehearsal_pool()
    assert annotated.irrelevant is not None

    def parent(image: Tensor) -> Tensor:
        return torch.sigmoid(PARENT(image[None]))[0]

    def others(positions: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
        return [
            (IMAGES[12 + p], rehearsal.targets[p], PARENT_PROBABILITIES[12 + p])
            for p in positions.tolist()
        ]

    pairs = [
        (IMAGES[p], annotated.targets[p], PARENT_PROBABILITIES[p], annotated.masks[p])
        for p in plan.pairs.tolist()
    ]
    quads, replaced, composites = [], [], []
    for i, p in enumerate(plan.pairs.tolist()):
        if plan.donors[i] < 0:
            continue
        x, d = IMAGES[p], IMAGES[12 + plan.rehearsal[plan.donors[i]]]
        if p in {0, 1, 2, 5, 6}:
            a = dilated_feathered(annotated.masks[p][None])
            quads.append((x, x * (1 - a) + d * a, d * (1 - a) + x * a, d))
            composites += [(image, parent(image)) for image in quads[-1][1:3]]
        if p in {4, 5}:
            a = dilated_feathered(annotated.irrelevant[p][None])
            replaced.append((x * (1 - a) + d * a, float(annotated.targets[p, 2])))
            composites.append((replaced[-1][0], parent(replaced[-1][0])))
    return oracle.Step(
        label=plan.label,
        pairs=pairs,
        rehearsal=others(plan.rehearsal[: plan.n_rehearsed]),
        other_donors=others(plan.rehearsal[plan.n_rehearsed :]),
        quads=quads,
        replaced=replaced,
        composites=composites,
    )


@pytest.mark.parametrize("draw", [0, 1, 3, 8])
def test_the_loss_is_the_formula_computed_one_image_at_a_time(draw: int) -> None:
    objective, network = an_objective(), a_network()
    with torch.no_grad():
        losses = objective(network, draw)
        step = described(objective.planner.plan(draw))
        weight = float(inverse_frequency_weights(POSITIVES)[step.label])
        expected = oracle.loss(network, step, weight, verified=[0, 2])

    assert float(losses.total) == pytest.approx(expected, rel=1e-5)
    assert (len(step.replaced) > 0) == ("irrelevant" in losses.parts)


def test_the_published_method_is_prediction_on_everything_plus_mse() -> None:
    chosen = DebiasSettings.as_published(annotated_per_step=6, rehearsal_per_step=5)
    source = a_pixel_source()
    objective = DebiasObjective(
        source.annotated, source.rehearsal, chosen, 4, source=source, positives=POSITIVES
    )
    network = a_network()
    losses = objective(network, 1)

    plan = objective.planner.plan(1)
    assert plan.n_images == 11
    rows = torch.cat([plan.pairs, 12 + plan.rehearsal])
    targets = torch.cat(
        [an_annotated_pool().targets[plan.pairs], a_rehearsal_pool().targets[plan.rehearsal]]
    )
    known = ~targets.isnan()
    prediction = nn.functional.binary_cross_entropy_with_logits(
        network(IMAGES[rows])[known], targets[known]
    )
    errors = []
    for p in (0, 1, 2, 5):
        features = network.features(IMAGES[p : p + 1])[0]
        heat = torch.einsum("c,chw->hw", network.final_linear.weight[2], features).clamp_min(0)
        heat = (heat - heat.min()) / (heat.max() - heat.min()).clamp_min(1e-12)
        mask = an_annotated_pool().masks[p].reshape(4, 4, 4, 4).mean(dim=(1, 3))
        errors.append((heat - mask).square().mean())
    attention = label_weights(POSITIVES)[2] * torch.stack(errors).mean()

    torch.testing.assert_close(losses.parts["prediction"], prediction)
    torch.testing.assert_close(losses.parts["attention"], attention)
    torch.testing.assert_close(losses.total, prediction + 20 * attention)


def test_rehearsal_positives_that_nobody_verified_teach_nothing() -> None:
    """Only of labels with an annotated positive: a label of false alarms keeps its positives."""

    def bias_gradient(objective: DebiasObjective, images_of: slice) -> Tensor:
        logits = torch.zeros(19, 3, requires_grad=True)
        plan = objective.planner.plan(1)
        targets = an_annotated_pool().targets[plan.pairs]
        objective._prediction(logits, targets, plan)["rehearsal"].backward()
        assert logits.grad is not None
        return logits.grad[images_of]

    objective = an_objective(rehearsal_per_step=12)
    plan = objective.planner.plan(1)
    gradient = bias_gradient(objective, slice(6, 18))
    for row, position in enumerate(plan.rehearsal.tolist()):
        for label in range(3):
            y = float(a_rehearsal_pool().targets[position, label])
            taught = not math.isnan(y) and not (y == 1 and label in {0, 2})
            assert (gradient[row, label] != 0) == taught

    objective.verified = []
    unmasked = bias_gradient(objective, slice(6, 18))
    positives = a_rehearsal_pool().targets[plan.rehearsal] == 1
    assert (unmasked[positives] < 0).all()


def test_annotated_images_teach_the_label_in_focus_alone_while_the_parent_is_followed() -> None:
    objective = an_objective(swap=False, attention="none")
    network = a_network()
    plan = objective.planner.plan(1)
    logits = torch.zeros(plan.n_images, 3, requires_grad=True)
    objective._prediction(logits, an_annotated_pool().targets[plan.pairs], plan)[
        "prediction"
    ].backward()

    assert logits.grad is not None
    assert (logits.grad[:6, 2] != 0).all()
    assert (logits.grad[:, :2] == 0).all()
    losses = objective(network, 1)
    assert set(losses.parts) == {"prediction", "rehearsal", "distillation"}


@pytest.mark.parametrize("name", ATTENTION)
def test_every_attention_loss_trains_and_its_gradient_is_verified(name: str) -> None:
    objective = an_objective(attention=name, distillation=0.0, swap=False)
    network = a_network()
    before = network.final_linear.weight.detach().clone()
    fitted = fit(
        network,
        objective,
        Schedule(epochs=1, steps_per_epoch=2, learning_rate=1e-3, freeze_batch_norm=True),
        verify_attention=True,
    )

    assert ("attention" in fitted.history[0]) == (name != "none")
    assert not torch.equal(before, network.final_linear.weight)


def test_the_swap_loss_falls_when_it_is_trained_on() -> None:
    objective = an_objective(attention="none", distillation=0.0)
    network = a_network()
    first = float(objective(network, 1).parts["swap"].detach())
    fit(network, objective, Schedule(epochs=1, steps_per_epoch=150, learning_rate=1e-2))

    assert float(objective(network, 1).parts["swap"].detach()) < 0.9 * first


def test_a_region_that_augmentation_moved_out_of_view_is_neither_swapped_nor_attended() -> None:
    def out_of_view(images: Tensor, masks: Tensor, *, seed: int) -> tuple[Tensor, Tensor]:
        return images, masks * 0

    losses = an_objective(a_pixel_source(augmentation=out_of_view))(a_network(), 1)

    assert float(losses.parts["swap"].detach()) == 0.0
    assert "attention" not in losses.parts


def test_augmentation_moves_regions_with_images_and_depends_on_the_draw_alone() -> None:
    source = a_pixel_source(augmentation=Augmentation())
    objective, network = an_objective(source), a_network()
    plan = objective.planner.plan(1)

    first = source.images(network, plan, with_parent=True)
    again = source.images(network, plan, with_parent=True)
    still = a_pixel_source().images(network, plan, with_parent=True)
    assert torch.equal(first.masks, again.masks)
    assert torch.equal(first.features, again.features)
    assert not torch.equal(first.masks, still.masks)
    assert torch.equal(first.parent[:6], still.parent[:6])
    assert not torch.equal(first.parent[-2:], still.parent[-2:])


def a_cached_source(network: Network, **others: Any) -> CachedSource:
    return cache_trunk(
        network,
        an_annotated_pool(),
        a_rehearsal_pool(),
        fetch,
        parent_probabilities=PARENT_PROBABILITIES,
        **{"donors_per_pair": 3, "batch_size": 4, **others},
    )


@pytest.mark.parametrize("draw", [0, 1, 5])
def test_the_cache_gives_the_losses_that_pixels_give(draw: int) -> None:
    """The network starts as its parent; a bank makes pixels use the cache's own donors."""
    cached = a_cached_source(PARENT)
    pixels = a_pixel_source()
    pixels.bank = cached.bank
    network = TinyNetwork(dropout=0.0, seed=1).eval()

    slow, fast = an_objective(pixels)(network, draw), an_objective(cached)(network, draw)

    assert slow.parts.keys() == fast.parts.keys()
    torch.testing.assert_close(slow.parts, fast.parts, rtol=2e-3, atol=1e-4)


def test_the_cache_holds_every_image_once_and_every_composite_of_the_bank() -> None:
    """7 pairs and 12 others; 5 swappable pairs removed and added, 2 replaced, by 3 donors each."""
    seen: list[int] = []
    cached = a_cached_source(PARENT, report=lambda progress: seen.append(progress.done))
    activations_per_image = 4 * 8 * 8

    assert seen[-1] == 7 + 12 + 3 * (5 + 5 + 2)
    assert cached.size_bytes == seen[-1] * activations_per_image * 2
    assert (cached.bank[:6] >= 0).all()
    assert (a_rehearsal_pool().targets[cached.bank[:6], 2] == 0).all()


def test_the_cache_without_swaps_holds_no_composite() -> None:
    cached = a_cached_source(PARENT, swap=False)
    losses = an_objective(cached, swap=False)(TinyNetwork(dropout=0.0, seed=1), 1)

    assert cached.size_bytes == 19 * 256 * 2
    assert set(losses.parts) == {"prediction", "rehearsal", "distillation", "attention"}


def test_the_cache_serves_bf16_as_well() -> None:
    """A CPU's autocast refuses to join fp16 tensors, which is what the cache holds."""
    cached = a_cached_source(PARENT, precision="bf16")
    network = TinyNetwork(dropout=0.0, seed=1).eval()
    exact = an_objective(a_cached_source(PARENT))(network, 1)
    with torch.autocast("cpu", torch.bfloat16):
        narrow = an_objective(cached)(network, 1)

    torch.testing.assert_close(narrow.total, exact.total, rtol=0.03, atol=0.0)


def test_input_gradients_need_pixels() -> None:
    with pytest.raises(InvalidInputError, match="a last-block round has none"):
        an_objective(a_cached_source(PARENT), attention="input-gradient")(a_network(), 1)


@pytest.mark.parametrize("kind", ["pixels", "cache"])
def test_a_fine_tuning_that_was_killed_ends_with_the_same_weights(kind: str) -> None:
    saved: list[Any] = []
    schedule = Schedule(
        epochs=4,
        steps_per_epoch=3,
        learning_rate=1e-2,
        policy="one-cycle",
        freeze_batch_norm=True,
        trainable="full" if kind == "pixels" else "last-block",
    )

    def tune(resume: Any = None) -> dict[str, Tensor]:
        network = TinyNetwork(seed=1)
        source: Source = (
            a_pixel_source(augmentation=Augmentation())
            if kind == "pixels"
            else a_cached_source(network)
        )
        keep = lambda tensors, facts: saved.append((tensors, facts))  # noqa: E731
        objective = an_objective(source)
        return fit(network, objective, schedule, save=keep, resume=resume).best_state

    straight = tune()
    resumed = tune(saved[1])

    for name, tensor in straight.items():
        assert torch.equal(tensor, resumed[name]), name
    trunk_moved = not torch.equal(straight["first.0.weight"], PARENT.state_dict()["first.0.weight"])
    assert trunk_moved == (kind == "pixels")


def test_a_softmax_label_against_all_others_has_the_same_probability() -> None:
    logits = torch.tensor([[2.0, -1.0, 0.5], [40.0, -40.0, 0.0]])
    two_sided = torch.sigmoid(binary_logits(logits, Activation.SOFTMAX))

    torch.testing.assert_close(two_sided, logits.softmax(dim=1))
    assert binary_logits(logits, Activation.SIGMOID) is logits


def test_settings_refuse_unknown_losses_and_uneven_draws() -> None:
    with pytest.raises(InvalidInputError, match="dise"):
        DebiasSettings(attention="dise")
    with pytest.raises(InvalidInputError, match="24, with 5 draws a step"):
        DebiasSettings(draws_per_step=5)
    assert DebiasSettings().attention_weight == 2.0
    assert DebiasSettings(attention="mse").attention_weight == 20.0
    assert DebiasSettings(attention="energy", weight=0.25).attention_weight == 0.25
