"""What physicians say to the questions of a live session."""

from collections.abc import Sequence
from typing import Any

from medebiaser.data.stores import JobsStore, Stores
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.records import (
    Annotation,
    AskedImage,
    Image,
    LiveAnswer,
    LiveQuery,
    Region,
    Round,
    Verdict,
)
from medebiaser.rounds.annotate import checked_regions, save, withdraw
from medebiaser.rounds.live import cell_regions
from medebiaser.rounds.live_parameters import LiveParameters, live_of

ROUND_KEY = "round"
"""Key of the job that makes a round, which waits for the answers."""


def answer(
    stores: Stores,
    number: int,
    query_number: int,
    row: int,
    *,
    cells: Sequence[int],
    regions: Sequence[Region] = (),
    author: str,
) -> LiveAnswer:
    """Say what should not matter in one image; a later answer replaces an earlier one.

    It is kept as the session's answer and, so that later rounds and other losses can use it,
    as regions of the physician's annotation of this image and label. Their other regions stay.

    Args:
        number: of the round.
        query_number: of the list.
        row: of the image.
        cells: of the grid that was shown; none: nothing there should be ignored.
        regions: polygons in the image's own pixels, drawn instead of cells or as well.

    Raises:
        NotFoundError: there is no such list, or the image is not in it.
        LockedError: the list is closed.
        InvalidInputError: a cell outside the grid, or a polygon that cannot be used.
    """
    query = stores.live.get(number, query_number)
    asked = _asked(query, row)
    image = stores.images.by_rows([row])[0]
    chosen = _checked_cells(cells, query.cells)
    drawn, _ = checked_regions(image, regions)
    with stores.transaction():
        _refuse_closed(stores.live.lock(number, query_number))
        before = _own(stores, query, row, author)
        said = LiveAnswer(query_number, row, author, chosen, drawn, stores.live.now())
        _annotate(stores, image, asked.label, query, before, said)
        stores.live.answer(number, query_number, row, said)
    return said


def submit(
    stores: Stores, jobs: JobsStore | None, number: int, query_number: int, *, author: str
) -> LiveQuery:
    """Hand a list in; training goes on once enough physicians have.

    Images without an answer count as "nothing to say". Doing it twice changes nothing.

    Args:
        jobs: where the job waits that is woken; None: nothing waits.

    Raises:
        NotFoundError: there is no such list.
        LockedError: it was closed before this physician handed it in.
    """
    with stores.transaction():
        query = stores.live.lock(number, query_number)
        if author in stores.live.submitted(number, query_number):
            return query
        _refuse_closed(query)
        handed_in = stores.live.submit(number, query_number, author)
        if len(handed_in) >= session_of(stores.rounds.get(number)).physicians:
            stores.live.close(number, query_number, answered=True)
            if jobs is not None:
                jobs.wake(stores.project.id, ROUND_KEY)
        return stores.live.get(number, query_number)


def session_of(current: Round) -> LiveParameters:
    """Return the parameters of a round's live session.

    Raises:
        LockedError: it has none.
    """
    found = live_of(current.settings)
    if found is None:
        raise LockedError(
            f"round {current.number} has no live session; start one with `medebiaser train --live`"
        )
    return found


def open_query(stores: Stores, number: int) -> LiveQuery | None:
    """Return the list that waits for answers; None: none does."""
    waiting = [query for query in stores.live.all(number) if query.closed_at is None]
    return waiting[-1] if waiting else None


def session_document(stores: Stores, number: int) -> dict[str, Any]:
    """Return a round's live session: its parameters and what became of each list.

    Raises:
        NotFoundError: no such round.
        LockedError: it has no live session.
    """
    current = stores.rounds.get(number)
    parameters = session_of(current)
    queries = stores.live.all(number)
    waiting = open_query(stores, number)
    return {
        "round": number,
        "state": current.state.value,
        "parameters": parameters.as_json(),
        "epochs": len(current.history),
        "open": None if waiting is None else waiting.number,
        "queries": [_summary(stores, query) for query in queries],
    }


