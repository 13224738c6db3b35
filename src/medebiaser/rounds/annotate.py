"""One physician's word on one heatmap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from medebiaser.data.masks import coverage_warning, of_relevance, rasterised
from medebiaser.data.polygons import validated_pieces
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Annotation, Effort, Image, Region, Relevance, Split, Verdict

_ANNOTATED = frozenset({Split.REVIEW, Split.TRAIN})
_MASK_GRID = 32
_DRAWN = frozenset({Verdict.CORRECTED, Verdict.ACCEPTED})


def annotate(
    stores: Stores,
    image_id: str,
    label: str,
    regions: Sequence[Region],
    verdict: Verdict,
    *,
    version: int,
    author: str,
    saved_at: datetime | None = None,
    effort: Effort | None = None,
) -> int:
    """Replace one physician's annotation of one image and one label.

    Running it twice with the same version changes nothing. Corners outside the image
    are clipped; `checked_regions` says which.

    Args:
        regions: polygons in the image's own pixels; empty unless the verdict is
            `corrected`, `accepted` or `label is wrong`.
        version: the version the physician last saw, 0 for the first save.
        saved_at: when it was saved elsewhere; None is now.
        effort: how long it took; None where nobody measured it.

    Returns:
        The annotation's new version.

    Raises:
        NotFoundError: no such image or label.
        LockedError: the image is in a split that no one annotates, or in none yet.
        InvalidInputError: a polygon, or regions that contradict verdict or label.
        ConflictError: someone saved a newer version; carries both.
    """
    saved = save(
        stores, image_id, label, regions, verdict,
        version=version, author=author, saved_at=saved_at, effort=effort,
    )  # fmt: skip
    return saved.annotation.version


@dataclass(frozen=True, slots=True)
class Saved:
    """An annotation as it was stored.

    Attributes:
        notes: one sentence for each thing that was changed to make the regions fit, or that
            is odd about them.
    """

    annotation: Annotation
    notes: tuple[str, ...]


def save(
    stores: Stores,
    image_id: str,
    label: str,
    regions: Sequence[Region],
    verdict: Verdict,
    *,
    version: int,
    author: str,
    saved_at: datetime | None = None,
    effort: Effort | None = None,
) -> Saved:
    """As `annotate`, but return what is stored now.

    What was drawn is examined before the transaction, which is short: on SQLite all
    writers wait for it.

    Raises:
        ConflictError: someone saved a newer version; `stored` and `offered` are both
            annotations, the latter as it would have been saved.
    """
    image = stores.images.get(image_id)
    carried = carried_label(stores, image, label)
    refuse_split(image)
    clean, notes = checked_regions(image, regions)
    _refuse_contradictions(image_id, label, clean, verdict, carried)
    try:
        with stores.transaction():
            stores.annotations.replace(
                image_id, label, clean, verdict,
                version=version, author=author, saved_at=saved_at, effort=effort,
            )  # fmt: skip
            stored = stores.annotations.get(image_id, label, author)
    except ConflictError as conflict:
        latest = stores.annotations.history(image_id, label, author)[-1:]
        offered = {"verdict": verdict, "regions": clean, "version": version}
        raise ConflictError(str(conflict), next(iter(latest), None), offered) from conflict
    assert stored is not None
    return Saved(stored, (*notes, *_warnings(image, clean)))


def _warnings(image: Image, clean: Sequence[Region]) -> list[str]:
    """What is odd about regions that are taken all the same."""
    relevant = of_relevance(clean, Relevance.RELEVANT)
    if not relevant:
        return []
    mask = rasterised(relevant, image.width, image.height, _MASK_GRID)
    warning = coverage_warning(mask)
    return [] if warning is None else [warning]


def withdraw(
    stores: Stores,
    image_id: str,
    label: str,
    *,
    version: int,
    author: str,
    saved_at: datetime | None = None,
) -> int:
    """Take one physician's annotation of one image and one label back.

    Running it twice with the same version changes nothing. The history keeps what was
    withdrawn; rounds that were trained with it stay as they are.

    Args:
        version: the version the physician last saw.
        saved_at: when it was withdrawn elsewhere; None is now.

    Returns:
        The version that a later annotation follows.

    Raises:
        NotFoundError: no such image or label, or nothing to withdraw.
        ConflictError: someone saved a newer version; carries both.
    """
    try:
        return stores.annotations.withdraw(
            image_id, label, version=version, author=author, saved_at=saved_at
        )
    except ConflictError as conflict:
        latest = stores.annotations.history(image_id, label, author)[-1:]
        offered = {"withdrawn": True, "version": version}
        raise ConflictError(str(conflict), next(iter(latest), None), offered) from conflict


def checked_regions(
    image: Image, regions: Sequence[Region]
) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """Validate and clip regions to the image.

    Returns:
        The regions to store, and one sentence for each thing that was changed.

    Raises:
        InvalidInputError: fewer than three corners, self-crossing, wholly outside,
            NaN, too many corners; the message names the corner.
    """
    clean: list[Region] = []
    notes: list[str] = []
    for region in regions:
        pieces, region_notes = validated_pieces(region, image.width, image.height)
        clean.extend(pieces)
        notes.extend(region_notes)
    return tuple(clean), tuple(notes)


def refuse_split(image: Image) -> None:
    """Refuse images that no one annotates.

    Raises:
        LockedError: the image is in another split than review or train, or in none yet.
    """
    if image.split is None:
        raise LockedError(
            f"image {image.id} has no split yet and may still become a test image; "
            "assign splits first with `medebiaser split`"
        )
    if image.split not in _ANNOTATED:
        raise LockedError(
            f"image {image.id} is in the {image.split} split, which is never annotated; "
            "choose one from review"
        )


def carried_label(stores: Stores, image: Image, label: str) -> int | None:
    """Return the label that the table gives the image: 1, 0 or None (unknown).

    Raises:
        NotFoundError: the project has no such label.
    """
    if label not in stores.project.labels:
        raise NotFoundError(
            f"no label {label!r}; this project has {', '.join(stores.project.labels)}"
        )
    return image.labels[stores.project.labels.index(label)]


def _refuse_contradictions(
    image_id: str,
    label: str,
    regions: tuple[Region, ...],
    verdict: Verdict,
    carried: int | None,
) -> None:
    if verdict in _DRAWN and not regions:
        raise InvalidInputError(
            f"verdict {verdict!s} for {label} on image {image_id} has no region; "
            "draw one or choose 'nothing to mark'"
        )
    if verdict in {Verdict.NOTHING_TO_MARK, Verdict.CANNOT_TELL} and regions:
        raise InvalidInputError(
            f"verdict {verdict!s} for {label} on image {image_id} came with "
            f"{len(regions)} regions; remove them or choose 'corrected'"
        )
    if verdict is Verdict.LABEL_IS_WRONG and carried is None:
        raise InvalidInputError(
            f"{label} is unknown on image {image_id}, so it cannot be wrong; choose 'cannot tell'"
        )
    relevant = any(region.relevance is Relevance.RELEVANT for region in regions)
    present = _present_after(verdict, carried)
    if relevant and not present:
        raise InvalidInputError(
            f"a relevant region for {label} on image {image_id}, which does not carry it; "
            "mark the region irrelevant, or save the verdict 'label is wrong' to change the label"
        )


def _present_after(verdict: Verdict, carried: int | None) -> bool:
    if verdict is Verdict.LABEL_IS_WRONG:
        return carried == 0
    return carried == 1
