"""Images, labels, regions and splits into a project: the step before the first round."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data import near_duplicates, subset
from medebiaser.data.importers.images import ImportReport, import_images
from medebiaser.data.importers.label_table import LabelTable
from medebiaser.data.near_duplicates import NearDuplicates
from medebiaser.data.splits import assign, without_positives
from medebiaser.data.stores import Stores, Workspace
from medebiaser.data.stores.base import TERMINAL
from medebiaser.data.subset import SubsetQuality
from medebiaser.errors import InvalidInputError
from medebiaser.records import Image, Project, Report, Split, no_report

DEFAULT_PROJECT = "main"


@dataclass(frozen=True, slots=True)
class Splitting:
    """What became of the splits.

    Attributes:
        assigned: images that had none before.
        counts: images of every split, all of the project.
        patients: patients of every split.
        with_regions: images with a reference region in every split.
        near_duplicates: look-alikes in different splits.
        without_positives: labels that have no positive image in a split, where there are any.
    """

    assigned: int
    counts: Mapping[str, int]
    patients: Mapping[str, int]
    with_regions: Mapping[str, int]
    near_duplicates: NearDuplicates
    without_positives: Mapping[str, tuple[str, ...]]


def import_table(
    workspace: Workspace,
    project: str | None,
    table: LabelTable,
    images_dir: Path,
    *,
    cue_columns: tuple[str, ...] = (),
    in_place: bool = False,
    workers: int | None = None,
    report: Report = no_report,
    actor: str = TERMINAL,
) -> tuple[Stores, ImportReport]:
    """Import a table's images into a project, which is created where it does not exist.

    Splits that the table gives are assigned at once; all others with `assign_splits`.

    Args:
        project: its name; None takes the only one there is, or creates `main`.
        actor: who imports.

    Raises:
        InvalidInputError: several projects and none named; the table or folder cannot be used.
    """
    chosen = _project_for(workspace, project, table, cue_columns, actor)
    stores = workspace.stores_of(chosen, actor=actor)
    done = import_images(
        stores, table, images_dir, in_place=in_place, workers=workers, report=report
    )
    if any(table.splits):
        given = dict(zip(table.images, table.splits, strict=True))
        assign_splits(stores, given=given)
    stores.columns.now()  # who looks first need not wait for it
    return stores, done


def _project_for(
    workspace: Workspace,
    name: str | None,
    table: LabelTable,
    cue_columns: tuple[str, ...],
    actor: str,
) -> Project:
    existing = {project.name: project for project in workspace.projects.all()}
    if name is None and len(existing) > 1:
        raise InvalidInputError(
            f"this workspace has {len(existing)} projects ({', '.join(existing)}); "
            "choose one with -p NAME"
        )
    chosen = name or next(iter(existing), DEFAULT_PROJECT)
    if chosen not in existing:
        return workspace.projects.create(
            chosen, table.labels, table.activation, cue_columns=cue_columns, actor=actor
        )
    project = existing[chosen]
    changes: dict[str, Any] = {}
    if not project.labels:
        changes.update(labels=table.labels, activation=table.activation)
    if new_cues := tuple(c for c in cue_columns if c not in project.cue_columns):
        changes["cue_columns"] = (*project.cue_columns, *new_cues)
    return workspace.projects.update(chosen, actor=actor, **changes) if changes else project


def assign_splits(
    stores: Stores,
    *,
    fractions: Mapping[Split, float] | None = None,
    given: Mapping[str, Split | None] | None = None,
    region_test_share: float | None = None,
    seed: int = 0,
) -> Splitting:
    """Give every image that has no split one, patients kept whole; assignments never change.

    Args:
        fractions: share of each split; None takes the defaults for this many images.
        given: splits of a table's own column, by image id.
        region_test_share: share of the images with reference regions that `test` gets.

    Raises:
        InvalidInputError: a patient is given two splits, or the fractions do not sum to 1.
    """
    images = stores.images.all()
    waiting = [image.id for image in images if image.split is None]
    regions = {reference.image_id for reference in stores.references.all()}
    if waiting:
        splits = assign(
            [image.patient for image in images],
            _labels_of(stores, images),
            fractions,
            seed,
            np.array([image.id in regions for image in images], dtype=np.bool_),
            None if given is None else [given.get(image.id) for image in images],
            settled=[image.split for image in images],
            region_test_share=region_test_share,
        )
        chosen = dict(zip([image.id for image in images], splits, strict=True))
        stores.images.set_splits({image_id: chosen[image_id] for image_id in waiting})
        stores.columns.now()
    return splitting(stores, assigned=len(waiting))


def splitting(stores: Stores, *, assigned: int = 0) -> Splitting:
    """Count images, patients and reference regions of every split, and find look-alikes."""
    images = stores.images.all()
    regions = {reference.image_id for reference in stores.references.all()}
    names = [image.split.value if image.split else "" for image in images]
    patients: dict[str, set[str]] = {}
    for image, name in zip(images, names, strict=True):
        patients.setdefault(name, set()).add(image.patient)
    return Splitting(
        assigned=assigned,
        counts=dict(Counter(names)),
        patients={name: len(members) for name, members in patients.items()},
        with_regions=dict(
            Counter(name for image, name in zip(images, names, strict=True) if image.id in regions)
        ),
        near_duplicates=near_duplicates.report(
            [image.perceptual_hash for image in images],
            names,
        ),
        without_positives={
            split.value: missing
            for split, missing in without_positives(
                [image.split for image in images if image.split],
                _labels_of(stores, [image for image in images if image.split]),
                stores.project.labels,
            ).items()
        },
    )


def make_subset(
    workspace: Workspace, stores: Stores, name: str, *, fraction: float, seed: int = 0
) -> SubsetQuality:
    """Create a project with a fraction of the patients, distribution and co-occurrence preserved.

    Originals are shared, not copied; splits, labels and reference regions come along.

    Raises:
        ConflictError: there is a project of this name.
        InvalidInputError: the fraction is not between 0 and 1, or leaves no patient.
    """
    images = stores.images.all()
    chosen, quality = subset.choose(
        [image.patient for image in images], _labels_of(stores, images), fraction, seed
    )
    kept = [image for image, inside in zip(images, chosen, strict=True) if inside]
    project = stores.project
    with stores.transaction():
        workspace.projects.create(
            name,
            project.labels,
            project.activation,
            paired_labels=project.paired_labels,
            cue_columns=project.cue_columns,
            label_source=project.label_source,
            actor=stores.actor,
        )
        smaller = workspace.stores(name, actor=stores.actor)
        smaller.images.add([replace(image, row=row) for row, image in enumerate(kept)])
        ids = {image.id for image in kept}
        smaller.references.add([r for r in stores.references.all() if r.image_id in ids])
    return quality


def _labels_of(stores: Stores, images: Sequence[Image]) -> NDArray[np.int8]:
    """Return (n, K) labels of these images; rows that were erased have none."""
    return stores.images.labels()[[image.row for image in images]]