def query_document(stores: Stores, query: LiveQuery, author: str) -> dict[str, Any]:
    """Return a list with its images, their grids, and what one physician has said."""
    answers = stores.live.answers(query.round, query.number)
    answered = {each.row for each in answers}
    own = {each.row: each for each in answers if each.author == author}
    ids = {image.row: image.id for image in stores.images.by_rows(i.row for i in query.images)}
    return {
        **_summary(stores, query),
        "round": query.round,
        "cells": query.cells,
        "images": [
            {
                "row": image.row,
                "image_id": ids[image.row],
                "label": image.label,
                "score": image.score,
                "probability": image.probability,
                "truth": image.truth,
                "grid": list(image.grid),
                "marked": list(image.marked),
                "answered": image.row in answered,
                "answer": said_document(own[image.row]) if image.row in own else None,
            }
            for image in query.images
        ],
    }


def _summary(stores: Stores, query: LiveQuery) -> dict[str, Any]:
    answers = stores.live.answers(query.round, query.number)
    return {
        "number": query.number,
        "epoch": query.epoch,
        "asked_at": query.asked_at.isoformat(),
        "expires_at": query.expires_at.isoformat(),
        "closed_at": None if query.closed_at is None else query.closed_at.isoformat(),
        "answered": query.answered,
        "asked_images": len(query.images),
        "answered_images": len({each.row for each in answers}),
        "marked_images": len({each.row for each in answers if each.cells or each.regions}),
        "handed_in": stores.live.submitted(query.round, query.number),
    }


def said_document(found: LiveAnswer) -> dict[str, Any]:
    """Return what one physician said of an image as JSON."""
    regions = [{"points": r.points, "relevance": r.relevance.value} for r in found.regions]
    return {"cells": list(found.cells), "regions": regions}


def _asked(query: LiveQuery, row: int) -> AskedImage:
    found = query.image(row)
    if found is None:
        raise NotFoundError(
            f"the image in row {row} is not in query list {query.number} of round {query.round}; "
            "answer those that it shows"
        )
    return found


def _refuse_closed(query: LiveQuery) -> None:
    if query.closed_at is not None:
        how = "was answered" if query.answered else "ran out of time"
        raise LockedError(
            f"query list {query.number} of round {query.round} {how} and training has gone on; "
            "answer the next one, or annotate the image as usual"
        )


def _checked_cells(cells: Sequence[int], grid: int) -> tuple[int, ...]:
    outside = [cell for cell in cells if not 0 <= cell < grid * grid]
    if outside:
        raise InvalidInputError(
            f"cell {outside[0]} is not on the grid of {grid} × {grid}; "
            f"cells count from 0 to {grid * grid - 1}, row by row"
        )
    return tuple(sorted(set(cells)))


def _own(stores: Stores, query: LiveQuery, row: int, author: str) -> LiveAnswer | None:
    answers = stores.live.answers(query.round, query.number)
    return next((a for a in answers if a.row == row and a.author == author), None)


def _annotate(
    stores: Stores,
    image: Image,
    label: str,
    query: LiveQuery,
    before: LiveAnswer | None,
    said: LiveAnswer,
) -> None:
    """Put the answer's regions into the physician's annotation, in place of the last answer's."""
    stored = stores.annotations.get(image.id, label, said.author)
    earlier = set(_regions(before, query, image))
    kept = [] if stored is None else [r for r in stored.regions if r not in earlier]
    added = [r for r in _regions(said, query, image) if r not in kept]
    regions = (*kept, *added)
    if stored is None and not regions:
        return
    if stored is not None and tuple(stored.regions) == regions:
        return
    version = 0 if stored is None else stored.version
    if not regions:
        withdraw(stores, image.id, label, version=version, author=said.author)
        return
    verdict = _verdict(stored)
    save(stores, image.id, label, regions, verdict, version=version, author=said.author)


def _regions(said: LiveAnswer | None, query: LiveQuery, image: Image) -> tuple[Region, ...]:
    if said is None:
        return ()
    cells = cell_regions(said.cells, query.cells, image.width, image.height)
    return (*checked_regions(image, cells)[0], *said.regions)


def _verdict(stored: Annotation | None) -> Verdict:
    """A label that was called wrong stays wrong; everything else is a correction now."""
    wrong = stored is not None and stored.verdict is Verdict.LABEL_IS_WRONG
    return Verdict.LABEL_IS_WRONG if wrong else Verdict.CORRECTED
