"""Accepting a heatmap: its outline becomes the region of the next round."""

from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.masks import rasterised
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Split, Verdict
from medebiaser.rounds.accept import accept
from medebiaser.rounds.arrays import MAPS, explained
from tests.loop import Terminal, opened


def a_pair_with_evidence(stores):
    """Return a positive review image and label whose heatmap has evidence."""
    shown = stores.rounds.get(0)
    for image in stores.images.all(Split.REVIEW):
        maps = explained(stores, shown).read(MAPS, np.array([image.row]))[0].astype(np.float32)
        for k, carried in enumerate(image.labels):
            if carried == 1 and maps[k].max() > max(maps[k].min(), 0):
                return shown, image, stores.project.labels[k], np.maximum(maps[k], 0)
    pytest.fail("no heatmap of a positive review image has evidence")


def test_an_accepted_heatmap_is_stored_as_its_outline_once(trained: Path) -> None:
    with opened(trained) as stores:
        shown, image, label, heatmap = a_pair_with_evidence(stores)

        first = accept(stores, shown, image.id, label, author="A")
        again = accept(stores, shown, image.id, label, author="A")

        stored = stores.annotations.get(image.id, label, "A")
        mask = rasterised(stored.regions, image.width, image.height, heatmap.shape[0])
        assert (first, again, stored.verdict) == (1, 1, Verdict.ACCEPTED)
        assert mask.ravel()[heatmap.argmax()] > 0.4  # the warmest cell lies inside


def test_test_images_and_unknown_labels_are_refused(trained: Path) -> None:
    with opened(trained) as stores:
        shown, image, _, _ = a_pair_with_evidence(stores)
        hidden = next(i for i in stores.images.all(Split.TEST) if 1 in i.labels)
        label = stores.project.labels[hidden.labels.index(1)]

        with pytest.raises(NotFoundError, match="no label 'Nothing'"):
            accept(stores, shown, image.id, "Nothing", author="A")
        with pytest.raises(LockedError, match="test split"):
            accept(stores, shown, hidden.id, label, author="A")


def test_the_command_accepts_several_heatmaps(trained: Path, terminal: Terminal) -> None:
    with opened(trained) as stores:
        _, image, label, _ = a_pair_with_evidence(stores)

    reply = terminal(trained, "annotations", "accept", image.id, "--label", label)

    assert (reply.status, reply.out) == (0, "")
    assert f"1 heatmaps of {label} accepted" in reply.err
    with opened(trained) as stores:
        assert stores.annotations.get(image.id, label, "physician").verdict is Verdict.ACCEPTED
