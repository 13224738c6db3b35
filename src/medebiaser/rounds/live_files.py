"""Questions of a live session answered from a file: for scripts."""

from pathlib import Path

from medebiaser.data.importers.answer_files import FileAnswer, read_answers
from medebiaser.data.stores import JobsStore, Stores
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import LiveQuery
from medebiaser.rounds.live import Answer
from medebiaser.rounds.live_answers import answer, submit

_NAMED = 3


def answers_of(stores: Stores, path: Path, *, author: str) -> Answer:
    """Return what answers every list from a file and hands it in.

    Of a list those images are answered that the file names; the others count as "nothing to
    say". Every author that the file names hands the list in.

    Args:
        path: see `read_answers`.
        author: of entries that name nobody.

    Raises:
        NotFoundError: there is no such file, or no such image in the project.
        InvalidInputError: the file cannot be read.
    """
    said = _read(stores, path)

    def answered(query: LiveQuery) -> None:
        _say(stores, query, said, author)
        for each in sorted({entry.author or author for entry in said} or {author}):
            submit(stores, None, query.round, query.number, author=each)

    return answered


def answer_from_file(
    stores: Stores, jobs: JobsStore, query: LiveQuery, path: Path, *, author: str
) -> int:
    """Answer an open list from a file and hand it in; doing it twice changes nothing.

    Returns:
        How many of its images the file answered.

    Raises:
        NotFoundError: there is no such file, or no such image in the project.
        InvalidInputError: the file cannot be read, or names no image of the list.
        LockedError: the list is closed.
    """
    said = _read(stores, path)
    done = _say(stores, query, said, author)
    if said and not done:
        raise InvalidInputError(
            f"{path.name} names {len(said)} images and none of them is asked about in list "
            f"{query.number}; `medebiaser live show --json` names those that are"
        )
    for each in sorted({entry.author or author for entry in said} or {author}):
        submit(stores, jobs, query.round, query.number, author=each)
    return done


def _say(stores: Stores, query: LiveQuery, said: list[FileAnswer], author: str) -> int:
    rows = {image.id: image.row for image in stores.images.by_rows(i.row for i in query.images)}
    asked = [entry for entry in said if entry.image_id in rows]
    for entry in asked:
        answer(
            stores,
            query.round,
            query.number,
            rows[entry.image_id],
            cells=entry.cells,
            regions=entry.regions,
            author=entry.author or author,
        )
    return len(asked)


def _read(stores: Stores, path: Path) -> list[FileAnswer]:
    said = read_answers(path)
    strange = sorted({entry.image_id for entry in said} - set(stores.images.ids()))
    if strange:
        raise NotFoundError(
            f"{path.name} names {len(strange)} images that are not in the project "
            f"({', '.join(strange[:_NAMED])}); check the ids"
        )
    return said
