"""`explainers` (paper, appendix C): which explainer agrees with the true regions, at what price?"""

import time
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.draws import seed_of
from medebiaser.learning.explainers import Explainer, explainer
from medebiaser.learning.faithfulness import faithfulness
from medebiaser.learning.networks import Network
from medebiaser.records import Image, Region, Split
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.reliance import Referenced, referenced_pairs
from medebiaser.study.bench import Bench
from medebiaser.study.experiments.base import Experiment, Method, Tallies
from medebiaser.study.options import StudyOptions
from medebiaser.study.tallies import agreement_tally

_EXPLAINERS = (
    "closed-form",
    "deep-lift",
    "integrated-gradients",
    "input-gradient",
    "occlusion",
)
_PAIRS = 120
_BATCH = 8
_SHOWN: Mapping[str, str] = {
    "pointing": "pointing game",
    "energy_inside": "energy inside",
    "iou": "IoU at .5",
    "insertion": "insertion (high is good)",
    "deletion": "deletion (low is good)",
    "seconds": "seconds an image",
}


def explainers(options: StudyOptions) -> Experiment:  # noqa: ARG001
    """Return the experiment for these options."""
    return Experiment(
        name="explainers",
        question="Which explainer agrees best with the true regions, names what the network used, "
        "and how long does it take?",
        methods={name: _explaining(name) for name in _EXPLAINERS},
        ours="closed-form",
        rivals=("deep-lift", "integrated-gradients"),
        shown=_SHOWN,
        notes=(
            f"At most {_PAIRS} positives of test with a true region, of all labels, the same for "
            "every explainer; the preliminary network, which looks at the marker for the label in "
            "focus. Times are CPU seconds of this machine.",
        ),
    )


def _explaining(name: str) -> Method:
    def method(bench: Bench) -> Tallies:
        with bench.trained() as stores:
            pairs = _pairs(stores, bench.seed)
            network = trained_network(stores, stores.rounds.get(0)).eval()
            side = training_parameters(stores, stores.rounds.get(0)).image_size
            rows = np.array([pair.image.row for pair in pairs], np.int64)
            images = prepare(stores, side, rows=rows).fetch(rows)
            labels = torch.tensor([pair.label for pair in pairs])
            chosen = explainer(name)
            start = time.process_time()
            found = _attributions(chosen, network, images, labels)
            seconds = time.process_time() - start
            tally = agreement_tally(found, [_truth(pair) for pair in pairs])
            faithful = faithfulness(
                network, images, found, labels, activation=stores.project.activation
            )
        count = float(len(pairs))
        measured = {
            "insertion": (float(faithful.insertion.sum()), count),
            "deletion": (float(faithful.deletion.sum()), count),
            "seconds": (seconds, count),
        }
        return {name: {**tally, **measured}}

    return method


def _attributions(chosen: Explainer, network: Network, images: Tensor, labels: Tensor) -> Tensor:
    return torch.cat(
        [
            chosen(network, images[start : start + _BATCH], labels[start : start + _BATCH])
            for start in range(0, len(images), _BATCH)
        ]
    )


def _pairs(stores: Stores, seed: int) -> list[Referenced]:
    pairs = referenced_pairs(stores, Split.TEST)
    if not pairs:
        raise InvalidInputError(
            "no positive image of test has a true region; import reference regions or use --lesions"
        )
    order = np.random.default_rng(seed_of("explainers", seed)).permutation(len(pairs))[:_PAIRS]
    return [pairs[place] for place in order]


def _truth(pair: Referenced) -> tuple[Image, list[Region]]:
    return pair.image, list(pair.regions)
