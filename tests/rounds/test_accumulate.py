"""A step divided into parts, where memory is short."""

from pathlib import Path
from typing import Any

import pytest

from medebiaser.errors import InvalidInputError
from medebiaser.learning.trunk_cache import CachedSource
from medebiaser.records import RoundState
from medebiaser.rounds import fine_tune
from tests.loop import correct, opened

TINY = {"steps": 4, "annotated_per_step": 3, "rehearsal_per_step": 3}


def test_an_accumulated_step_sees_as_many_images_in_smaller_parts(
    trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    drawn = CachedSource.images

    def counted(source: CachedSource, network: Any, plan: Any, **how: Any) -> Any:
        sizes.append(len(plan.pairs))
        return drawn(source, network, plan, **how)

    monkeypatch.setattr(CachedSource, "images", counted)
    with opened(trained) as stores:
        correct(stores)
        tuned = fine_tune.fine_tune(stores, {**TINY, "scope": "last-block", "accumulate": 3})

        assert tuned.state is RoundState.READY
        assert sizes == [1] * (4 * 3)  # four steps of three parts, one of three images each
        with pytest.raises(InvalidInputError, match="which 2 parts cannot share evenly"):
            fine_tune.fine_tune(stores, {**TINY, "accumulate": 2})
