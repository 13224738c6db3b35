"""One page of a stored ranking: what it costs depends on the page alone, never on the project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import disagreements, mean_mask
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.learning.ranking import (
    Annotated,
    Ranking,
    RankingInputs,
    judged_by,
    ranking,
)
from medebiaser.records import Annotation, Image, Round, Split, Verdict
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import (
    BODY,
    EMBEDDINGS,
    FLIPPED_MAPS,
    MAPS,
    PROBABILITIES,
    Explained,
)
from medebiaser.rounds.likeness import SIMILAR, Like, Nearest, nearest
from medebiaser.rounds.listings import Listing, StoredListing, place_in
from medebiaser.rounds.orders import (
    ABSENT,
    Statistics,
    Stored,
    arrays_of,
    is_fresh,
    statistics_of,
    stored_orders,
    stored_ranking,
)
from medebiaser.rounds.rank import refuse_hidden
from medebiaser.rounds.ranking_inputs import MASK_GRID
from medebiaser.rounds.targets import float_targets

BLOCK = 4_096
"""Places looked at together when a filter leaves some out."""
SCANNED_MAX = 262_144
"""Places one page looks at most; the next page goes on from there."""
_COMPARED = frozenset({"misalignment", "dual"})
_LEARNED = "learned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page.

    Attributes:
        start: the first place that may come; 0 is the head of the ranking.
        limit: at most so many images.
        correct: only pairs the model had right, or wrong, when they were ranked; None: both.
        annotated: only images with an annotation of the label, or without; None: both.
        like: what `similar` searches for.
    """

    label: str
    by: str
    split: Split = Split.REVIEW
    start: int = 0
    limit: int = 50
    correct: bool | None = None
    annotated: bool | None = None
    like: Like | None = None


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """One image at its place.

    Attributes:
        score: of the ranking, in [0, 1].
        probability: the calibrated one: .5 is the operating point.
        raw_probability: the network's own.
        truth: 1, 0 or None (unknown), after the physicians' verdicts of now.
        correct: whether the operating point agrees with the truth; None where it is unknown.
        reason: why it is here, in words.
        annotations: of this label, by author.
        notes: how many notes the image has.
    """

    place: int
    image: Image
    score: float
    probability: float
    raw_probability: float
    truth: int | None
    correct: bool | None
    reason: str
    annotations: tuple[Annotation, ...]
    notes: int

    @property
    def accepted(self) -> bool:
        """Whether someone took the heatmap as it is."""
        return any(each.verdict is Verdict.ACCEPTED for each in self.annotations)


@dataclass(frozen=True, slots=True)
class RankingPage:
    """A page.

    Attributes:
        fresh: whether no annotation and no image came or went since the order was made.
        total: places of the whole order, without filters.
        next: the place to go on from; None at the end.
    """

    round: int
    wanted: Wanted
    fresh: bool
    ranked_at: str
    total: int
    next: int | None
    images: tuple[PlacedImage, ...]


def ranking_page(stores: Stores, trained: Round, wanted: Wanted) -> RankingPage:
    """Return one page of a stored ranking, or of a search by likeness.

    Raises:
        NotFoundError: no such label, ranking or image.
        LockedError: the split is not looked through, or was not ranked so yet.
        InvalidInputError: another ranking than `similar` is asked for what is like an image.
    """
    with stores.reading():
        return _ranking_page(stores, trained, wanted)


def place_of(stores: Stores, trained: Round, wanted: Wanted, row: int) -> tuple[int | None, int]:
    """Return an image's place in a ranking, None where it has none, and how many places it has.

    Filters leave places as they are, so they are not looked at.

    Raises:
        as `ranking_page`.
    """
    with stores.reading():
        listing = _listed(stores, trained, wanted)[-1]
        return place_in(listing, row), listing.total


def _ranking_page(stores: Stores, trained: Round, wanted: Wanted) -> RankingPage:
    k, stored, arrays, listing = _listed(stores, trained, wanted)
    places, following = _places(stores, listing, wanted)
    shown = _Shown(stores, trained, arrays, stored, ranking(wanted.by), k, listing)
    return RankingPage(
        round=trained.number,
        wanted=wanted,
        fresh=is_fresh(stores, stored),
        ranked_at=stored.ranked_at,
        total=listing.total,
        next=following,
        images=tuple(_placed(shown, places)),
    )


