"""What must hold after a load: every confirmed save is there, byte for byte."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import Annotation
from tests.load.physicians import Saved


def lost_saves(
    workspace: Path, project: str, saves: Iterable[Saved], database_url: str | None = None
) -> list[str]:
    """Name every confirmed save that is not stored as it was sent."""
    with open_workspace(workspace, database_url=database_url) as opened:
        stores = opened.stores(project)
        by_pair: dict[tuple[int, str], list[Saved]] = defaultdict(list)
        for saved in saves:
            by_pair[saved.row, saved.label].append(saved)
        return [line for pair, group in by_pair.items() for line in _lost(stores, pair, group)]


def _lost(stores: Stores, pair: tuple[int, str], saves: list[Saved]) -> list[str]:
    row, label = pair
    image = stores.images.by_rows([row])[0]
    stored = {
        (each.author, each.version): _content(each)
        for each in stores.annotations.history(image.id, label)
    }
    return [
        f"row {row}, {saved.author}, version {saved.version}: "
        + ("another content" if (saved.author, saved.version) in stored else "not there")
        for saved in saves
        if stored.get((saved.author, saved.version)) != saved.content
    ]


def _content(annotation: Annotation) -> str:
    regions = [
        {"points": [list(point) for point in region.points], "relevance": region.relevance.value}
        for region in annotation.regions
    ]
    content = {"verdict": annotation.verdict.value, "regions": regions}
    return json.dumps(_as_sent(content), sort_keys=True)


def _as_sent(content: object) -> object:
    """Whole numbers as whole numbers: JSON knows no difference, its text does."""
    if isinstance(content, dict):
        return {name: _as_sent(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_as_sent(value) for value in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content
