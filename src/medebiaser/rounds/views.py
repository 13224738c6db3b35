"""Views as numbers, so that donors can be drawn from the same view."""

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.learning.pools import UNKNOWN_VIEW


def view_codes(stores: Stores) -> NDArray[np.int64]:
    """Return a code per view by row; unknown views share -1, as rows without an image do."""
    views = {image.row: image.view for image in stores.images.all() if image.view}
    numbers = {name: number for number, name in enumerate(sorted(set(views.values())))}
    codes = np.full(stores.images.next_row(), UNKNOWN_VIEW, dtype=np.int64)
    codes[list(views)] = [numbers[view] for view in views.values()]
    return codes
