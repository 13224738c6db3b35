"""Route of the time that physicians spent."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.replies import document
from medebiaser.rounds.effort import effort

router = APIRouter(tags=["figures"])


class WorkOut(BaseModel):
    """What one physician, or (author null) all together did for one round.

    Attributes:
        round: null: for the round that comes next.
        labels: pairs of image and label with a word that stands.
        total_s: all seconds that are known, those of labels taken back later too; null: none.
        timed: labels whose every second is known.
        estimated: those of them that the browser did not measure itself.
        median_s: seconds per label; null: unknown, as `mean_s`.
        mean_s_ci: 95 % interval, drawing images; null below five labels.
    """

    author: str | None
    round: int | None
    images: int
    labels: int
    corrected: int
    accepted: int
    nothing_to_mark: int
    label_is_wrong: int
    cannot_tell: int
    total_s: float | None
    timed: int
    estimated: int
    median_s: float | None
    mean_s: float | None
    mean_s_ci: list[float] | None


class EffortOut(BaseModel):
    """Time and labels for each round.

    Attributes:
        gap_s: the shortest and the longest time between two saves that stands in where the browser
            measured none.
        rows: by round and physician.
        rounds: by round, all physicians together.
    """

    gap_s: list[float]
    rows: list[WorkOut]
    rounds: list[WorkOut]


@router.get("/projects/{project}/effort", response_model=EffortOut)
def get_effort(stores: StoresDep) -> Response:
    """Return how long each physician worked for each round, and for how many labels."""
    return document(effort(stores))
