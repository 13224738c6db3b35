"""Every parameter in words: what it does, what it may be, what it is unless someone says so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from medebiaser.data.stores import Stores
from medebiaser.learning.networks import network_names
from medebiaser.learning.networks.costs import COSTS
from medebiaser.rounds.parameters import FineTuneParameters, TrainingParameters

ARCHITECTURES: Mapping[str, str] = {
    "small": "a small network for trying things out: minutes on a laptop, also without weights",
    "densenet121": "the usual choice for radiographs; good with some thousand images",
    "densenet169": "like densenet121, deeper: slower, at times slightly better",
    "resnet18": "quick, and good on colour photographs",
    "resnet50": "deeper than resnet18: slower, wants more images",
    "efficientnet-b0": "little memory for what it reaches; good on colour photographs",
    "vit": "a vision transformer: wants many images or pretrained weights, coarser heatmaps",
}
"""Our networks in plain words."""

KINDS: Mapping[str, str] = {
    "str": "text",
    "str | None": "text",
    "int": "whole number",
    "float": "number",
    "float | None": "number",
    "bool": "yes or no",
    "tuple": "list",
}
"""What a parameter's type is called in the reply."""

_PRECISIONS = {
    "auto": "bf16 where the device has it, else 32",
    "32": "exact, the slowest",
    "bf16": "half the memory, quicker where the processor has it",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a person needs to know of one parameter.

    Attributes:
        choices: what it may be, with the meaning of each; None: any value of its kind.
        least, most: of a number.
    """

    meaning: str
    choices: Mapping[str, str] | None = None
    least: float | None = None
    most: float | None = None


TRAINING: Mapping[str, Words] = {
    "architecture": Words("the network that learns", ARCHITECTURES),
    "weights": Words("pretrained weights to start from; none: it starts from random numbers"),
    "epochs": Words(
        "how often it sees every image, at most; it stops when it learns no more", least=1
    ),
    "batch_size": Words("images looked at together; fewer need less memory", least=1),
    "image_size": Words(
        "side in pixels that images are shrunk to; larger shows finer findings and takes longer",
        least=32,
        most=4096,
    ),
    "learning_rate": Words("how large each correction is; none: what suits the network", least=0),
    "loss": Words(
        "what counts as an error",
        {
            "bce": "every label of every image counts alike",
            "asymmetric": "rare labels count more; for many labels of which most are rare",
        },
    ),
    "patience": Words("epochs without a better score before training stops", least=1),
    "augment": Words("shift, turn and brighten images slightly; never mirror them"),
    "precision": Words("how exactly it calculates", _PRECISIONS),
    "seed": Words("the same number gives the same result again"),
}
FINE_TUNING: Mapping[str, Words] = {
    "attention": Words(
        "how the heatmap is pulled towards the region that was drawn",
        {
            "dice": "the heatmap should cover the region and nothing else; the usual choice",
            "energy": "the heat should lie inside the region, wherever in it",
            "map-bce": "every cell is judged for itself; for images that must not be edited",
            "mse": "as published: differences of the normalised heatmap, squared",
            "input-gradient": "pixels of irrelevant regions must not matter; three times as slow",
            "none": "prediction and region swap alone",
        },
    ),
    "attention_weight": Words("how strongly it is pulled; none: what suits the loss", least=0),
    "swap": Words("show the finding in other images, and the image without the finding"),
    "blend": Words(
        "how a swapped region joins its surroundings",
        {
            "feather": "a soft edge; the usual choice",
            "membrane": "brightness flows in from the edge; for markers inside the region",
        },
    ),
    "distillation": Words("how strongly labels nobody worked on stay as they were", least=0),
    "focus": Words("labels to work on; none named: every label with annotated regions"),
    "steps": Words("how many corrections of the network are made", least=1),
    "annotated_per_step": Words("annotated images looked at together", least=1),
    "rehearsal_per_step": Words("other training images that are looked at beside them", least=1),
    "accumulate": Words("parts a step is divided into, where memory is short", least=1),
    "learning_rate": Words("how large each correction is; none: what suits the network", least=0),
    "scope": Words(
        "how much of the network may change",
        {
            "full": "all of it, after a quick preview",
            "last-block": "its last block alone: minutes on a laptop, part of the gain",
        },
    ),
    "augment": Words("shift, turn and brighten images and regions together"),
    "precision": Words("how exactly it calculates", _PRECISIONS),
    "seed": Words("the same number gives the same result again"),
}


def parameters_document(stores: Stores) -> dict[str, Any]:
    """Return every parameter of training and fine-tuning, with what this project may choose.

    Networks and weights that were added to the workspace are among the choices.
    """
    training = _described(TrainingParameters, TRAINING)
    fine_tuning = _described(FineTuneParameters, FINE_TUNING)
    _choose(training, "architecture", _architectures(stores))
    _choose(
        training, "weights", {w.name: f"imported from {w.origin}" for w in stores.weights.all()}
    )
    _choose(fine_tuning, "focus", dict.fromkeys(stores.project.labels, ""))
    costs = {name: asdict(cost) for name, cost in COSTS.items()}
    return {"training": training, "fine_tuning": fine_tuning, "costs": costs}


def _described(kind: type[Any], words: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "kind": KINDS[str(getattr(each.type, "__name__", each.type))],
            "default": each.default,
            "meaning": words[each.name].meaning,
            "choices": words[each.name].choices,
            "least": words[each.name].least,
            "most": words[each.name].most,
        }
        for each in fields(kind)
    ]


def _choose(parameters: list[dict[str, Any]], name: str, choices: Mapping[str, str]) -> None:
    for parameter in parameters:
        if parameter["name"] == name:
            parameter["choices"] = dict(choices)


def _architectures(stores: Stores) -> dict[str, str]:
    ours = {name: ARCHITECTURES.get(name, "added by a package") for name in network_names()}
    return ours | {network.name: "added to this workspace" for network in stores.networks.all()}
