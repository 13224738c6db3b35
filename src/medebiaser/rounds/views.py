"""Views as numbers, so that donors can be drawn from the same view."""

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.learning.pools import UNKNOWN_VIEW


def view_codes(stores: Stores) -> NDArray[np.int64]:
    """Return (N,) a code per view in row order; unknown views share -1."""
    views = [image.view for image in stores.images.all()]
    names = sorted({view for view in views if view})
    codes = {name: code for code, name in enumerate(names)}
    return np.array([codes.get(view or "", UNKNOWN_VIEW) for view in views], dtype=np.int64)
