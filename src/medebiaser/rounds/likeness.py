"""Images like a given one, or like a region of it: nearest by embedding, found when asked for.

Every other ranking is stored; this one depends on what a person points at. A search reads the
embeddings of the label's displayed images, one chunk after another, so that it holds one chunk
at a time; the nearest are kept, so that the next page costs what any other page costs.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.chunks import CHUNK_ROWS
from medebiaser.data.masks import rasterised
from medebiaser.data.polygons import validated
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.learning.networks import Network
from medebiaser.learning.ranking import Query, likeness, order, region_embedding
from medebiaser.records import Image, Point, Region, Round, Split
from medebiaser.rounds.arrays import EMBEDDINGS, Explained
from medebiaser.rounds.kept import Kept
from medebiaser.rounds.listings import Places, StoredListing
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.orders import Stored
from medebiaser.rounds.pixels import prepare

NEAREST = 2_000
"""So many images are found; who wants more asks for images like another one."""
SIMILAR = "similar"
_SEARCHED_FROM = frozenset({Split.REVIEW, Split.TRAIN})


@dataclass(frozen=True, slots=True)
class Like:
    """What is searched for.

    Attributes:
        row: the image's permanent row.
        region: corners of a part of it, in image pixels; None: the whole image.
    """

    row: int
    region: tuple[Point, ...] | None = None

    @property
    def name(self) -> str:
        """How reasons call it."""
        return f"image {self.row}" if self.region is None else f"the region in image {self.row}"


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest images, nearest first; without the image that was searched for.

    Attributes:
        found: (n,) their rows.
        likenesses: (n,) in [0, 1].
        judged: (n,) 1 where the model was right when ranked, 0 where not, NaN unknown.
        query: what was searched for.
    """

    found: NDArray[np.int64]
    likenesses: NDArray[np.float64]
    judged: NDArray[np.floating[Any]]
    query: Query

    @property
    def total(self) -> int:
        """How many places there are."""
        return len(self.found)

    def rows(self, places: Places) -> NDArray[np.int64]:
        """(n,) the image's row at each place."""
        return self.found[places]

    def scores(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) its likeness."""
        return self.likenesses[places]

    def correct(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) 1 where the model was right, 0 where not, NaN where nobody knows."""
        return self.judged[places]


_searches: Kept[Nearest] = Kept(64)
_networks: Kept[Network] = Kept(1)


def nearest(
    stores: Stores, trained: Round, arrays: Explained, stored: Stored, label: int, like: Like
) -> Nearest:
    """Return the displayed images of a label that are nearest to an image or a region.

    Args:
        arrays: of the weights that the orders were made with.
        stored: the orders of the split that is looked through.
        label: index of the label.
        like: what is searched for.

    Raises:
        NotFoundError: the image is not there, or this round has no embedding of it.
        InvalidInputError: the region is none, or this network's embeddings are no averages.
        LockedError: the image is in a split that is not looked through.
    """
    image = stores.images.by_rows([like.row])[0]
    if image.split not in _SEARCHED_FROM:
        raise LockedError(
            f"the image in row {like.row} is in {image.split or 'no split'}, which is not looked "
            "through; ask for images like one of review or train"
        )
    key = (stores.blobs, stores.project.id, trained.number, stored.split, stored.digest)
    return _searches.get(
        (*key, arrays.key, label, like),
        lambda: _nearest(stores, trained, arrays, stored, label, like, image),
    )


def _nearest(
    stores: Stores,
    trained: Round,
    arrays: Explained,
    stored: Stored,
    label: int,
    like: Like,
    image: Image,
) -> Nearest:
    wanted = _embedding(stores, trained, arrays, like, image)
    listing = StoredListing(arrays, stored, stored.rankings[0], label)
    places = np.arange(listing.total)
    rows = listing.rows(places)
    scores = _likenesses(arrays, rows, wanted)
    scores[rows == like.row] = np.nan  # everybody knows that it is like itself
    chosen = order(torch.from_numpy(scores), ascending=False, rows=torch.from_numpy(rows)).numpy()
    chosen = chosen[:NEAREST]
    return Nearest(
        rows[chosen],
        scores[chosen],
        listing.correct(places[chosen]),
        Query(wanted, like.name),
    )


def _likenesses(arrays: Explained, rows: NDArray[np.int64], wanted: Tensor) -> NDArray[np.float64]:
    """(n,) likeness of each row, NaN where it has no embedding; one chunk is held at a time."""
    scores = np.full(len(rows), np.nan)
    ascending = np.argsort(rows, kind="stable")
    borders = np.flatnonzero(np.diff(rows[ascending] // CHUNK_ROWS)) + 1
    for places in np.split(ascending, borders):
        if len(places):
            embeddings = torch.from_numpy(arrays.read(EMBEDDINGS, rows[places]))
            scores[places] = likeness(embeddings, wanted).numpy()
    return scores


def _embedding(
    stores: Stores, trained: Round, arrays: Explained, like: Like, image: Image
) -> Tensor:
    """(D,) of the image, or of the region of it."""
    if like.region is not None:
        return _of_region(stores, trained, image, like.region)
    found = torch.from_numpy(arrays.read(EMBEDDINGS, np.array([image.row])))[0].float()
    if bool(found.isnan().any()):
        raise NotFoundError(
            f"round {trained.number} has not looked at the image in row {image.row} yet; "
            f"start the ranking of its split, {image.split}"
        )
    return found


def _of_region(stores: Stores, trained: Round, image: Image, corners: tuple[Point, ...]) -> Tensor:
    """(D,): the image goes through the network once more, whose features are not stored."""
    region, _ = validated(Region(corners), image.width, image.height)
    network = _networks.get(
        (stores.blobs, trained.checkpoint), lambda: trained_network(stores, trained)
    )
    if not network.pools_globally:
        raise InvalidInputError(
            "the embeddings of this network are no averages over the image, so that a region has "
            "none of its own; ask for images like the whole image"
        )
    side = training_parameters(stores, trained).image_size
    pixels = prepare(stores, side, rows=np.array([image.row]))
    with torch.no_grad():
        features = network.features(pixels.fetch([image.row]))[0].float()
    mask = rasterised([region], image.width, image.height, features.shape[-1])
    return region_embedding(features, torch.from_numpy(mask))
