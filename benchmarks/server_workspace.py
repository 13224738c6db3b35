"""Builds the workspace that `benchmarks/server.py` measures: facts and arrays, no pixels."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from medebiaser.accounts.tokens import create_token
from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.learning.ranking import RANKINGS, RegionSummary, TrainingCounts
from medebiaser.records import Image, Region, Role, Round, RoundState, Split, Verdict
from medebiaser.rounds import orders
from medebiaser.rounds.arrays import BODY, FLIPPED_MAPS, MAPS, PROBABILITIES, Explained, explained

LABELS = (
    *("Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Effusion", "Emphysema"),
    *("Fibrosis", "Hernia", "Infiltration", "Mass", "Nodule", "Pleural thickening"),
    *("Pneumonia", "Pneumothorax"),
)
PREVALENCES = (
    *(0.103, 0.025, 0.042, 0.021, 0.119, 0.022, 0.015, 0.002, 0.177, 0.052, 0.056, 0.030),
    *(0.013, 0.047),
)
"""As in NIH's ChestX-ray14."""
ALARMS = 0.08
"""Negatives that are predicted and so displayed."""
CELLS = 7
BLOCK = 4 * 4_096
NOT_STORED = ("similar", "learned")
ANNOTATED = 2_000
USER = "benchmark"


