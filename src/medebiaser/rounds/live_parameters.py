"""The parameters of a live session: when, whom and how a training asks physicians."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from medebiaser.errors import InvalidInputError
from medebiaser.learning.acquisition import refuse_unknown_sampling
from medebiaser.learning.explainers import explainer
from medebiaser.learning.grids import GRID_MAX

LIVE = "live"
"""The setting of a round, and the option of a training, that holds these parameters."""

EPOCHS_AFTERWARDS = 10
IMAGES_MAX = 200
_LONGEST_S = 60.0 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveParameters:
    """How a training asks, and what it does with the answers.

    Attributes:
        warm_up: epochs before the first question: until then all images are equally uncertain.
        queries: how many lists are asked about.
        interval: epochs from one list to the next.
        images: in each list.
        grid: cells on a side of the grid that is answered.
        marked: how many cells of highest attribution are marked for the person.
        sampling: which images come first, a name of `learning.acquisition`.
        among: how many training images, drawn at random, a list is chosen from.
        explainer: whose attribution the grid shows, a name of `learning.explainers`.
        label: ask about this label alone; None: about each image's predicted label.
        weight: λ of the sum of W (dz_c/dx)² over the cells that should not matter.
        physicians: how many have to hand a list in before training goes on.
        timeout_s: how long a list waits before training goes on without the missing answers.
    """

    warm_up: int = 10
    queries: int = 10
    interval: int = 1
    images: int = 20
    grid: int = 8
    marked: int = 10
    sampling: str = "entropy"
    among: int = 2000
    explainer: str = "grad-cam"
    label: str | None = None
    weight: float = 1.0
    physicians: int = 1
    timeout_s: float = 86_400.0

    def __post_init__(self) -> None:
        for name in ("warm_up", "queries", "interval", "images", "marked", "among", "physicians"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name} is {getattr(self, name)}; choose 1 or more")
        if self.images > IMAGES_MAX:
            raise InvalidInputError(f"images is {self.images}; ask about {IMAGES_MAX} at most")
        if not 2 <= self.grid <= GRID_MAX:
            raise InvalidInputError(f"grid is {self.grid}; choose 2 to {GRID_MAX} cells a side")
        if not 0 <= self.weight < float("inf"):
            raise InvalidInputError(f"weight is {self.weight}; choose 0 or more")
        if not 0 < self.timeout_s <= _LONGEST_S:
            raise InvalidInputError(
                f"timeout_s is {self.timeout_s}; choose more than 0 and {_LONGEST_S:.0f} at most"
            )
        refuse_unknown_sampling(self.sampling)
        explainer(self.explainer)

    @property
    def last_epoch(self) -> int:
        """The epoch after which the last list is asked about."""
        return self.warm_up + (self.queries - 1) * self.interval

    @property
    def epochs(self) -> int:
        """Epochs of the whole training where nobody chose: ten more after the last interval."""
        return self.warm_up + self.queries * self.interval + EPOCHS_AFTERWARDS

    def query_after(self, epoch: int) -> int | None:
        """Return the number of the list that is asked about after an epoch; None: none is."""
        number, rest = divmod(epoch - self.warm_up, self.interval)
        return number + 1 if rest == 0 and 0 <= number < self.queries else None

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the parameters that `as_json` wrote; those left out have their defaults.

        Raises:
            InvalidInputError: one is unknown or cannot be used.
        """
        known = {field.name for field in fields(cls)}
        if unknown := sorted(document.keys() - known):
            raise InvalidInputError(
                f"a live session has no parameter {', '.join(unknown)}; "
                f"there are {', '.join(sorted(known))}"
            )
        return cls(**document)

    def as_json(self) -> dict[str, Any]:
        """Return every parameter by name."""
        return asdict(self)

    def for_labels(self, labels: tuple[str, ...]) -> Self:
        """Return the same for a project.

        Raises:
            InvalidInputError: the project does not have the label.
        """
        if self.label is not None and self.label not in labels:
            raise InvalidInputError(
                f"there is no label {self.label!r}; this project has {', '.join(labels)}"
            )
        return replace(self)


def split_options(
    options: Mapping[str, Any], labels: tuple[str, ...]
) -> tuple[dict[str, Any], LiveParameters | None]:
    """Part the options of a training from those of its live session.

    A live training is long enough for all its questions where nobody chose the epochs.

    Raises:
        InvalidInputError: a parameter cannot be used, or training would end before the last
            question could change anything.
    """
    plain = {name: value for name, value in options.items() if name != LIVE}
    if options.get(LIVE) is None:
        return plain, None
    live = LiveParameters.from_json(options[LIVE]).for_labels(labels)
    plain.setdefault("epochs", live.epochs)
    if plain["epochs"] <= live.last_epoch:
        raise InvalidInputError(
            f"epochs is {plain['epochs']} and the last question comes after epoch "
            f"{live.last_epoch}; choose more epochs, or fewer questions"
        )
    return plain, live


def live_of(settings: Mapping[str, Any]) -> LiveParameters | None:
    """Return the parameters of a round's live session; None: it has none."""
    found = settings.get(LIVE)
    return None if found is None else LiveParameters.from_json(found)
