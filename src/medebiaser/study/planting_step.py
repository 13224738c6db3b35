"""`study plant`: a new project whose images carry a known shortcut, to work on as on any other."""

import shutil
from typing import Any

from medebiaser.errors import ConflictError
from medebiaser.records import Split
from medebiaser.study.bench import Place
from medebiaser.study.sets import import_set, write_set
from medebiaser.study.sources import DataOptions, data_key, study_set

PLANT = "plant"


def plant(place: Place, options: DataOptions, into: str, *, seed: int) -> dict[str, Any]:
    """Make a project out of another one, with a marker and, if asked, with drawn findings.

    The first fold is its test split. After a kill the same call goes on.

    Returns:
        {"project", "images", "marked", "test_pairs"}.

    Raises:
        ConflictError: there is a project of this name.
        InvalidInputError: the label is unknown or too rare.
    """
    workspace = place.workspace
    folder = place.folder / "planting" / f"{into}-{data_key(options, place.source)}-{seed}"
    taken = any(project.name == into for project in workspace.projects.all())
    if taken and not folder.exists():
        raise ConflictError(f"there is a project {into!r}; name another one with --into")
    drawn = study_set(options, place.source, seed=seed, fold=0, report=place.report)
    write_set(folder, drawn)
    import_set(workspace, into, folder, in_place=False, workers=place.workers, report=place.report)
    shutil.rmtree(folder)
    tested = sum(image.split is Split.TEST for image in drawn.images)
    return {
        "project": into,
        "images": len(drawn.images),
        "marked": sum(bool(image.marker) for image in drawn.images),
        "test_pairs": tested // 2,
    }
