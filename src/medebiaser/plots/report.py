"""One HTML page that needs no other file: figures and tables of a round against its parent."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import cv2
import numpy as np
from jinja2 import Environment, StrictUndefined
from numpy.typing import NDArray

from medebiaser.plots.overlays import Tile, overlay


@dataclass(frozen=True, slots=True)
class Comparison:
    """One image before and after a round.

    Attributes:
        title: image and label.
        before, after: the tiles of parent and round.
        note: what changed, in words.
        annotated: whether a physician drew on it.
    """

    title: str
    before: Tile
    after: Tile
    note: str
    annotated: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column names and rows of text.

    Attributes:
        wraps: its cells are sentences, not numbers.
    """

    heading: str
    explanation: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A heading, a sentence, and a drawing.

    Attributes:
        words: what the drawing shows, for those who cannot see it.
        svg: the drawing.
    """

    heading: str
    words: str
    svg: bytes


def report_page(
    title: str,
    summary: Sequence[str],
    tables: Sequence[Table],
    comparisons: Sequence[Comparison],
    plots: Sequence[Plot] = (),
) -> str:
    """Return the page as HTML text; pictures are inside it, no request leaves it."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = resources.files("medebiaser.plots").joinpath("report.html.j2").read_text("utf-8")
    return environment.from_string(template).render(
        title=title,
        summary=summary,
        tables=tables,
        plots=[
            {"heading": plot.heading, "words": plot.words, "source": _svg_url(plot.svg)}
            for plot in plots
        ],
        groups=[
            (heading, [_pictures(c) for c in comparisons if c.annotated is annotated])
            for heading, annotated in (
                ("Images nobody drew on", False),
                ("Images with a correction", True),
            )
        ],
    )


def _pictures(comparison: Comparison) -> dict[str, str]:
    return {
        "title": comparison.title,
        "note": comparison.note,
        "before": _data_url(overlay(comparison.before)),
        "after": _data_url(overlay(comparison.after)),
        "before_caption": comparison.before.caption,
        "after_caption": comparison.after.caption,
    }


def _data_url(rgb: NDArray[np.uint8]) -> str:
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))
    return "data:image/png;base64," + base64.b64encode(encoded.tobytes()).decode()


def _svg_url(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
