"""How long physicians worked for each round, and for how many labels: counted by itself.

Time comes from the browser: the seconds in which a person moved, typed or touched, from the moment
an image is shown until it is saved. Where a save carries none (a script, an older page), the time
since the same physician's save before it stands in, if it is neither a pause nor a file that saves
many at once. What remains is unknown and counted as such, never as 0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.learning.metrics import MIN_CASES, mean_interval
from medebiaser.records import Annotation, Round, RoundState, Verdict

GAP_S = (1.0, 120.0)
"""A gap between two saves counts as work on the second one within these bounds."""

_ABANDONED = frozenset({RoundState.FAILED, RoundState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Spent:
    """One save, and the seconds that it adds to its annotation.

    Attributes:
        seconds: None where nobody knows.
        measured: by the browser; False: estimated from the time since the save before.
    """

    save: Annotation
    seconds: float | None
    measured: bool


def spent(saves: Iterable[Annotation]) -> list[Spent]:
    """Return what each save adds, by author and time.

    Args:
        saves: every version of every annotation.
    """
    found: list[Spent] = []
    ordered = sorted(saves, key=lambda save: (save.author, save.saved_at, save.version))
    so_far: dict[tuple[str, str, str, str], float] = {}
    before: Annotation | None = None
    for save in ordered:
        gap = None if before is None or before.author != save.author else _gap_s(before, save)
        found.append(_spent(save, gap, so_far))
        before = save
    return found


def effort(stores: Stores) -> dict[str, Any]:
    """Return the work of each physician for each round, and of all together for each round.

    Work counts for the first fine-tuning that started after it was saved; `round` is None for
    work that no round has used yet. Erased patients are in no count.

    Returns:
        {"gap_s", "rows": [...], "rounds": [...]}; a row has "author" (None in "rounds"), "round",
        "images", "labels" (pairs of image and label with a word that stands), a count for each
        verdict, "total_s", "timed" (labels whose every second is known), "estimated" (those of
        them that the browser did not measure), "median_s", "mean_s" and "mean_s_ci".
    """
    with stores.reading():
        saves, rounds = stores.annotations.saves(), stores.rounds.all()
    starts = _starts(rounds)
    by_author: defaultdict[tuple[int, str], list[Spent]] = defaultdict(list)
    by_round: defaultdict[int, list[Spent]] = defaultdict(list)
    for each in spent(saves):
        place = sum(started < each.save.saved_at for _, started in starts)
        by_author[place, each.save.author].append(each)
        by_round[place].append(each)
    numbers = [number for number, _ in starts] + [None]
    return {
        "gap_s": list(GAP_S),
        "rows": [
            {"author": author, "round": numbers[place], **work(of_one)}
            for (place, author), of_one in sorted(by_author.items())
        ],
        "rounds": [
            {"author": None, "round": numbers[place], **work(of_all)}
            for place, of_all in sorted(by_round.items())
        ],
    }


def work(of: Sequence[Spent]) -> dict[str, Any]:
    """Count one physician's saves, or several physicians', for one round."""
    pairs: defaultdict[tuple[str, str, str], list[Spent]] = defaultdict(list)
    for each in of:
        pairs[each.save.author, each.save.image_id, each.save.label].append(each)
    standing = [saves for saves in pairs.values() if not saves[-1].save.withdrawn]
    verdicts = Counter(saves[-1].save.verdict for saves in standing)
    timed = [(saves, seconds) for saves in standing if (seconds := _seconds(saves)) is not None]
    known = [seconds for _, seconds in timed]
    worked = [each.seconds for each in of if each.seconds is not None]
    images = [saves[-1].save.image_id for saves, _ in timed]
    return {
        "images": len({saves[-1].save.image_id for saves in standing}),
        "labels": len(standing),
        **{verdict.value.replace(" ", "_"): verdicts[verdict] for verdict in Verdict},
        "total_s": sum(worked) if worked else None,
        "timed": len(timed),
        "estimated": sum(any(not each.measured for each in saves) for saves, _ in timed),
        "median_s": median(known) if known else None,
        "mean_s": sum(known) / len(known) if known else None,
        "mean_s_ci": _interval(known, images),
    }


def _starts(rounds: Iterable[Round]) -> list[tuple[int, datetime]]:
    """Number and start of each fine-tuning that came to something or still may, by start."""
    found = [
        (each.number, each.created_at)
        for each in rounds
        if each.parent is not None and each.created_at is not None and each.state not in _ABANDONED
    ]
    return sorted(found, key=lambda start: start[1])


def _spent(
    save: Annotation, gap: float | None, so_far: dict[tuple[str, str, str, str], float]
) -> Spent:
    """What a save adds to what its sitting had spent on the same annotation before."""
    if save.withdrawn:
        return Spent(save, 0.0, measured=True)
    if save.effort is None:
        return Spent(save, gap, measured=False)
    place = (save.author, save.image_id, save.label, save.effort.sitting)
    earlier = so_far.get(place, 0.0)
    so_far[place] = max(earlier, save.effort.active_s)
    return Spent(save, so_far[place] - earlier, measured=True)


def _gap_s(before: Annotation, save: Annotation) -> float | None:
    gap = (save.saved_at - before.saved_at).total_seconds()
    return gap if GAP_S[0] <= gap <= GAP_S[1] else None


def _seconds(saves: Sequence[Spent]) -> float | None:
    """The seconds of one annotation; None where those of a part of it are unknown."""
    known = [each.seconds for each in saves if each.seconds is not None]
    return sum(known) if len(known) == len(saves) else None


def _interval(seconds: Sequence[float], images: Sequence[str]) -> list[float] | None:
    """95 % interval of the mean, drawing images; None below MIN_CASES."""
    if len(seconds) < MIN_CASES:
        return None
    bounds = mean_interval(np.array(seconds), list(images))
    return None if bounds is None else list(bounds)
