"""Phantoms: synthetic radiographs with known findings, regions and a planted shortcut."""

from medebiaser.data.phantoms.anatomy import anatomy_of_patient, posed
from medebiaser.data.phantoms.findings import FINDINGS, SHORTCUT_LABEL, draw_labels
from medebiaser.data.phantoms.folder import write_phantoms
from medebiaser.data.phantoms.sets import (
    LABEL_NAMES,
    MARKER_PLACES,
    Phantoms,
    draw_phantoms,
    lay_findings,
    lay_marker,
    refuse_contrast,
)

__all__ = [
    "FINDINGS",
    "LABEL_NAMES",
    "MARKER_PLACES",
    "SHORTCUT_LABEL",
    "Phantoms",
    "anatomy_of_patient",
    "draw_labels",
    "draw_phantoms",
    "lay_findings",
    "lay_marker",
    "posed",
    "refuse_contrast",
    "write_phantoms",
]
