"""A search by likeness says what the whole ranking says, page by page."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Split
from medebiaser.rounds.arrays import EMBEDDINGS, explained
from medebiaser.rounds.kept import Kept
from medebiaser.rounds.likeness import Like
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pages import Wanted, place_of, ranking_page
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.rank import ranked
from tests.loop import FOCUS, opened

SEARCH = Wanted(label=FOCUS, by="similar", limit=200)


def test_a_search_is_the_ranking_of_the_command_line_without_the_image_itself(
    trained_once: Path,
) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        like = ranking_page(stores, trained, Wanted(label=FOCUS, by="random")).images[0].image
        page = ranking_page(stores, trained, replace(SEARCH, like=Like(like.row)))
        whole = ranked(stores, trained, FOCUS, "similar", similar_to=like.id)

        assert whole[0].image_id == like.id
        assert [p.image.id for p in page.images] == [e.image_id for e in whole[1:]]
        assert page.total == len(whole) - 1
        np.testing.assert_allclose(
            [p.score for p in page.images], [e.score for e in whole[1:]], atol=1e-12
        )
        first = page.images[0]
        assert first.reason == f"like image {like.row} (likeness {first.score:.2f})"


def test_pages_and_filters_of_a_search_keep_its_order(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        row = int(np.flatnonzero(stores.images.splits() == Split.REVIEW)[0])
        wanted = replace(SEARCH, like=Like(row))
        whole = ranking_page(stores, trained, wanted).images
        second = ranking_page(stores, trained, replace(wanted, start=2, limit=2)).images
        wrong = ranking_page(stores, trained, replace(wanted, correct=False)).images

        assert [p.image.row for p in second] == [p.image.row for p in whole[2:4]]
        assert [p.image.row for p in wrong] == [p.image.row for p in whole if p.correct is False]
        assert place_of(stores, trained, wanted, second[1].image.row) == (3, len(whole))
        assert place_of(stores, trained, wanted, row) == (None, len(whole))


def test_a_region_over_the_whole_image_finds_what_the_image_finds(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        image = ranking_page(stores, trained, Wanted(label=FOCUS, by="random")).images[0].image
        ring = ((0.0, 0.0), (image.width, 0.0), (image.width, image.height), (0.0, image.height))
        by_image = ranking_page(stores, trained, replace(SEARCH, like=Like(image.row)))
        by_region = ranking_page(stores, trained, replace(SEARCH, like=Like(image.row, ring)))

        np.testing.assert_allclose(
            sorted(p.score for p in by_region.images),
            sorted(p.score for p in by_image.images),
            atol=2e-3,  # stored embeddings have half precision
        )
        assert by_region.images[0].reason.startswith(f"like the region in image {image.row} (")


def test_a_region_is_the_mean_of_the_features_under_it(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        image = ranking_page(stores, trained, Wanted(label=FOCUS, by="random")).images[0].image
        side = training_parameters(stores, trained).image_size
        pixels = prepare(stores, side, rows=np.array([image.row])).fetch([image.row])
        with torch.no_grad():
            features = trained_network(stores, trained).features(pixels)[0].double()
        cells = features.shape[1]
        w, h = image.width / cells, image.height / cells
        ring = ((w, h), (2 * w, h), (2 * w, 2 * h), (w, 2 * h))  # one cell: row 1, column 1
        page = ranking_page(stores, trained, replace(SEARCH, like=Like(image.row, ring)))
        first = page.images[0]
        stored = explained(stores, trained).read(EMBEDDINGS, np.array([first.image.row]))[0]
        by_hand = float(
            torch.nn.functional.cosine_similarity(
                torch.from_numpy(stored).double(), features[:, 1, 1], dim=0
            )
        )

        assert first.score == pytest.approx((1 + by_hand) / 2, abs=1e-3)


def test_what_cannot_be_searched_is_refused(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        splits = stores.images.splits()
        train, test = (int(np.flatnonzero(splits == each)[0]) for each in ("train", "test"))
        row = int(np.flatnonzero(splits == Split.REVIEW)[0])

        with pytest.raises(NotFoundError, match="has not looked at the image in row"):
            ranking_page(stores, trained, replace(SEARCH, like=Like(train)))
        with pytest.raises(LockedError, match="is in test, which is not looked through"):
            ranking_page(stores, trained, replace(SEARCH, like=Like(test)))
        with pytest.raises(NotFoundError, match="no image in row 99999"):
            ranking_page(stores, trained, replace(SEARCH, like=Like(99_999)))
        with pytest.raises(InvalidInputError, match="triage does not search"):
            ranking_page(stores, trained, replace(SEARCH, by="triage", like=Like(row)))
        crossing = ((0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 9.0))
        with pytest.raises(InvalidInputError, match="corner"):
            ranking_page(stores, trained, replace(SEARCH, like=Like(row, crossing)))


def test_what_was_asked_for_last_is_kept_and_the_oldest_goes() -> None:
    kept: Kept[str] = Kept(2)
    found: list[str] = []

    def upper(key: str) -> str:
        found.append(key)
        return key.upper()

    assert [kept.get(key, partial(upper, key)) for key in "abacb"] == ["A", "B", "A", "C", "B"]
    assert found == ["a", "b", "c", "b"]  # "c" drove out "b", which was older than "a"
