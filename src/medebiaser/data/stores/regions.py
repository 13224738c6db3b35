"""Regions as JSON documents, one exact form for comparing and storing."""

from collections.abc import Iterable
from typing import Any

from medebiaser.records import Region, Relevance


def to_documents(regions: Iterable[Region]) -> list[dict[str, Any]]:
    """Return `[{"relevance", "points": [[x, y], …]}]`; coordinates keep all their digits."""
    return [
        {
            "relevance": Relevance(region.relevance).value,
            "points": [[float(x), float(y)] for x, y in region.points],
        }
        for region in regions
    ]


def from_documents(documents: Iterable[dict[str, Any]]) -> tuple[Region, ...]:
    """Return the regions of such documents."""
    return tuple(
        Region(points_of(document["points"]), Relevance(document["relevance"]))
        for document in documents
    )


def points_of(pairs: Iterable[Iterable[float]]) -> tuple[tuple[float, float], ...]:
    """Return stored [x, y] pairs as points."""
    return tuple((x, y) for x, y in pairs)
