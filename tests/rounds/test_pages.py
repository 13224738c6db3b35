"""A page of a stored ranking says what the whole ranking says, place by place."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Round, Split, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.orders import stored_orders
from medebiaser.rounds.pages import RankingPage, Wanted, ranking_page
from medebiaser.rounds.rank import ranked, refresh_ranking
from tests.loop import FOCUS, correct, opened, regions_of

STORED = (
    *("triage", "suspicious", "accuracy", "concentration", "dependency", "entropy", "margin"),
    *("least-confident", "misalignment", "dual", "random"),
)


def all_places(stores: Stores, trained: Round, wanted: Wanted) -> list[RankingPage]:
    """Every page, each going on where the one before said."""
    pages = [ranking_page(stores, trained, wanted)]
    while (following := pages[-1].next) is not None:
        pages.append(ranking_page(stores, trained, replace(wanted, start=following)))
    return pages


def rows_of(pages: list[RankingPage]) -> list[int]:
    return [placed.image.row for page in pages for placed in page.images]


def test_a_page_says_what_the_command_line_says_of_every_ranking(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        stored = stored_orders(trained, Split.REVIEW)
        assert stored is not None
        assert stored.rankings == STORED
        for by in STORED:
            page = ranking_page(stores, trained, Wanted(label=FOCUS, by=by, limit=200))
            expected = ranked(stores, trained, FOCUS, by)

            assert [p.image.id for p in page.images] == [e.image_id for e in expected]
            assert [p.reason for p in page.images] == [e.reason for e in expected]
            assert [p.truth for p in page.images] == [e.truth for e in expected]
            assert [p.raw_probability for p in page.images] == [e.probability for e in expected]
            np.testing.assert_allclose(
                [p.score for p in page.images], [e.score for e in expected], atol=1e-6
            )
            assert page.fresh
            assert page.total == len(expected)


def test_pages_of_three_put_together_are_the_whole_ranking(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        whole = ranking_page(stores, trained, Wanted(label=FOCUS, by="triage", limit=200))
        pages = all_places(stores, trained, Wanted(label=FOCUS, by="triage", limit=3))

        assert rows_of(pages) == rows_of([whole])
        assert [p.place for page in pages for p in page.images] == list(range(whole.total))
        assert all(len(page.images) == 3 for page in pages[:-1])
        later = ranking_page(stores, trained, Wanted(label=FOCUS, by="triage", start=4, limit=2))
        assert rows_of([later]) == rows_of([whole])[4:6]


def test_a_place_past_the_end_has_an_empty_page(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        page = ranking_page(
            stores, stores.rounds.get(0), Wanted(label=FOCUS, by="triage", start=10**9)
        )

        assert page.images == ()
        assert page.next is None


@pytest.mark.parametrize("by", ["triage", "accuracy"])
def test_the_filter_of_correct_pairs_keeps_what_is_on_the_right_side(
    trained_once: Path, by: str
) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        whole = ranking_page(stores, trained, Wanted(label=FOCUS, by=by, limit=200)).images
        for wanted in (True, False):
            pages = all_places(stores, trained, Wanted(label=FOCUS, by=by, limit=2, correct=wanted))
            by_hand = [
                p.image.row
                for p in whole
                if p.truth is not None and ((p.probability >= 0.5) == (p.truth == 1)) == wanted
            ]

            assert rows_of(pages) == by_hand
            assert all(p.correct is wanted for page in pages for p in page.images)
    assert len(by_hand) > 0


def test_annotated_images_are_badged_and_can_be_left_out(trained: Path) -> None:
    with opened(trained) as stores:
        round_0 = stores.rounds.get(0)
        drawn = correct(stores, limit=2)
        rows = {stores.images.get(image_id).row for image_id in drawn}
        stores.notes.add(drawn[0], "looks odd", author="dr-a")
        whole = ranking_page(stores, round_0, Wanted(label=FOCUS, by="triage", limit=200))
        badged = {p.image.row for p in whole.images if p.annotations}
        other = next(label for label in stores.project.labels if label != FOCUS)
        others = ranking_page(stores, round_0, Wanted(label=other, by="triage", limit=200))

        assert not whole.fresh
        assert badged == rows & set(rows_of([whole])) != set()
        assert {p.image.row: p.notes for p in whole.images if p.notes} == {
            stores.images.get(drawn[0]).row: 1
        }
        assert not any(p.annotations for p in others.images)
        for wanted in (True, False):
            pages = all_places(
                stores, round_0, Wanted(label=FOCUS, by="triage", limit=3, annotated=wanted)
            )
            expected = [row for row in rows_of([whole]) if (row in badged) == wanted]
            assert rows_of(pages) == expected


def test_the_label_shown_follows_a_verdict_at_once(trained: Path) -> None:
    with opened(trained) as stores:
        round_0 = stores.rounds.get(0)
        wanted = Wanted(label=FOCUS, by="accuracy", limit=200)
        first = next(p for p in ranking_page(stores, round_0, wanted).images if p.truth == 1)
        annotate(
            stores, first.image.id, FOCUS, [], Verdict.LABEL_IS_WRONG, version=0, author="dr-a"
        )
        again = ranking_page(stores, round_0, wanted).images[first.place]

        assert again.truth == 0
        assert again.correct is not first.correct
        assert "truth negative" in again.reason


def test_ranking_again_takes_in_the_regions_that_were_drawn_since(trained: Path) -> None:
    with opened(trained) as stores:
        correct(stores, limit=6)
        wanted = Wanted(label=FOCUS, by="misalignment", limit=200)
        before = ranking_page(stores, stores.rounds.get(0), wanted)
        after = ranking_page(stores, refresh_ranking(stores, 0), wanted)

        assert not before.fresh
        assert after.fresh
        assert any("the region drawn in it" in p.reason for p in after.images)
        expected = ranked(stores, stores.rounds.get(0), FOCUS, "misalignment")
        assert [p.image.id for p in after.images] == [e.image_id for e in expected]
        assert [p.reason for p in after.images] == [e.reason for e in expected]


def test_train_is_paged_once_it_was_ranked_and_hidden_splits_never(trained: Path) -> None:
    with opened(trained) as stores:
        wanted = Wanted(label=FOCUS, by="triage", split=Split.TRAIN, limit=200)
        with pytest.raises(LockedError, match="start the ranking of train"):
            ranking_page(stores, stores.rounds.get(0), wanted)
        page = ranking_page(stores, refresh_ranking(stores, 0, split=Split.TRAIN), wanted)

        assert {p.image.split for p in page.images} == {Split.TRAIN}
        with pytest.raises(LockedError, match="test is not looked through"):
            refresh_ranking(stores, 0, split=Split.TEST)


def test_what_is_not_there_is_named(trained_once: Path) -> None:
    with opened(trained_once) as stores:
        trained = stores.rounds.get(0)
        with pytest.raises(NotFoundError, match="no label 'Gout'"):
            ranking_page(stores, trained, Wanted(label="Gout", by="triage"))
        with pytest.raises(NotFoundError, match="no ranking is called best"):
            ranking_page(stores, trained, Wanted(label=FOCUS, by="best"))
        with pytest.raises(LockedError, match="no order by learned"):
            ranking_page(stores, trained, Wanted(label=FOCUS, by="learned"))


def test_only_the_newest_orders_and_those_before_are_kept(trained: Path) -> None:
    with opened(trained) as stores:
        for image_id in correct(stores, limit=3):
            refresh_ranking(stores, 0)
            regions = regions_of(stores, image_id, FOCUS)
            annotate(stores, image_id, FOCUS, regions, Verdict.ACCEPTED, version=1, author="dr-a")
        names = stores.round_arrays(0).names()

        assert sum(name.startswith("order-review-triage-") for name in names) == 2
