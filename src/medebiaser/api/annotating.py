"""What the routes of annotations take and reply, as models and as documents of plain values."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from medebiaser.api.documents import RankingOut, ranking_document
from medebiaser.api.fields import Flag, Name, Real, Whole
from medebiaser.learning.ranking import DEFAULT_RANKING
from medebiaser.records import Annotation, Effort, Region, Relevance, Split, Verdict
from medebiaser.rounds.following import Following
from medebiaser.rounds.pages import Wanted

REGIONS_MAX = 1_000
SITTING_MAX_S = 86_400.0


class RegionIn(BaseModel):
    """A polygon in the image's own pixels; the last corner joins the first."""

    points: list[tuple[Real, Real]]
    relevance: Relevance = Relevance.RELEVANT

    def to_region(self) -> Region:
        """Return the record."""
        return Region(tuple(self.points), self.relevance)


class EffortIn(BaseModel):
    """How long this annotation has taken in one look at its image.

    Attributes:
        sitting: made up by the page when the image is shown; the saves of one look share it.
        active_s: seconds of it so far, without idle time.
    """

    sitting: str = Field(pattern="^[0-9a-z-]{8,40}$")
    active_s: Real = Field(ge=0, le=SITTING_MAX_S)

    def to_effort(self) -> Effort:
        """Return the record."""
        return Effort(self.sitting, self.active_s)


class NextIn(BaseModel):
    """What to return of a ranking with the reply, so that a click costs one request.

    Attributes:
        start: the first place that may come: the place after the image that is saved.
        round: null: the current one.
        label: null: the label that is saved.
    """

    start: Whole
    round: Whole | None = None
    label: Name | None = None
    by: str = Field(default=DEFAULT_RANKING, max_length=40)
    split: Split = Split.REVIEW
    correct: Flag | None = None
    annotated: Flag | None = None

    def to_wanted(self, label: str) -> Wanted:
        """Return which page that is: of one image."""
        return Wanted(
            label=self.label or label,
            by=self.by,
            split=self.split,
            start=self.start,
            limit=1,
            correct=self.correct,
            annotated=self.annotated,
        )


class AnnotationIn(BaseModel):
    """One's own word on one heatmap.

    Attributes:
        version: the version that was last seen; 0 for the first save.
        next: what to return of the image that follows; null: nothing.
        effort: how long it took; null: nobody measured it.
    """

    verdict: Verdict
    regions: list[RegionIn] = Field(default=[], max_length=REGIONS_MAX)
    version: Whole
    next: NextIn | None = None
    effort: EffortIn | None = None


class AcceptanceIn(BaseModel):
    """A heatmap taken as it is.

    Attributes:
        version: the version that was last seen; 0 for the first save.
        round: whose heatmap; null: the current one's.
        next: what to return of the image that follows; null: nothing.
        effort: how long it took; null: nobody measured it.
    """

    version: Whole
    round: Whole | None = None
    next: NextIn | None = None
    effort: EffortIn | None = None


def effort_in(body: AnnotationIn | AcceptanceIn) -> Effort | None:
    """Return how long a save took, where the page measured it."""
    return None if body.effort is None else body.effort.to_effort()


class RegionOut(BaseModel):
    """A polygon in the image's own pixels."""

    points: list[tuple[float, float]]
    relevance: Relevance


class AnnotationOut(BaseModel):
    """One physician's word on one heatmap.

    Attributes:
        withdrawn: it was taken back; only a history shows such a version.
    """

    row: int
    label: str
    author: str
    verdict: Verdict
    regions: list[RegionOut]
    version: int
    saved_at: datetime
    withdrawn: bool


class AnnotationsOut(BaseModel):
    """Annotations by row, label and author; `next` is the row to go on from, null at the end."""

    annotations: list[AnnotationOut]
    next: int | None


class NextOut(BaseModel):
    """The image that follows.

    Attributes:
        ranking: a page of one image; of none at the end.
        annotations: everyone's, of all labels of that image.
        maps: base64 of what the route of maps returns for that image; null: no maps.
    """

    ranking: RankingOut
    annotations: list[AnnotationOut]
    maps: str | None


class SavedOut(BaseModel):
    """What is stored now, on disk.

    Attributes:
        version: belongs into the next save.
        annotation: as it is stored; null: it was withdrawn.
        notes: a sentence for each thing that was changed to make the regions fit, or that is
            odd about them.
        next: the image that follows, where it was asked for.
        next_obstacle: why there is none.
    """

    version: int
    annotation: AnnotationOut | None
    notes: list[str]
    next: NextOut | None
    next_obstacle: str | None


def annotation_document(annotation: Annotation, row: int) -> dict[str, Any]:
    """Return an annotation as `AnnotationOut` shows it."""
    return {
        "row": row,
        "label": annotation.label,
        "author": annotation.author,
        "verdict": annotation.verdict,
        "regions": [
            {"points": region.points, "relevance": region.relevance}
            for region in annotation.regions
        ],
        "version": annotation.version,
        "saved_at": annotation.saved_at,
        "withdrawn": annotation.withdrawn,
    }


def next_document(found: Following | None) -> dict[str, Any] | None:
    """Return the image that follows as `NextOut` shows it."""
    if found is None:
        return None
    rows = [placed.image.row for placed in found.page.images]
    return {
        "ranking": ranking_document(found.page),
        "annotations": [annotation_document(each, rows[0]) for each in found.annotations],
        "maps": None if found.maps is None else b64encode(found.maps).decode(),
    }
