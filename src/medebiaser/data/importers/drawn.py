"""A region as a file has it: before its image is found and its coordinates are scaled."""

from dataclasses import dataclass

from medebiaser.records import Point, Relevance, Verdict


@dataclass(frozen=True, slots=True)
class DrawnRegion:
    """A polygon as a file carries it.

    Attributes:
        image: the image's id or file name, as the file says.
        label: the label, as the file says; "" where it names none.
        points: corners (x, y) in pixels of `frame`.
        frame: (width, height) of the picture it was drawn on; None: the image's own pixels.
        relevance: "look here" or "ignore this".
        author: who drew it, where the file says.
        verdict: what its author said of the heatmap, where the file says.
    """

    image: str
    label: str
    points: tuple[Point, ...]
    frame: tuple[float, float] | None = None
    relevance: Relevance = Relevance.RELEVANT
    author: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """All regions of one file, and what of it could not be used.

    Attributes:
        regions: in the file's order.
        notes: lines for the person who imports.
    """

    regions: tuple[DrawnRegion, ...]
    notes: tuple[str, ...] = ()