def build(folder: Path, n_images: int, n_users: int = 1, picture: Path | None = None) -> list[str]:
    """Write a workspace of so many images; return an API token of each of its users.

    Args:
        picture: the file of 1024 × 1024 px that every image shows; None: they have no pixels.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with open_workspace(folder, create=True) as opened:
        opened.projects.create("chest", LABELS)
        tokens = [_token(opened, f"{USER} {number}") for number in range(n_users)]
        stores = opened.stores("chest", actor=USER)
        labels = add_images(stores, n_images, picture)
        add_round(opened, stores, labels)
        annotate_some(stores)
        stores.columns.now()
        return tokens


def _token(opened: Workspace, name: str) -> str:
    user = opened.users.create(name, workspace_role=Role.PHYSICIAN)
    return create_token(opened, user, "paging", None, actor=name)[0]


def draw_labels(n_images: int, seed: int = 0) -> npt.NDArray[np.int8]:
    """(N, K) of 1, 0 and now and then -1 (unknown)."""
    rng = np.random.default_rng(seed)
    labels = (rng.random((n_images, len(LABELS))) < PREVALENCES).astype(np.int8)
    labels[rng.random(labels.shape) < 0.01] = -1
    return labels


def draw_images(
    labels: npt.NDArray[np.int8], start: int = 0, picture: Path | None = None
) -> Iterator[list[Image]]:
    """Records in batches; three images a patient, nine of ten patients in review."""
    splits = (*(Split.REVIEW,) * 18, Split.TRAIN, Split.TEST)
    for begin in range(0, len(labels), 20_000):
        yield [
            Image(
                id=f"{row // 3:08d}_{row % 3:03d}.png",
                row=row,
                patient=f"{row // 3:08d}",
                split=splits[row // 3 % 20],
                labels=tuple(None if v < 0 else v for v in labels[row - start].tolist()),
                source=f"/nowhere/{row}.png" if picture is None else str(picture),
                in_place=True,
                sha256=f"{row:064x}",
                width=1024,
                height=1024,
                view=("PA", "AP")[row % 2],
                age_years=float(20 + row % 70),
                sex="FM"[row % 2],
            )
            for row in range(start + begin, start + min(begin + 20_000, len(labels)))
        ]


def add_images(stores: Stores, n_images: int, picture: Path | None = None) -> npt.NDArray[np.int8]:
    """Add the images to the database."""
    labels = draw_labels(n_images)
    for batch in draw_images(labels, picture=picture):
        stores.images.add(batch)
    return labels


def draw_probabilities(labels: npt.NDArray[np.int8], seed: int = 1) -> npt.NDArray[np.float32]:
    """(N, K): positives mostly high, negatives mostly low."""
    rng = np.random.default_rng(seed)
    high = rng.random(labels.shape, dtype=np.float32)
    alarmed = high < np.where(labels == 1, 0.8, ALARMS)
    within = rng.random(labels.shape, dtype=np.float32) / 2
    return np.where(alarmed, 0.5 + within, within).astype(np.float32)


def add_round(opened: Workspace, stores: Stores, labels: npt.NDArray[np.int8]) -> None:
    """Add round 0 with probabilities, maps and the orders of every ranking."""
    trained = stores.rounds.create(
        Round(
            number=0,
            parent=None,
            state=RoundState.READY,
            settings={"architecture": "small"},
            seed=0,
            checkpoint=opened.blobs.put(b"weights of the benchmark"),
            thresholds=(0.5,) * len(LABELS),
            scales=(1.0,) * len(LABELS),
        )
    )
    stores.rounds.set_current(0)
    arrays = explained(stores, trained)
    probabilities = draw_probabilities(labels)
    write_maps(arrays, len(labels))
    write_array(arrays, PROBABILITIES, probabilities)
    write_orders(stores, arrays, labels, probabilities)


def write_array(arrays: Explained, name: str, values: npt.NDArray[np.generic]) -> None:
    """Store an array block by block."""
    arrays.create(name, values.shape[1:], values.dtype.str)
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK]
        arrays.write(name, np.arange(start, start + len(block)), block)


def write_maps(arrays: Explained, n_images: int) -> None:
    """Store maps, maps of flipped images and bodies."""
    rng = np.random.default_rng(2)
    shape = (len(LABELS), CELLS, CELLS)
    maps = rng.normal(0, 1, (BLOCK, *shape)).astype(np.float16)
    bodies = rng.random((BLOCK, CELLS, CELLS), dtype=np.float32)
    for name, values in ((MAPS, maps), (FLIPPED_MAPS, maps[::-1]), (BODY, bodies)):
        arrays.create(name, values.shape[1:], values.dtype.str)
        for start in range(0, n_images, BLOCK):
            rows = np.arange(start, min(start + BLOCK, n_images))
            arrays.write(name, rows, values[: len(rows)])


def write_orders(
    stores: Stores,
    arrays: Explained,
    labels: npt.NDArray[np.int8],
    probabilities: npt.NDArray[np.float32],
) -> None:
    """Store an order for every ranking over the review split."""
    review = np.flatnonzero(stores.images.splits() == Split.REVIEW)
    shown = (labels[review] == 1) | (probabilities[review] >= 0.5)
    right = np.where(
        labels[review] < 0, np.nan, (probabilities[review] >= 0.5) == (labels[review] == 1)
    ).astype(np.float32)
    stored = described(stores, arrays, labels, tuple(shown.sum(axis=0).tolist()), len(review))
    rng = np.random.default_rng(3)
    for by in stored.rankings:
        rows = np.full((max(stored.places), len(LABELS)), orders.ABSENT, dtype=np.int32)
        facts = np.full((*rows.shape, 2), np.nan, dtype=np.float32)
        for k, count in enumerate(stored.places):
            order = rng.permutation(np.flatnonzero(shown[:, k]))
            rows[:count, k] = review[order]
            facts[:count, k, orders.SCORE] = np.linspace(1, 0, count, dtype=np.float32)
            facts[:count, k, orders.CORRECT] = right[order, k]
        orders.put_order(arrays, stored, by, rows, facts)
    orders.publish(stores, 0, stored)


def described(
    stores: Stores,
    arrays: Explained,
    labels: npt.NDArray[np.int8],
    places: tuple[int, ...],
    images: int,
) -> orders.Stored:
    """What the orders say they were made with."""
    present = (labels == 1).astype(np.float32)
    statistics = orders.Statistics(
        TrainingCounts((present.T @ present).astype(np.int64), len(labels)),
        RegionSummary(
            torch.full((len(LABELS),), 20),
            torch.rand(len(LABELS), CELLS, CELLS, dtype=torch.float64),
            torch.rand(len(LABELS), 64, 64),
        ),
        None,
    )
    return orders.Stored(
        split=Split.REVIEW,
        digest="benchmark",
        checkpoint=arrays.key,
        state=stores.badges.state(),
        ranked_at="2026-01-01T00:00:00+00:00",
        thresholds=(0.5,) * len(LABELS),
        images=images,
        places=places,
        rankings=tuple(name for name in RANKINGS if name not in NOT_STORED),
        statistics=stores.blobs.put(orders.packed(statistics)),
    )


def annotate_some(stores: Stores) -> None:
    """Give the first images of the default ranking an annotation."""
    square = Region(((100.0, 100.0), (400.0, 100.0), (400.0, 400.0), (100.0, 400.0)))
    review = stores.images.page(Split.REVIEW, 0, ANNOTATED)
    with stores.transaction():
        for image in review:
            k = next((k for k, value in enumerate(image.labels) if value == 1), None)
            if k is not None:
                stores.annotations.replace(
                    image.id, LABELS[k], [square], Verdict.CORRECTED, version=0, author=USER
                )