def _listed(
    stores: Stores, trained: Round, wanted: Wanted
) -> tuple[int, Stored, Explained, Listing]:
    """The label's index, what is stored, its arrays, and the order of this label."""
    chosen = ranking(wanted.by)
    refuse_hidden(wanted.split)
    k = _label_index(stores, wanted.label)
    if wanted.like is None:
        stored = stored_ranking(trained, wanted.split, chosen.name)
        arrays = arrays_of(stores, trained, stored)
        return k, stored, arrays, StoredListing(arrays, stored, chosen.name, k)
    if chosen.name != SIMILAR:
        raise InvalidInputError(
            f"{chosen.name} does not search; ask for {SIMILAR}, or leave out what to look for"
        )
    stored = stored_orders(trained, wanted.split) or stored_ranking(trained, wanted.split, SIMILAR)
    arrays = arrays_of(stores, trained, stored)
    return k, stored, arrays, nearest(stores, trained, arrays, stored, k, wanted.like)


def _label_index(stores: Stores, label: str) -> int:
    if label not in stores.project.labels:
        raise NotFoundError(
            f"no label {label!r}; this project has {', '.join(stores.project.labels)}"
        )
    return stores.project.labels.index(label)


def _places(
    stores: Stores, listing: Listing, wanted: Wanted
) -> tuple[NDArray[np.int64], int | None]:
    """Places of the page, and where the next one starts."""
    total, at = listing.total, wanted.start
    if wanted.correct is None and wanted.annotated is None:
        end = min(at + wanted.limit, total)
        return np.arange(at, end), end if end < total else None
    annotated = None
    if wanted.annotated is not None:
        annotated = stores.badges.annotated_rows(wanted.label)
    found: list[NDArray[np.int64]] = []
    missing, last = wanted.limit, min(total, at + SCANNED_MAX)
    while at < last and missing > 0:
        block = np.arange(at, min(last, (at // BLOCK + 1) * BLOCK))
        kept = block[_passing(listing, wanted, block, annotated)][:missing]
        found.append(kept)
        missing -= len(kept)
        at = int(kept[-1]) + 1 if not missing else int(block[-1]) + 1
    places = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    return places, at if at < total else None


def _passing(
    listing: Listing,
    wanted: Wanted,
    block: NDArray[np.int64],
    annotated: NDArray[np.int64] | None,
) -> NDArray[np.bool_]:
    """Which places of a block the filters let through."""
    passing = np.ones(len(block), dtype=np.bool_)
    if wanted.correct is not None:
        passing &= listing.correct(block) == float(wanted.correct)
    if annotated is not None:
        passing &= np.isin(listing.rows(block), annotated) == wanted.annotated
    return passing


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the images of a page are described with."""

    stores: Stores
    trained: Round
    arrays: Explained
    stored: Stored
    chosen: Ranking
    label: int
    listing: Listing


def _placed(shown: _Shown, places: NDArray[np.int64]) -> list[PlacedImage]:
    """The images at some places; an erased one is left out."""
    stores, chosen, k = shown.stores, shown.chosen, shown.label
    rows = shown.listing.rows(places)
    known = stores.images.known(rows[rows != ABSENT].tolist())
    there = np.array([int(row) in known for row in rows], dtype=np.bool_)
    places, rows = places[there], rows[there]
    if not len(rows):
        return []
    images = [known[int(row)] for row in rows]
    scores = shown.listing.scores(places)
    ids = [image.id for image in images]
    compared = chosen.name in _COMPARED
    annotations = stores.badges.annotations(ids, regions=compared)
    notes = stores.badges.notes(ids)
    inputs = _inputs(shown, images, annotations)
    label = stores.project.labels[k]
    if compared:
        inputs = replace(inputs, annotated=_masks(label, k, images, annotations))
    reasons = _reasons(chosen, inputs, k, statistics_of(stores, shown.stored))
    probabilities = inputs.calibrated[:, k].tolist()
    return [
        PlacedImage(
            place=int(places[i]),
            image=image,
            score=float(scores[i]),
            probability=probabilities[i],
            raw_probability=float(inputs.probabilities[i, k]),
            truth=(truth := _known(float(inputs.truth[i, k]))),
            correct=None if truth is None else (probabilities[i] >= 0.5) == (truth == 1),
            reason=reasons[i],
            annotations=tuple(a for a in annotations.get(image.id, ()) if a.label == label),
            notes=notes.get(image.id, 0),
        )
        for i, image in enumerate(images)
    ]


def _known(truth: float) -> int | None:
    return None if np.isnan(truth) else int(truth)


def _reasons(chosen: Ranking, inputs: RankingInputs, k: int, statistics: Statistics) -> list[str]:
    if chosen.name == _LEARNED and statistics.ranker is not None:
        return judged_by(statistics.ranker, inputs, k)
    return chosen.reasons(inputs, k, torch.arange(len(inputs.rows)))


def _inputs(
    shown: _Shown, images: Sequence[Image], annotations: Mapping[str, Sequence[Annotation]]
) -> RankingInputs:
    """What the reasons of these images look at; only what this ranking needs is read."""
    stores, arrays, by = shown.stores, shown.arrays, shown.chosen.name
    rows = np.array([image.row for image in images], dtype=np.int64)
    statistics = statistics_of(stores, shown.stored)
    maps = torch.zeros(len(rows), len(stores.project.labels), 1, 1)
    flipped = body = embeddings = query = None
    if isinstance(shown.listing, Nearest):
        query, embeddings = shown.listing.query, torch.from_numpy(arrays.read(EMBEDDINGS, rows))
    elif shown.chosen.from_maps:
        maps = torch.from_numpy(arrays.read(MAPS, rows))
        body = _read(arrays, BODY, rows)
    if by in _COMPARED:
        flipped = _read(arrays, FLIPPED_MAPS, rows)
    return RankingInputs(
        names=stores.project.labels,
        rows=torch.from_numpy(rows),
        probabilities=torch.from_numpy(arrays.read(PROBABILITIES, rows)),
        truth=float_targets(labels_now(stores, images, annotations)),
        thresholds=shown.stored.thresholds,
        maps=maps,
        training=statistics.training,
        embeddings=embeddings,
        summary=statistics.summary,
        paired_labels=stores.project.paired_labels,
        body=body,
        flipped_maps=flipped,
        query=query,
        activation=stores.project.activation,
        seed=shown.trained.seed,
    )


def _read(arrays: Explained, name: str, rows: NDArray[np.int64]) -> torch.Tensor | None:
    """An array of these rows; None where one of them has no value."""
    try:
        values = arrays.read(name, rows)
    except NotFoundError:
        return None
    return None if np.isnan(values).any() else torch.from_numpy(values)


def labels_now(
    stores: Stores, shown: Sequence[Image], annotations: Mapping[str, Sequence[Annotation]]
) -> NDArray[np.int8]:
    """Return the labels of some images after the physicians' verdicts of now.

    Args:
        shown: n images.
        annotations: of these images, by id.

    Returns:
        (n, K) int8, -1 where unknown.
    """
    labels = np.array(
        [[-1 if value is None else value for value in image.labels] for image in shown],
        dtype=np.int8,
    ).reshape(len(shown), len(stores.project.labels))
    places = {image.id: place for place, image in enumerate(shown)}
    snapshot.judge(
        stores.project, labels, places, [each for found in annotations.values() for each in found]
    )
    return labels


def _masks(
    label: str, k: int, shown: Sequence[Image], annotations: Mapping[str, Sequence[Annotation]]
) -> Annotated | None:
    """The regions that were drawn for the label in these images themselves."""
    rows, masks = [], []
    for image in shown:
        drawn = [each for each in annotations.get(image.id, ()) if each.label == label]
        if not drawn or disagreements(drawn):
            continue
        mask = mean_mask(drawn, image.width, image.height, MASK_GRID)
        if mask is not None:
            rows.append(image.row)
            masks.append(torch.from_numpy(mask))
    if not masks:
        return None
    return Annotated(torch.tensor(rows), torch.full((len(rows),), k), torch.stack(masks))
