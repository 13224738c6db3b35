"""The simulated physician in front of a live session's list, and the placebo beside them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medebiaser.data.phantoms import SHORTCUT_LABEL
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import AskedImage, Image, LiveAnswer, LiveQuery, Round, RoundState, Split
from medebiaser.rounds.live_parameters import LIVE, LiveParameters
from medebiaser.study.bench import Bench, Place, imported
from medebiaser.study.experiments.live import Answering
from medebiaser.study.options import StudyOptions
from medebiaser.study.physician import references_of
from medebiaser.study.sources import DataOptions

DATA = DataOptions(images=150, test_images=10, side=64)
EVERY_CELL = tuple(range(64))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    """Phantoms with a round that is learning in a live session."""
    with open_workspace(tmp_path / "workspace", create=True) as workspace:
        place = Place(tmp_path / "kept", workspace, None, "cpu", 1, lambda _: None)
        folder = imported(place, DATA, 0, 0)
    with open_workspace(folder) as opened:
        found = opened.stores("study")
        found.rounds.create(
            Round(0, None, RoundState.TRAINING, {LIVE: LiveParameters().as_json()}, seed=0)
        )
        yield found


def drawn_on(stores: Stores) -> Image:
    """A training image with a true region."""
    positive = {image_id for image_id, _ in references_of(stores, SHORTCUT_LABEL)}
    return next(i for i in stores.images.all(Split.TRAIN) if i.id in positive)


def bare(stores: Stores) -> Image:
    """A training image without the label."""
    column = stores.project.labels.index(SHORTCUT_LABEL)
    return next(i for i in stores.images.all(Split.TRAIN) if i.labels[column] == 0)


def asked(stores: Stores, image: Image, place: int, marked: tuple[int, ...]) -> AskedImage:
    column = stores.project.labels.index(SHORTCUT_LABEL)
    return AskedImage(
        place=place,
        row=image.row,
        label=SHORTCUT_LABEL,
        score=1.0,
        probability=0.9,
        truth=image.labels[column],
        grid=(0.0,) * 64,
        marked=marked,
    )


def answers(stores: Stores, *, at_random: bool, budget_s: float | None = None) -> list[LiveAnswer]:
    now = datetime.now(UTC)
    images = (
        asked(stores, bare(stores), 0, (5, 6, 7)),
        asked(stores, drawn_on(stores), 1, EVERY_CELL),
    )
    query = LiveQuery(
        round=0,
        number=1,
        epoch=1,
        cells=8,
        asked_at=now,
        expires_at=now + timedelta(days=1),
        images=images,
    )
    stores.live.ask(query)
    options = StudyOptions(data=DATA, budget_s=budget_s)
    place = Place(Path(), None, None, "cpu", 1, lambda _: None)  # type: ignore[arg-type]
    Answering(Bench(place, options, 0, 0, Path()), stores, at_random=at_random)(query)
    return stores.live.answers(0, 1)


def test_all_that_is_marked_is_wrong_where_the_label_is_absent_else_what_misses_the_region(
    stores: Stores,
) -> None:
    said = {answer.row: answer.cells for answer in answers(stores, at_random=False)}

    assert said[bare(stores).row] == (5, 6, 7)
    image = drawn_on(stores)
    [region] = references_of(stores, SHORTCUT_LABEL)[image.id, SHORTCUT_LABEL]
    kept = sorted(set(EVERY_CELL) - set(said[image.row]))
    columns = [cell % 8 for cell in kept]
    rows = [cell // 8 for cell in kept]
    xs, ys = zip(*region.points, strict=True)
    assert (min(columns), max(columns)) == (int(min(xs) // 8), int(max(xs) // 8))
    assert (min(rows), max(rows)) == (int(min(ys) // 8), int(max(ys) // 8))
    assert stores.live.get(0, 1).answered


def test_the_placebo_clicks_as_many_cells_but_anywhere(stores: Stores) -> None:
    said = {answer.row: answer.cells for answer in answers(stores, at_random=True)}

    clicked = said[bare(stores).row]
    assert len(set(clicked)) == 3
    assert clicked != (5, 6, 7)


def test_a_physician_who_is_out_of_time_hands_in_what_is_done(stores: Stores) -> None:
    """Three cells take 2.7 + 3 x 1.3 + .28 = 6.88 s; the second image would take over a minute."""
    said = answers(stores, at_random=False, budget_s=7)

    assert [answer.row for answer in said] == [bare(stores).row]
    assert stores.live.get(0, 1).answered
