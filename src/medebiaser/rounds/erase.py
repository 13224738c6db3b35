"""A patient leaves a project: images, caches, arrays, annotations, notes, snapshots, logs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.stores import Stores
from medebiaser.data.stores.base import first_few
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Action, Image, Round
from medebiaser.rounds import snapshot
from medebiaser.rounds.orders import ABSENT
from medebiaser.rounds.pixels import image_cache

_ERASED = "(erased)"
_DOCUMENTS = ("settings", "history", "metrics", "guard", "environment", "failure", "receipt")
_BY_PLACE = ("order-", "facts-")
"""Arrays whose rows are places in a ranking, not images."""

_SHORT = 4
"""A patient's number of fewer digits is not searched for in texts: it may mean anything."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did.

    Attributes:
        images: how many were erased; 0 where it had been done before.
        outside: originals that lie outside the workspace, where they were imported in place;
            they are not touched.
        shared: images of other projects with the same originals; erase them there as well.
    """

    images: int
    outside: int
    shared: int


def erase_patient(stores: Stores, row: int) -> Erased:
    """Erase the patient of one image with everything that was stored of them in the project.

    Doing it again changes nothing; killed half-way, do it again. Models that were trained
    with the images stay, and so do the row numbers, which are never given again.

    Args:
        row: of any image of the patient.

    Raises:
        NotFoundError: no image ever had this row.
        LockedError: a job, an upload or a backup still needs the images.
    """
    if not 0 <= row < stores.images.next_row():
        raise NotFoundError(f"no image has row {row}; rows come from the images themselves")
    _refuse_in_use(stores)
    rows = [image.row for image in _images(stores, row)] or [row]
    _forget_rows(stores, rows)
    _forget_places(stores, rows)  # the long part, before the transaction that others wait for
    with stores.transaction():
        _refuse_in_use(stores)
        images = _images(stores, row)
        if images:
            _erase(stores, images)
    stores.erasures.finish()
    image_cache(stores)
    stores.columns.now()
    stores.refresh()
    copied = [image.source for image in images if not image.in_place]
    outside = len(images) - len(copied)
    return Erased(len(images), outside, stores.erasures.sharing(copied))


def _images(stores: Stores, row: int) -> list[Image]:
    return stores.images.of_patient(row) if stores.images.known([row]) else []


def _refuse_in_use(stores: Stores) -> None:
    """Refuse while someone may still write down what is to be erased.

    Raises:
        LockedError: the message says who.
    """
    if stores.backup_is_running():
        raise LockedError("a backup is running; erase the patient when it has finished")
    if running := stores.erasures.running_jobs():
        raise LockedError(
            f"a job of this project is running ({', '.join(running)}); wait for it or cancel it, "
            "then erase the patient"
        )
    if waiting := [upload.id for upload in stores.uploads.all() if upload.outcome is None]:
        raise LockedError(
            f"{len(waiting)} uploads are not imported yet and may hold the patient "
            f"({first_few(waiting)}); import or delete them, then erase the patient"
        )


def _erase(stores: Stores, images: Sequence[Image]) -> None:
    """The part that is all or nothing."""
    rows = [image.row for image in images]
    _forget_rows(stores, rows)
    ids = {image.id for image in images}
    scrub = scrubber(
        {*ids, *(image.patient for image in images if _is_telling(image.patient))}, rows
    )
    keys = [image.source for image in images if not image.in_place]
    for each in stores.rounds.all():
        keys += _clean_round(stores, each, ids, scrub)
    stores.erasures.scrub_jobs(scrub)
    stores.erasures.forget_events(rows)
    stores.images.erase(rows)
    stores.erasures.add(rows, keys)
    stores.audit(Action.PATIENT_ERASED, rows=list(rows))


def _forget_rows(stores: Stores, rows: Sequence[int]) -> None:
    """Take the values of some rows out of every array of every round."""
    for each in stores.rounds.all():
        arrays = stores.round_arrays(each.number)
        for name in arrays.names():
            if not name.startswith(_BY_PLACE):
                arrays.forget(name, rows)


def _forget_places(stores: Stores, rows: Sequence[int]) -> None:
    """Leave the places of some images in every ranking empty."""
    for each in stores.rounds.all():
        arrays = stores.round_arrays(each.number)
        for name in arrays.names():
            if name.startswith(_BY_PLACE[0]):
                _forget_in_order(arrays, name, rows)


def _forget_in_order(arrays: RoundArrays, name: str, rows: Sequence[int]) -> None:
    """Leave the places of some images in one ranking empty, with their facts."""
    facts = name.replace(*_BY_PLACE, 1)
    for places, order in arrays.chunks(name):
        hit = np.isin(order, rows)
        touched = hit.any(axis=1)
        if not touched.any():
            continue
        if facts in arrays.names():
            values = arrays.read(facts, places[touched])
            arrays.write(facts, places[touched], np.where(hit[touched][..., None], np.nan, values))
        kept = np.where(hit[touched], ABSENT, order[touched])
        arrays.write(name, places[touched], kept)


def _clean_round(
    stores: Stores, each: Round, ids: set[str], scrub: Callable[[Any], Any]
) -> list[str]:
    """Rewrite a round's snapshot and documents; return the key of the snapshot it had."""
    changes = {
        name: clean
        for name in _DOCUMENTS
        if (clean := scrub(_plain(getattr(each, name)))) != _plain(getattr(each, name))
    }
    replaced: list[str] = []
    if each.snapshot is not None:
        taken = snapshot.load(stores, each.snapshot)
        kept = tuple(a for a in taken.annotations if a.image_id not in ids)
        if len(kept) < len(taken.annotations):
            replaced.append(each.snapshot)
            changes["snapshot"] = snapshot.store(stores, replace(taken, annotations=kept))
    if changes:
        stores.rounds.update(each.number, **changes)
    return replaced


def scrubber(names: set[str], rows: Sequence[int] = ()) -> Callable[[Any], Any]:
    """Return what replaces names by `(erased)`, wherever a JSON value mentions them.

    Entries of lists that hold the figures of one image are left out whole.
    """
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

    def scrub(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(_ERASED, value)
        if isinstance(value, dict):
            return {scrub(key): scrub(each) for key, each in value.items()}
        if isinstance(value, list):
            return [scrub(each) for each in value if not _is_about(each, names, rows)]
        return value

    return scrub


def _is_about(entry: Any, names: set[str], rows: Sequence[int]) -> bool:
    """Whether an entry of a list holds the figures of one of these images."""
    if not isinstance(entry, dict):
        return False
    return entry.get("image_id") in names or entry.get("row") in rows


def _plain(value: Any) -> Any:
    """Return a field of a round with lists in the place of tuples."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if hasattr(value, "items") else value


def _is_telling(patient: str) -> bool:
    return not (patient.isdigit() and len(patient) < _SHORT)
