"""Images to annotate and bodies to send, for tests of writing."""

from typing import Any

from medebiaser.data.stores import Stores
from medebiaser.records import Image, Split
from tests.loop import FOCUS, positives, regions_of

TRIANGLE = [[8.0, 8.0], [30.5, 8.25], [20.0, 30.0]]


def an_image(stores: Stores, split: Split = Split.REVIEW, label: str = FOCUS) -> Image:
    """The first image of a split that carries a label."""
    k = stores.project.labels.index(label)
    return next(image for image in stores.images.all(split) if image.labels[k] == 1)


def drawn(stores: Stores, limit: int = 4) -> list[Image]:
    """Images of review, then of train, whose finding has a reference region."""
    return positives(stores, FOCUS, (Split.REVIEW, Split.TRAIN))[:limit]


def body(
    version: int = 0, *, verdict: str = "corrected", points: Any = TRIANGLE, **more: Any
) -> dict[str, Any]:
    """What a save sends."""
    regions = [] if points is None else [{"points": points}]
    return {"verdict": verdict, "regions": regions, "version": version, **more}


def reference_body(stores: Stores, image: Image, version: int = 0) -> dict[str, Any]:
    """A save of the reference region of an image."""
    regions = regions_of(stores, image.id, FOCUS)
    return {
        "verdict": "corrected",
        "version": version,
        "regions": [{"points": region.points, "relevance": "relevant"} for region in regions],
    }
