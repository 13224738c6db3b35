"""Images in row order, a page at a time, with a filter or without."""

from collections.abc import Sequence
from dataclasses import dataclass

from medebiaser.data.stores import Stores
from medebiaser.errors import NotFoundError
from medebiaser.records import Image, Split


@dataclass(frozen=True, slots=True)
class ImagesPage:
    """A page; `next` is the row to go on from, None at the end."""

    images: tuple[Image, ...]
    next: int | None


def images_page(
    stores: Stores,
    *,
    split: Split | None = None,
    label: str | None = None,
    start: int = 0,
    limit: int = 50,
) -> ImagesPage:
    """Return images from a row on.

    Args:
        split: of this split alone.
        label: that carry this label, as the table says.

    Raises:
        NotFoundError: no such label.
    """
    if label is None:
        return _page(stores.images.page(split, start, limit + 1), limit)
    if label not in stores.project.labels:
        raise NotFoundError(
            f"no label {label!r}; this project has {', '.join(stores.project.labels)}"
        )
    rows: list[int] = []
    for block in stores.columns.now().rows(split, stores.project.labels.index(label), start=start):
        rows += block[: limit + 1 - len(rows)].tolist()
        if len(rows) > limit:
            break
    return _page(list(stores.images.known(rows).values()), limit)


def patient_page(stores: Stores, row: int, *, start: int = 0, limit: int = 50) -> ImagesPage:
    """Return the images of the patient whose image is in a row.

    Raises:
        NotFoundError: the row has no image.
    """
    return _page(stores.images.of_patient(row, start=start, limit=limit + 1), limit)


def _page(found: Sequence[Image], limit: int) -> ImagesPage:
    ordered = sorted(found, key=lambda image: image.row)
    following = ordered[limit].row if len(ordered) > limit else None
    return ImagesPage(tuple(ordered[:limit]), following)
