"""Known data sets, each read into a `LabelTable` without naming a column."""

from medebiaser.data.importers.layouts.chexpert import read_chexpert
from medebiaser.data.importers.layouts.folder import read_folder
from medebiaser.data.importers.layouts.isic import read_isic
from medebiaser.data.importers.layouts.vindr import read_vindr

__all__ = ["read_chexpert", "read_folder", "read_isic", "read_vindr"]
