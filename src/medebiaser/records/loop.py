"""Frozen facts of the loop: projects, images, annotations, rounds, progress."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Point = tuple[float, float]
"""(x, y) in the image's own pixels: x right, y down, (0, 0) the outer corner of the first pixel."""


class Split(StrEnum):
    """What an image is used for; disjoint by patient."""

    TRAIN = "train"
    REVIEW = "review"
    TUNE = "tune"
    TEST = "test"
    SEALED = "sealed"
    POOL = "pool"


NEVER_ANNOTATED = frozenset({Split.TEST, Split.SEALED})
"""Splits that no one annotates and nothing trains on."""


class Activation(StrEnum):
    """How logits become probabilities."""

    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"


class Relevance(StrEnum):
    """Whether a region says "look here" or "ignore this"."""

    RELEVANT = "relevant"
    IRRELEVANT = "irrelevant"


class Verdict(StrEnum):
    """What a physician says about one heatmap."""

    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    NOTHING_TO_MARK = "nothing to mark"
    LABEL_IS_WRONG = "label is wrong"
    CANNOT_TELL = "cannot tell"


class Scope(StrEnum):
    """Which weights a fine-tuning round may change."""

    FULL = "full"
    LAST_BLOCK = "last-block"


class RoundState(StrEnum):
    """Where a round stands; the legal moves are in `rounds.states`."""

    CREATED = "created"
    TRAINING = "training"
    TRAINED = "trained"
    EXPLAINED = "explained"
    RANKED = "ranked"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Region:
    """A polygon in the image's own pixels; the last corner joins the first."""

    points: tuple[Point, ...]
    relevance: Relevance = Relevance.RELEVANT


@dataclass(frozen=True, slots=True)
class Project:
    """One label set with its activation, its images and its rounds.

    Attributes:
        paired_labels: labels of paired organs, whose regions may be mirrored.
        cue_columns: table columns named as cues, kept per image in `Image.cues`.
        label_source: where the labels come from, in words ("text-mined from reports").
        current_round: the round the views show; None before round 0.
    """

    id: int
    name: str
    labels: tuple[str, ...]
    activation: Activation = Activation.SIGMOID
    paired_labels: tuple[str, ...] = ()
    cue_columns: tuple[str, ...] = ()
    label_source: str | None = None
    current_round: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """One frame of one patient.

    Attributes:
        id: unique in its project, as the table names it.
        row: permanent row number in every array of the project, from 0.
        labels: per project label 1, 0 or None (unknown).
        source: key of the original in the blob store, or with `in_place` its absolute path.
        bit_depth: 8 or 16: what the pixels need.
        channels: 1 (grey) or 3 (RGB).
        window: (centre, width) that came with the image, in stored pixel values.
        perceptual_hash: 64-bit pHash as 16 hex digits.
    """

    id: str
    row: int
    patient: str
    split: Split | None
    labels: tuple[int | None, ...]
    source: str
    in_place: bool
    sha256: str
    width: int
    height: int
    bit_depth: int = 8
    channels: int = 1
    view: str | None = None
    laterality: str | None = None
    age_years: float | None = None
    sex: str | None = None
    acquired_on: str | None = None
    spacing_mm: tuple[float, float] | None = None
    window: tuple[float, float] | None = None
    study_uid: str | None = None
    series_uid: str | None = None
    sop_uid: str | None = None
    perceptual_hash: str | None = None
    cues: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReferenceRegion:
    """An expert's region that came with the data.

    It measures attention and plays the physician in studies.
    """

    image_id: str
    label: str
    region: Region
    origin: str


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a physician had worked on an annotation when it was saved.

    Attributes:
        sitting: names one look at one image; the saves made in it share the name.
        active_s: seconds of the sitting spent on this annotation so far, without idle time.
    """

    sitting: str
    active_s: float


@dataclass(frozen=True, slots=True)
class Annotation:
    """One physician's regions and verdict for one image and one label.

    Attributes:
        version: 1 for the first save; each later save adds 1, and so does a withdrawal.
        withdrawn: whether this version took the one before back; found in histories alone.
        effort: how long it took, where whoever saved it has measured that.
    """

    image_id: str
    label: str
    author: str
    verdict: Verdict
    regions: tuple[Region, ...]
    version: int
    saved_at: datetime
    withdrawn: bool = False
    effort: Effort | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One model with everything that was made by it.

    Attributes:
        settings: every parameter the round was started with, as JSON.
        checkpoint: blob key of the weights (safetensors); None until trained.
        preview: True while only the last block has been fine-tuned and `full` will replace it.
        thresholds: per label the operating probability; None where `tune` has too few cases.
        scales: per label the evidence that heatmaps show in full red; 0 where none is displayed.
        history: per epoch the losses and tune metrics.
        metrics: split name to the document that `evaluate --json` prints.
        guard: per label what the guard found; {} where it found nothing.
        snapshot: blob key of the annotations as they were when the round started.
        rankings: per split what its stored orders were made with, see `rounds.orders`.
        receipt: what the round changed, kept when it was finished; None until then.
    """

    number: int
    parent: int | None
    state: RoundState
    settings: Mapping[str, Any]
    seed: int
    scope: Scope = Scope.FULL
    preview: bool = False
    checkpoint: str | None = None
    resume_from: str | None = None
    thresholds: tuple[float | None, ...] | None = None
    scales: tuple[float, ...] | None = None
    history: tuple[Mapping[str, float], ...] = ()
    metrics: Mapping[str, Any] = field(default_factory=dict)
    guard: Mapping[str, Any] = field(default_factory=dict)
    snapshot: str | None = None
    data_hash: str | None = None
    code_hash: str | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    failure: str | None = None
    created_at: datetime | None = None
    finished_at: datetime | None = None
    rankings: Mapping[str, Any] = field(default_factory=dict)
    receipt: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class UserNetwork:
    """A network that a user registered in the workspace: source code and where its parts are.

    Attributes:
        source: blob key of the Python file.
        attribute: the class or function in that file that builds the module.
        features: dotted path in the module to what gives the feature maps.
        classifier: dotted path to its head.
        last_block: dotted path to the block that a last-block round trains; None: the head alone.
        mean: per input channel, subtracted from images in [0, 1].
        std: per input channel, divided by.
        in_channels: channels the module accepts, 1 or 3.
        weights: blob key of its safetensors; None: it starts as the code makes it.
    """

    name: str
    source: str
    attribute: str
    features: str = "features"
    classifier: str = "classifier"
    last_block: str | None = None
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    in_channels: int = 3
    weights: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedWeights:
    """Weights imported into the workspace under a name.

    Attributes:
        key: blob key of the safetensors.
        origin: where they come from: a file name or a URL.
        architecture: name of the network they fit, where it is known.
    """

    name: str
    key: str
    origin: str
    architecture: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come.

    Attributes:
        phase: what is being done, in words a physician reads ("training").
        done: how many of `total` are done.
        metrics: the latest figures, by name.
    """

    phase: str
    done: int
    total: int
    metrics: Mapping[str, float] = field(default_factory=dict)


Report = Callable[[Progress], None]
"""Receives progress; raising `CancelledError` from it stops the step."""


def no_report(progress: Progress) -> None:
    """Ignore progress: for callers that do not show it."""
