"""What each of our networks costs, as `benchmarks/architectures.py` measured it.

The one place where these figures stand: the program shows them, docs/benchmarks.md says how they
were measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a network at 224 pixels with a batch of 16, on one thread of a CPU, in 32 bits.

    Attributes:
        training_s: seconds of the processor to learn from 1,000 images once.
        prediction_s: seconds for probabilities and maps of 1,000 images.
        memory_mib: peak while it learns.
    """

    training_s: float
    prediction_s: float
    memory_mib: int


COSTS: Mapping[str, Cost] = {
    "small": Cost(15.6, 3.5, 288),
    "densenet121": Cost(208.7, 40.6, 2536),
    "densenet169": Cost(196.3, 45.6, 3084),
    "resnet18": Cost(76.3, 19.0, 985),
    "resnet50": Cost(235.3, 48.4, 2261),
    "efficientnet-b0": Cost(87.3, 14.3, 1994),
    "vit": Cost(353.1, 265.4, 2040),
}
