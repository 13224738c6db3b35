"""What a physician sees next: one image of a ranking with everything its page needs."""

from dataclasses import dataclass

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, MedebiaserError
from medebiaser.records import Annotation, Round
from medebiaser.rounds.map_pages import packed_maps
from medebiaser.rounds.pages import RankingPage, Wanted, ranking_page


@dataclass(frozen=True, slots=True)
class Following:
    """The image that follows.

    Attributes:
        page: of one image; of none at the end of the ranking.
        annotations: everyone's, of all labels of the image.
        maps: as `packed_maps` gives them; None where the round has none.
    """

    page: RankingPage
    annotations: tuple[Annotation, ...]
    maps: bytes | None


def shown_round(stores: Stores, number: int | None) -> Round:
    """Return a round by its number, or the current one.

    Raises:
        NotFoundError: there is no such round.
        LockedError: there is no round yet.
    """
    chosen = stores.project.current_round if number is None else number
    if chosen is None:
        raise LockedError("there is no round yet; train round 0 first")
    return stores.rounds.get(chosen)


def following(stores: Stores, number: int | None, wanted: Wanted) -> Following:
    """Return the image at a place of a stored ranking.

    Args:
        number: of the round; None: the current one.
        wanted: of which one image is returned.

    Raises:
        NotFoundError: no such round, label or ranking.
        LockedError: there is no round yet, or the ranking is not stored.
    """
    shown = shown_round(stores, number)
    page = ranking_page(stores, shown, wanted)
    if not page.images:
        return Following(page, (), None)
    image = page.images[0].image
    try:
        maps = packed_maps(stores, shown, [image.row])
    except LockedError:
        maps = None
    drawn = stores.badges.annotations([image.id]).get(image.id, ())
    return Following(page, tuple(drawn), maps)


def following_or_why_not(
    stores: Stores, number: int | None, wanted: Wanted
) -> tuple[Following | None, str | None]:
    """As `following`; where there is none, why: what was saved before stays saved."""
    try:
        return following(stores, number, wanted), None
    except MedebiaserError as error:
        return None, str(error)
