"""Phantoms: synthetic radiographs with known findings, regions and a planted shortcut."""

from medebiaser.data.phantoms.findings import SHORTCUT_LABEL
from medebiaser.data.phantoms.folder import write_phantoms
from medebiaser.data.phantoms.sets import LABEL_NAMES, Phantoms, draw_phantoms

__all__ = ["LABEL_NAMES", "SHORTCUT_LABEL", "Phantoms", "draw_phantoms", "write_phantoms"]
