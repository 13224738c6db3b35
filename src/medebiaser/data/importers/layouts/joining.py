"""Parts of one layout (its training and its test table, say) made one table."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from medebiaser.data.importers.label_table import LabelTable
from medebiaser.errors import InvalidInputError


def joined(parts: Sequence[LabelTable]) -> LabelTable:
    """Put tables with the same labels one below the other.

    Args:
        parts: at least one table.

    Returns:
        one table; equal notes once.

    Raises:
        InvalidInputError: the tables' labels differ; names the difference.
    """
    first = parts[0]
    for part in parts[1:]:
        if part.labels != first.labels:
            different = sorted(set(part.labels) ^ set(first.labels)) or list(part.labels)
            raise InvalidInputError(
                f"the tables of this layout do not share their labels: {', '.join(different)}"
            )
    return LabelTable(
        images=tuple(chain.from_iterable(part.images for part in parts)),
        files=tuple(chain.from_iterable(part.files for part in parts)),
        labels=first.labels,
        values=np.concatenate([part.values for part in parts]),
        patients=tuple(chain.from_iterable(part.patients for part in parts)),
        ages=tuple(chain.from_iterable(part.ages for part in parts)),
        sexes=tuple(chain.from_iterable(part.sexes for part in parts)),
        views=tuple(chain.from_iterable(part.views for part in parts)),
        splits=tuple(chain.from_iterable(part.splits for part in parts)),
        cues=tuple(chain.from_iterable(part.cues for part in parts)),
        notes=tuple(dict.fromkeys(chain.from_iterable(part.notes for part in parts))),
        unlisted=first.unlisted,
        activation=first.activation,
        regions=tuple(chain.from_iterable(part.regions for part in parts)),
    )
